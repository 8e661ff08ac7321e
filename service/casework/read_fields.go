package casework

import "bangfu/model"

// audience is who reads a household's matter (spec §10.2).
type audience int

// The audiences. The public and the chat have no column here: their types have no
// field for what they may not see (PublicRow, NoticeFacts).
const (
	audienceNone    audience = iota
	audienceOwn              // the household itself, its binding proven
	audienceProxy            // who applied for another household, or is not proven yet
	audienceCadre            // cadres of the village and the township, in scope
	audienceHelper           // the resident team and the head of the group
	audienceCounty           // the county
	audienceHandler          // who handles an objection
)

// field is a kind of data of a household or of an objection.
type field int

// The fields of spec §10.2 that a view carries.
const (
	fieldHouseholder field = iota
	fieldPersons
	fieldHardship  // cause, risk type: health is among it
	fieldMembers   // other members' names
	fieldNumber    // citizen's number; the full one only by RevealNumber
	fieldPhone     // phone
	fieldHealth    // health and what the household says in its own words
	fieldIncome    // income, and whether it lies above the line
	fieldPhotos    // photos and papers
	fieldAddress   // housing, water: what a visit has seen
	fieldKinMark   // that the household is near kin of a cadre
	fieldObjector  // who objected
	fieldObjection // what the objector wrote
)

// shown says how far an audience sees a field.
type shown int

const (
	hidden shown = iota
	masked
	clear
)

// fieldTable is spec §10.2 as it stands: for each audience the fields it sees;
// what is not named is hidden.
var fieldTable = map[audience]map[field]shown{
	audienceOwn: {fieldHouseholder: clear, fieldPersons: clear, fieldHardship: clear, fieldMembers: clear, fieldNumber: masked, fieldPhone: clear,
		fieldHealth: clear, fieldIncome: clear, fieldPhotos: clear, fieldAddress: clear},
	audienceProxy: {fieldHouseholder: clear, fieldPersons: clear, fieldHardship: clear, fieldNumber: masked, fieldPhone: clear, fieldHealth: clear},
	audienceCadre: {fieldHouseholder: clear, fieldPersons: clear, fieldHardship: clear, fieldMembers: clear, fieldNumber: masked, fieldPhone: clear,
		fieldHealth: clear, fieldIncome: clear, fieldPhotos: clear, fieldAddress: clear, fieldKinMark: clear},
	audienceHelper: {fieldHouseholder: clear, fieldPersons: clear, fieldHardship: clear, fieldMembers: clear, fieldNumber: masked, fieldPhone: clear,
		fieldHealth: clear, fieldIncome: clear, fieldPhotos: clear, fieldAddress: clear},
	audienceCounty: {fieldHouseholder: clear, fieldPersons: clear, fieldHardship: clear, fieldMembers: clear, fieldNumber: masked, fieldPhone: masked,
		fieldHealth: clear, fieldIncome: clear, fieldPhotos: clear, fieldAddress: clear, fieldKinMark: clear},
	audienceHandler: {fieldHouseholder: clear, fieldPersons: clear, fieldObjector: clear, fieldObjection: clear, fieldPhotos: clear},
}

// sees returns how far the audience sees the field.
func (a audience) sees(f field) shown { return fieldTable[a][f] }

// audienceOf returns as whom the actor reads a case: the own household first, so
// that a cadre who applies learns no more of the own matter than others do.
func audienceOf(actor model.Actor, sub *subject) audience {
	c := sub.cas
	if c == nil {
		return areaAudience(actor, sub.area)
	}
	if actor.PersonID != 0 && c.ApplicantID == actor.PersonID {
		if c.Relation == "" && actor.Verified {
			return audienceOwn
		}
		return audienceProxy
	}
	for _, id := range sub.appointed {
		if actor.PersonID != 0 && id == actor.PersonID {
			return audienceCadre
		}
	}
	return areaAudience(actor, sub.area)
}

// areaAudience returns as whom the actor reads the households of an area, by the
// roles that read them; the nearest desk counts.
func areaAudience(actor model.Actor, area model.Area) audience {
	found := audienceNone
	for _, role := range model.ReadHousehold.By {
		if _, ok := actor.Holds([]model.Role{role}, area); !ok {
			continue
		}
		switch f, _ := role.Facts(); {
		case role == model.RoleGroupHead || role == model.RoleResidentTeam:
			if found == audienceNone {
				found = audienceHelper
			}
		case f.Level == model.LevelCounty:
			if found != audienceCadre {
				found = audienceCounty
			}
		case f.Level == model.LevelVillage || f.Level == model.LevelTownship:
			found = audienceCadre
		}
	}
	return found
}

// maskedPhone writes a phone for the audience.
func (a audience) phone(p model.Phone) string {
	switch a.sees(fieldPhone) {
	case clear:
		return p.Reveal()
	case masked:
		return p.String()
	}
	return ""
}

// marks are the facts that stand beside a household, in plain words (decisions 15a).
func (a audience) marks(c *model.Case, sub *subject) []string {
	var marks []string
	surveyed := c.Persons > 0 && c.Type == sub.scheme.CaseTypes[0]
	if a.sees(fieldIncome) == clear && surveyed {
		if !c.BelowLine {
			marks = append(marks, "收入在标准以上")
		}
		if sub.scheme.RequireLabour && !c.HasLabour {
			marks = append(marks, "没有劳动力")
		}
	}
	if a.sees(fieldKinMark) == clear && c.KinMark {
		marks = append(marks, "村干部近亲属")
		if c.KinDecided {
			marks = append(marks, "近亲属申报前办过，请核对")
		}
	}
	return marks
}
