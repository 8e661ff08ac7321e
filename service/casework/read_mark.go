package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Mark tells apart cards that would read alike: the group and the end of the number
// of a household, which list it is. No name.
type Mark struct {
	Group    int            `json:"group,omitempty"`    // of a household
	Tail     string         `json:"tail,omitempty"`     // the end of the number on its paper
	Category model.Category `json:"category,omitempty"` // of a list
	Serial   int64          `json:"serial,omitempty"`   // of a list
}

// Marks returns the marks of cards the actor was given, by their task.
func (s *Service) Marks(_ context.Context, cards []TaskCard) (map[model.PublicID]Mark, error) {
	marks := make(map[model.PublicID]Mark, len(cards))
	for _, c := range cards {
		marks[c.ID] = c.Mark
	}
	return marks, nil
}

// marksOf returns the marks of tasks by their row ids: one query for the
// households, one for the lists, one for each objection and 复核, which are few.
func (s *Service) marksOf(tx *store.Tx, tasks []model.Task) (map[int64]Mark, error) {
	ids := map[string][]int64{}
	for _, k := range tasks {
		ids[k.ObjectKind] = append(ids[k.ObjectKind], k.ObjectID)
	}
	cases, err := tx.CasesByID(ids[model.ObjectCase])
	if err != nil {
		return nil, err
	}
	households := make(map[int64]*model.Case, len(cases))
	for i := range cases {
		households[cases[i].ID] = &cases[i]
	}
	lists, err := tx.RostersByID(ids[model.ObjectRoster])
	if err != nil {
		return nil, err
	}
	marks := make(map[int64]Mark, len(tasks))
	for i := range tasks {
		k := &tasks[i]
		switch k.ObjectKind {
		case model.ObjectCase:
			if c := households[k.ObjectID]; c != nil {
				marks[k.ID] = markOf(c)
			}
		case model.ObjectRoster:
			marks[k.ID] = Mark{Category: lists[k.ObjectID].Category, Serial: lists[k.ObjectID].Serial}
		case model.ObjectObjection, model.ObjectReview:
			if marks[k.ID], err = s.rareMark(tx, k); err != nil {
				return nil, err
			}
		}
	}
	return marks, nil
}

func markOf(c *model.Case) Mark { return Mark{Group: groupNo(c.Group), Tail: tail(c)} }

func (s *Service) rareMark(tx *store.Tx, k *model.Task) (Mark, error) {
	sub, err := s.loadID(tx, k.ObjectKind, k.ObjectID)
	if err != nil {
		return Mark{}, err
	}
	if sub.cas != nil {
		return markOf(sub.cas), nil
	}
	no := sub.objection.ReceiptNo
	return Mark{Tail: no[max(0, len(no)-3):]}, nil
}
