package account

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// GrantInput asks for a role for a person: one who is known, or a new one.
type GrantInput struct {
	Person model.PublicID `json:"person,omitempty"` // who is known already
	Name   string         `json:"name,omitempty"`   // else: name of the new person
	Number model.IDNumber `json:"number,omitzero"`  // of a new person, when known: kin is found by it
	Phone  model.Phone    `json:"phone,omitzero"`   // of a new person, for the login without WeChat
	Role   model.Role     `json:"role"`
	Region string         `json:"region"`         // code of the place of the desk
	From   model.Date     `json:"from,omitempty"` // first day; today when empty
	To     model.Date     `json:"to,omitempty"`   // last day; open when empty

	Fingerprint string `json:"-"` // hash of the request as its door got it, see Grant
}

// sleeps reports whether a grant of the role waits for a second officer: deciding
// roles, and the one that grants, or one person could be both officers (decisions 16).
func sleeps(role model.Role) bool {
	f, _ := role.Facts()
	return f.Deciding || role == model.RoleSysAdmin
}

// GrantFirst gives a role from the shell (bangfu account grant): it makes the
// person and returns the one-time code for 绑定. The first county_officer and the
// first sys_admin of an empty register are awake at once; every other deciding role
// sleeps until an officer confirms it. Errors: KindInvalid with the field.
func (a *Accounts) GrantFirst(ctx context.Context, name string, role model.Role, regionCode string) (code string, err error) {
	in := GrantInput{Name: name, Role: role, Region: regionCode}
	shell := model.Actor{Door: model.DoorShell}
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		area, err := a.checkGrant(tx, &in)
		if err != nil {
			return err
		}
		first, err := a.isFirst(tx, role)
		if err != nil {
			return err
		}
		p, code2, err := a.grantee(tx, in, area)
		if err != nil {
			return err
		}
		g := a.newGrant(in, area, p.ID, 0)
		note := "sleeps"
		switch { // the holder's own id stands for: nobody had to confirm it
		case first:
			g.ConfirmedBy, note = p.ID, "first"
		case !sleeps(role):
			g.ConfirmedBy, note = p.ID, "awake"
		}
		code = code2
		return a.addGrant(tx, &g, shell, model.Right{}, note)
	})
	return code, err
}

// isFirst reports whether this is the first grant of the two roles an empty
// register needs; the counter lets one of two shells be first.
func (a *Accounts) isFirst(tx *store.Tx, role model.Role) (bool, error) {
	if role != model.RoleCountyOfficer && role != model.RoleSysAdmin {
		return false, nil
	}
	before, err := tx.CountGrants(role)
	if err != nil || before > 0 {
		return false, err
	}
	n, err := tx.Next("grant_first:" + string(role))
	return n == 1, err
}

// Given is a role as it was given, with the one-time code for 绑定 of somebody who
// cannot get in yet.
type Given struct {
	Grant  model.RoleGrant
	Code   string
	Repeat bool // the request came again: nothing was done, this is the answer of the first
}

// Grant gives a role to a person (授权), once per request: a second tap is answered
// like the first. A deciding role and sys_admin sleep until another officer
// confirms them. Errors: those of Actor.May, KindInvalid with the field,
// KindForbidden for oneself, KindConflict for roles that may not be in one hand and
// for a request that came before with other content.
func (a *Accounts) Grant(ctx context.Context, actor model.Actor, request string, in GrantInput) (Given, error) {
	claim := claimOf(actor, request, in.Fingerprint, a.now())
	sealed, repeat, err := a.store.Once(ctx, claim, func(tx *store.Tx) ([]byte, error) {
		g, _, code, err := a.grantOne(tx, actor, in)
		if err != nil {
			return nil, err
		}
		plain, err := json.Marshal(givenOutcome{g.PublicID, code})
		if err != nil {
			return nil, model.Internal(err)
		}
		return tx.Seal().Seal(outcomeCell(claim), plain) // a code lies nowhere in clear
	})
	if err != nil {
		return Given{}, err
	}
	tx := a.store.Read(ctx)
	plain, err := tx.Seal().Open(outcomeCell(claim), sealed)
	if err != nil {
		return Given{}, err
	}
	var out givenOutcome
	if err := json.Unmarshal(plain, &out); err != nil {
		return Given{}, model.Internal(err)
	}
	g, err := tx.Grant(out.Grant)
	return Given{g, out.Code, repeat}, err
}

// givenOutcome is what is kept with the claim of a grant, sealed.
type givenOutcome struct {
	Grant model.PublicID `json:"grant"`
	Code  string         `json:"code"`
}

func outcomeCell(c store.Claim) seal.Cell {
	return seal.Cell{Table: "inbox", Column: "outcome", Row: c.Key}
}

// claimOf keeps the requests of different people apart.
func claimOf(actor model.Actor, request, fingerprint string, at model.Instant) store.Claim {
	if request == "" {
		return store.Claim{} // which Once refuses
	}
	key := fmt.Sprintf("%s:%d:%d:%s", actor.Door, actor.PersonID, actor.AccountID, seal.Hash([]byte(request)))
	return store.Claim{Key: key, Hash: fingerprint, At: at}
}

// checkGrant refuses a role, place or time that cannot be, and fills in today.
func (a *Accounts) checkGrant(tx *store.Tx, in *GrantInput) (model.Area, error) {
	facts, ok := in.Role.Facts()
	if !ok || !facts.Granted {
		return "", model.InvalidField("role", "没有这个角色，请从名单里选")
	}
	place, err := deskPlace(tx, *in, facts)
	if err != nil {
		return "", err
	}
	if in.From == "" {
		in.From = a.today()
	}
	return place, in.checkTerm(a.today())
}

// deskPlace returns the place of the desk, which must lie on the role's level.
func deskPlace(tx *store.Tx, in GrantInput, facts model.RoleFacts) (model.Area, error) {
	region, err := tx.Region(in.Region)
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return "", err
	}
	fits := region.Level == facts.Level || in.Role == model.RoleDelegate && region.Level == model.LevelGroup
	if err != nil || !fits {
		return "", model.InvalidField("region", "地方和角色对不上，请选"+facts.Title+"所在的一级")
	}
	return region.Area, nil
}

// checkTerm refuses days that are none, and a term that ends before it can begin.
func (in GrantInput) checkTerm(today model.Date) error {
	for _, d := range []model.Date{in.From, in.To} {
		if _, err := model.ParseDate(string(d)); d != "" && err != nil {
			return model.InvalidField("from", "日期要写成 2014-05-12 这样")
		}
	}
	if in.To != "" && (in.To < in.From || in.To < today) {
		return model.InvalidField("to", "最后一天不能早于第一天，也不能是过去的日子")
	}
	return nil
}

// grantee returns whom the grant is for; a person who never got in gets a code.
// Who has an account, or any role that is awake, gets none: another phone for such
// a person is a matter of Rebind.
func (a *Accounts) grantee(tx *store.Tx, in GrantInput, area model.Area) (model.Person, string, error) {
	if in.Person == "" {
		return a.newCadre(tx, in, area)
	}
	p, err := tx.PersonByPublic(in.Person)
	if err != nil {
		return p, "", err
	}
	// both of two grants at once raise the version of the person: one sees the other
	if err := tx.PutPerson(&p); err != nil {
		return p, "", err
	}
	held, err := tx.OpenGrantsOf(p.ID, a.today())
	if err != nil {
		return p, "", err
	}
	if err := a.compatible(tx, p.ID, held, in.Role); err != nil {
		return p, "", err
	}
	accs, err := tx.AccountsOf(p.ID)
	if err != nil || len(accs) > 0 {
		return p, "", err
	}
	for _, g := range held {
		if g.ConfirmedBy != 0 {
			return p, "", nil
		}
	}
	code, err := a.issue(tx, p.ID, codeLife)
	return p, code, err
}

func (a *Accounts) newCadre(tx *store.Tx, in GrantInput, area model.Area) (model.Person, string, error) {
	p := model.Person{PublicID: model.NewPublicID(), Name: strings.TrimSpace(in.Name), Area: area, Version: 1, CreatedAt: a.now()}
	checks := []error{checkName(p.Name)}
	if !in.Number.Empty() {
		checks = append(checks, in.Number.Check(a.today()))
	}
	if !in.Phone.Empty() {
		checks = append(checks, in.Phone.Check())
	}
	for _, err := range checks {
		if err != nil {
			return p, "", err
		}
	}
	if err := sealPerson(tx.Seal(), &p, in.Number, in.Phone); err != nil {
		return p, "", err
	}
	if err := tx.AddPerson(&p); err != nil {
		return p, "", err
	}
	code, err := a.issue(tx, p.ID, codeLife)
	return p, code, err
}

func (a *Accounts) newGrant(in GrantInput, area model.Area, person, by int64) model.RoleGrant {
	return model.RoleGrant{
		PublicID: model.NewPublicID(), PersonID: person, Role: in.Role, Area: area, ValidFrom: in.From, ValidTo: in.To,
		GrantedBy: by, Version: 1, CreatedAt: a.now(),
	}
}

func (a *Accounts) addGrant(tx *store.Tx, g *model.RoleGrant, actor model.Actor, right model.Right, note string) error {
	if err := tx.AddGrant(g); err != nil {
		return err
	}
	return a.write(tx, audit.Entry{
		Actor: actor, Right: right, Action: "account.grant", Kind: audit.KindGrant, ID: g.ID, Area: g.Area, Version: g.Version,
		After: audit.GrantContent(*g), Note: string(g.Role) + ":" + note,
	})
}
