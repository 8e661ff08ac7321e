package demo

import (
	"bangfu/model"
)

// trail is one village's way through the round: its households begin together and
// take a step every half day, until the step named or until the world begins.
type trail struct {
	township string
	nth      int        // which village of the township, 解家川村 not counted
	begins   model.Date // day of the applications, 9:00
	last     string     // last step taken
	homes    int
	marked   int // 脱贫户 of the old register, where the scheme marks them
	twist    twist
}

// twist is what is particular about a trail.
type twist int

const (
	plain     twist = iota
	refused         // the township refuses one household, which is referred to another office
	held            // the township holds one row back: a supplementary list
	contested       // somebody objects while the list is shown
	corrected       // one application is returned, one withdrawn
	spread          // registered households stand at every later step
)

// trails lists the villages that are on their way. Everything else in the county
// waits for its applications; 解家川村 is left to who tries the demonstration.
func (s *seeding) trails() []trail {
	if s.Name == "2026" {
		return []trail{
			{"宫河镇", 0, "2026-01-20", "enter", 6, 0, spread},
			{"永和镇", 0, "2026-01-26", "recheck", 3, 0, plain},
			{"榆林子镇", 0, "2026-01-27", "hand_in", 3, 0, plain},
			{"山河镇", 0, "2026-01-28", "approve", 4, 0, refused},
			{"山河镇", 1, "2026-01-29", "examine", 4, 0, held},
			{"山河镇", 2, "2026-02-05", "close", 3, 0, plain},
			{"山河镇", 3, "2026-02-23", "publish", 5, 0, contested},
			{"山河镇", 4, "2026-02-24", "vote", 3, 0, plain},
			{"山河镇", 5, "2026-02-24", "survey", 3, 0, plain},
			{"山河镇", 6, "2026-02-10", "compare", 3, 0, plain},
			{"山河镇", 7, "2026-02-26", "accept", 4, 0, corrected},
		}
	}
	return []trail{
		{"宫河镇", 0, "2014-04-02", "update", 8, 3, spread},
		{"永和镇", 0, "2014-04-08", "recheck", 3, 0, plain},
		{"榆林子镇", 0, "2014-04-09", "hand_in", 3, 0, plain},
		{"山河镇", 0, "2014-04-10", "close2", 5, 2, refused},
		{"山河镇", 1, "2014-04-22", "publish2", 4, 0, held},
		{"山河镇", 2, "2014-04-23", "issue", 3, 0, plain},
		{"山河镇", 3, "2014-04-23", "approve", 3, 0, plain},
		{"山河镇", 4, "2014-04-24", "examine", 3, 0, plain},
		{"山河镇", 5, "2014-04-24", "close", 3, 0, plain},
		{"山河镇", 6, "2014-05-05", "publish", 6, 2, contested},
		{"山河镇", 7, "2014-05-05", "sign", 3, 0, plain},
		{"山河镇", 8, "2014-05-06", "vote", 3, 2, plain},
		{"山河镇", 9, "2014-05-07", "report", 3, 0, plain},
		{"周家镇", 0, "2014-05-07", "report_some", 3, 0, plain},
		{"永正镇", 0, "2014-05-07", "survey", 3, 0, plain},
		{"湫头镇", 0, "2014-04-28", "accept", 3, 0, plain}, // its survey is overdue
		{"西坡镇", 0, "2014-05-09", "accept_some", 4, 0, corrected},
	}
}

// steps lists what a village does in order, by world. A step that has nothing to
// do in a village is passed over.
func (s *seeding) steps() []string {
	if s.Name == "2026" {
		return []string{"apply", "accept", "compare", "survey", "vote", "publish", "close", "examine", "approve", "hand_in", "recheck", "announce", "plan", "enter"}
	}
	return []string{"apply", "accept", "survey", "report", "vote", "sign", "publish", "close", "examine", "approve", "issue", "publish2", "close2",
		"hand_in", "recheck", "announce", "pair", "plan", "fill_form", "hand_out", "enter", "go_online", "update"}
}

// live plays every village's way until the world begins.
func (s *seeding) live() error {
	for _, t := range s.trails() {
		w, err := s.way(t)
		if err != nil {
			return err
		}
		s.events.add(t.begins.At(9, 0), func() error { return w.step(0) })
	}
	for day := s.today().AddDays(7); day < model.DateOf(s.facts.Start); day = day.AddDays(7) {
		s.events.add(day.At(8, 0), func() error { return s.RunJobs(s.ctx) })
	}
	for {
		e, ok := s.events.next(s.facts.Start.Add(-30 * 60 * 1e9))
		if !ok {
			return nil
		}
		s.until(e.at)
		if err := e.do(); err != nil {
			return err
		}
	}
}
