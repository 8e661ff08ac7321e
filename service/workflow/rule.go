package workflow

import (
	"slices"

	"bangfu/model"
)

// Rule is one row of the table: one lawful move.
type Rule struct {
	Machine   model.Machine
	At        []model.State // where it may be done
	Do        model.Do      // ASCII code of the act
	Say       string        // its everyday word
	Words     []string      // other everyday words
	By        []model.Role  // who does it
	To        []model.State // where it leads; the first by default, several only where the actor picks
	Level     model.Level   // of a deciding act
	Deciding  bool          // a level is given: nobody takes two such acts of different levels on one row
	All       bool          // every role of By signs; the last one moves it on
	Needs     []string      // guards, see Needs
	Refuses   []string      // what stands in the way, see Refusals
	Opens     string        // what it opens beside: survey
	Within    Limit         // time from entry of the state (or from the report)
	Remedy    Limit         // time the applicant has to put it right
	Chat      model.Strength
	PINDaily  bool     // by chat only after the PIN was entered that day
	PIN       bool     // asks the PIN every time
	Rows      []string // verdicts per row: keep, hold, refuse
	Verdicts  []string // of an answer: rejected, upheld, partly; granted, dismissed
	Votes     string   // case or row
	Meeting   *Meeting
	Publicity *Publicity
	// ContestedRows says where rows under an open objection go: supplementary.
	ContestedRows string
	RowsBecome    model.State // state of the cases of the rows that go on
	Until         string      // first_publicity, 15wd_of_receipt
	Freezes       bool        // the list is frozen: no row comes in any more
	Bundles       bool        // gathers the township's lists that are ready
	Positive      bool        // the step's positive verb: 同意 means this row
	Ends          bool        // ends the household's case: 不通过
	Reasons       []string    // numbered standard reasons; 其他 is implied
	Source        string      // the text it rests on, or assumed
	Line          int         // in the file
}

// Limit is a length of time: 5wd is five working days, 7d seven civil days.
type Limit struct {
	N    int
	Unit string // wd, d
	Of   string // "" from entry of the state, report from the case's report
}

// The units of a limit.
const (
	WorkingDays = "wd"
	CivilDays   = "d"
)

// OfReport marks a limit that runs from the case's report.
const OfReport = "report"

// Set reports whether there is a limit.
func (l Limit) Set() bool { return l.N > 0 }

// Fraction is a share: 2/3.
type Fraction struct{ Num, Den int }

// Reached reports whether n of the whole is at least the share, without rounding.
func (f Fraction) Reached(n, whole int) bool {
	return f.Den > 0 && whole > 0 && n*f.Den >= f.Num*whole
}

// Meeting is how a meeting decides (村民委员会组织法 art. 26, 28).
type Meeting struct {
	Of      string // group, delegates
	Quorum  Fraction
	Pass    string // over_half_present
	Witness string // supervision, or "" for none
}

// Passed reports whether yes is more than half of those present.
func (m Meeting) Passed(yes, present int) bool { return present > 0 && 2*yes > present }

// Allows reports whether the role is one of those asked.
func (r Rule) Allows(role model.Role) bool { return slices.Contains(r.By, role) }

// Leads reports whether the actor may pick the target.
func (r Rule) Leads(to model.State) bool { return slices.Contains(r.To, to) }

// Wants reports whether the guard word is among the row's needs.
func (r Rule) Wants(need string) bool { return slices.Contains(r.Needs, need) }

// Said reports whether the word is the row's everyday word or one of its others.
func (r Rule) Said(word string) bool { return r.Say == word || slices.Contains(r.Words, word) }

// OfReceipt returns the limit counted from the receipt of a notice, as in
// `until: 15wd_of_receipt`.
func (r Rule) OfReceipt() (Limit, bool) { return limitOfReceipt(r.Until) }

// Rule returns the row for an act at a state; where several roles have a row of
// their own it is the first, see RuleFor.
func (s *Scheme) Rule(m model.Machine, at model.State, do model.Do) (Rule, bool) {
	for _, r := range s.rows(m) {
		if r.Do == do && slices.Contains(r.At, at) {
			return r, true
		}
	}
	return Rule{}, false
}

// RuleFor returns the row by which the role may do the act at the state: handing
// in for oneself and filling in for another are two rows with the same act.
func (s *Scheme) RuleFor(m model.Machine, at model.State, do model.Do, by model.Role) (Rule, bool) {
	for _, r := range s.rows(m) {
		if r.Do == do && slices.Contains(r.At, at) && r.Allows(by) {
			return r, true
		}
	}
	return Rule{}, false
}

// Moves returns every row that may be done at the state, in file order.
func (s *Scheme) Moves(m model.Machine, at model.State) []Rule {
	var out []Rule
	for _, r := range s.rows(m) {
		if slices.Contains(r.At, at) {
			out = append(out, r)
		}
	}
	return out
}

// Rules returns every row of the machine in file order.
func (s *Scheme) Rules(m model.Machine) []Rule { return slices.Clone(s.rows(m)) }

// Desk returns the first row at the state: the act that is asked for, whose roles
// get a task. There is none at a terminal state, nor where nobody holds the desk
// by office: the applicant, a villager, the timer or the list itself moves on.
func (s *Scheme) Desk(m model.Machine, at model.State) (Rule, bool) {
	moves := s.Moves(m, at)
	if len(moves) == 0 || !asked(moves[0]) {
		return Rule{}, false
	}
	return moves[0], true
}

// asked reports whether the row's roles are desks: granted, or appointed.
func asked(r Rule) bool {
	for _, role := range r.By {
		if f, ok := role.Facts(); ok && (f.Granted || role == model.RoleSurveyor) {
			return true
		}
	}
	return false
}

// NextDesk returns the desk that has the matter after a row that only waits: from
// the row that publishes, past the timer that closes, to the desk that is asked then.
func (s *Scheme) NextDesk(m model.Machine, from Rule) (Rule, bool) {
	if len(from.To) == 0 {
		return Rule{}, false
	}
	seen := map[model.State]bool{}
	for at := from.To[0]; !seen[at]; {
		seen[at] = true
		if r, ok := s.Desk(m, at); ok {
			return r, true
		}
		moves := s.Moves(m, at)
		if len(moves) == 0 {
			return Rule{}, false
		}
		at = moves[0].To[0]
	}
	return Rule{}, false
}

// RejoinAt returns the state of a roster at which held, contested and corrected rows
// that an assembly has voted on come in again: where the list is frozen (decisions 4).
// Rows no assembly has voted on come in at the roster's initial state.
func (s *Scheme) RejoinAt() model.State {
	for _, r := range s.rows(model.MachineRoster) {
		if r.Freezes {
			return r.At[0]
		}
	}
	return s.Initial(model.MachineRoster)
}

// Has reports whether the scheme has the machine; only the group's may be absent.
func (s *Scheme) Has(m model.Machine) bool { return s.machine(m) != nil }

// Initial returns the state a new object of the machine begins in.
func (s *Scheme) Initial(m model.Machine) model.State {
	if rules := s.rows(m); len(rules) > 0 {
		return rules[0].At[0]
	}
	return ""
}

// States returns the machine's states in file order.
func (s *Scheme) States(m model.Machine) []model.State {
	if mc := s.machine(m); mc != nil {
		return slices.Clone(mc.states)
	}
	return nil
}

// Terminal reports whether the state is declared an end.
func (s *Scheme) Terminal(m model.Machine, at model.State) bool {
	mc := s.machine(m)
	return mc != nil && mc.terminal[at]
}

// Step returns people's word for the state: 入户调查中.
func (s *Scheme) Step(m model.Machine, at model.State) string {
	if mc := s.machine(m); mc != nil {
		return mc.words[at]
	}
	return ""
}

func (s *Scheme) machine(m model.Machine) *machine {
	for i := range s.machines {
		if s.machines[i].name == m {
			return &s.machines[i]
		}
	}
	return nil
}

func (s *Scheme) rows(m model.Machine) []Rule {
	if mc := s.machine(m); mc != nil {
		return mc.rules
	}
	return nil
}
