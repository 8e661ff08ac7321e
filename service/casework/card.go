package casework

import (
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
)

// Numbers of tasks: four digits, sequential per person, beginning with the one
// the guides use as their example, so that a first card reads as they say.
const (
	lowestNumber = 1000
	firstNumber  = 3721
	numbers      = 9000
)

// numberFor gives a person the number of a task, once.
func (s *Service) numberFor(tx *store.Tx, person int64, k *model.Task) (int, error) {
	have, err := tx.NumberOf(person, k.ID)
	if err == nil {
		return have.Number, nil
	}
	if model.KindOf(err) != model.KindNotFound {
		return 0, err
	}
	return s.giveNumber(tx, person, k)
}

// giveNumber gives a person the next number, for a task that has none of theirs.
func (s *Service) giveNumber(tx *store.Tx, person int64, k *model.Task) (int, error) {
	n, err := tx.Next("task:" + strconv.FormatInt(person, 10))
	if err != nil {
		return 0, err
	}
	number := lowestNumber + int((n-1+firstNumber-lowestNumber)%numbers)
	return number, tx.AddNumber(&model.TaskNumber{PersonID: person, TaskID: k.ID, Number: number, Version: k.Version, At: s.now()})
}

// tellHolder numbers a task for a holder, notes the version the card shows, and queues the card.
func (s *Service) tellHolder(tx *store.Tx, person int64, sub *subject, k *model.Task, at model.Instant) error {
	number, err := s.numberFor(tx, person, k)
	if err != nil || k.Status != store.TaskOpen || k.OpensAt > at {
		return err
	}
	if err := tx.ShowNumber(person, k.ID, k.Version); err != nil {
		return err
	}
	return s.sendCard(tx, person, number, sub, k, at)
}

// sendCard queues the card of a task that is open now.
func (s *Service) sendCard(tx *store.Tx, person int64, number int, sub *subject, k *model.Task, at model.Instant) error {
	if k.Status != store.TaskOpen || k.OpensAt > at {
		return nil
	}
	if place := deskPlace(sub); sub.card.area != place || sub.card.name == "" { // once for all holders
		sub.card.area, sub.card.name = place, s.placeName(tx, place)
	}
	return s.notify(tx, model.Message{PersonID: person, Kind: model.NoticeTask, TaskID: k.ID, Link: "/t/" + string(k.PublicID),
		Urgent: k.Due.Set() && k.Due-at < 24*3600*1000},
		model.NoticeFacts{Title: s.taskTitle(sub, k), Say: s.sayOf(sub, k), Place: sub.card.name, Count: k.Count,
			Unit: unitOf(sub.kind), Due: k.Due, Number: number}, at)
}

// unitOf is what a task counts: the households of a list, else the matter itself.
func unitOf(kind string) string {
	if kind == model.ObjectRoster || kind == model.ObjectBundle {
		return "户"
	}
	return "件"
}

// deskPlace is the place a card names: village, group or township of the matter.
func deskPlace(sub *subject) model.Area {
	if sub.kind == model.ObjectSheet || sub.kind == model.ObjectBundle {
		return sub.area
	}
	return sub.area.Up(model.LevelVillage)
}

func (s *Service) sayOf(sub *subject, k *model.Task) string {
	if r, ok := sub.scheme.Rule(sub.machine, k.AtState, k.Do); ok {
		return r.Say
	}
	return map[string]string{"end_photo": "期满照片", "appoint": "补人"}[k.Kind]
}

// taskTitle names what waits, as it stands on a card: 新申请待受理, 名单待核实签字.
func (s *Service) taskTitle(sub *subject, k *model.Task) string {
	switch {
	case k.Kind == "end_photo":
		return "公示期满要拍照"
	case k.Kind == "appoint":
		return "岗位没有人，请补人"
	case k.Do == "accept":
		return "新申请待受理"
	}
	matter := map[string]string{model.ObjectCase: "申请", model.ObjectRoster: "名单", model.ObjectBundle: "上报批", model.ObjectObjection: "反映",
		model.ObjectReview: "复核", model.ObjectRound: "轮次"}[sub.kind]
	return matter + "待" + s.sayOf(sub, k)
}
