package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// taskPage is how many tasks stand on one page of 待办.
const taskPage = 20

// Tasks returns a page (from 1) of the open tasks of the actor's desks and person
// (待办) by deadline, and how many there are in all. Every card carries the
// person's own four digits: a task nobody has numbered for this person is
// numbered here. Errors: KindUnauthenticated for nobody.
func (s *Service) Tasks(ctx context.Context, actor model.Actor, page int) ([]TaskCard, int64, error) {
	if actor.PersonID == 0 {
		return nil, 0, model.Unauthenticated("请先登录")
	}
	tx, desks := s.store.Read(ctx), desksOf(actor)
	total, err := tx.CountTasksOf(actor.PersonID, desks)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	tasks, err := tx.TasksPage(actor.PersonID, desks, (max(page, 1)-1)*taskPage, taskPage)
	if err != nil {
		return nil, 0, err
	}
	cards, err := s.cards(tx, actor, tasks)
	return cards, total, err
}

// Task returns one task with the matter behind it, also one that is done or still
// sleeps: Done says what happened, Early from when it may be done. Errors:
// KindNotFound for who is neither asked nor sees the matter.
func (s *Service) Task(ctx context.Context, actor model.Actor, id model.PublicID) (TaskView, error) {
	k, err := s.store.Read(ctx).TaskByPublic(id)
	if err != nil {
		return TaskView{}, err
	}
	return s.openedTask(ctx, actor, k)
}

// TaskByNumber returns the task the person's own number stands for; KindNotFound
// for a number this person was never given.
func (s *Service) TaskByNumber(ctx context.Context, actor model.Actor, number int) (TaskView, error) {
	tx := s.store.Read(ctx)
	n, err := tx.TaskByNumber(actor.PersonID, number)
	if err != nil {
		return TaskView{}, err
	}
	k, err := tx.Task(n.TaskID)
	if err != nil {
		return TaskView{}, err
	}
	v, err := s.openedTask(ctx, actor, k)
	v.Shown = n.Version
	return v, err
}

// cards writes tasks as they stand in 待办: one query for the numbers, one a kind
// for the objects, one for the places.
func (s *Service) cards(tx *store.Tx, actor model.Actor, tasks []model.Task) ([]TaskCard, error) {
	if len(tasks) == 0 {
		return nil, nil
	}
	numbers, err := s.numbersFor(tx, actor, tasks)
	if err != nil {
		return nil, err
	}
	public, err := publicIDs(tx, tasks)
	if err != nil {
		return nil, err
	}
	areas := make([]model.Area, len(tasks))
	for i := range tasks {
		areas[i] = cardPlace(&tasks[i])
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, err
	}
	marks, err := s.marksOf(tx, tasks)
	if err != nil {
		return nil, err
	}
	cards := make([]TaskCard, 0, len(tasks))
	for i := range tasks {
		k := &tasks[i]
		card, err := s.card(k)
		if err != nil {
			return nil, err
		}
		card.Number, card.Object, card.Place = numbers[k.ID], model.Ref{Kind: k.ObjectKind, ID: public[k.ObjectKind][k.ObjectID]}, places[areas[i]]
		card.Mark = marks[k.ID]
		cards = append(cards, card)
	}
	return cards, nil
}

// card writes what the task and its scheme alone say.
func (s *Service) card(k *model.Task) (TaskCard, error) {
	sch, err := s.schemeOf(k.Scheme)
	if err != nil {
		return TaskCard{}, err
	}
	sub := &subject{kind: k.ObjectKind, scheme: sch, machine: k.Machine}
	card := TaskCard{ID: k.PublicID, Kind: k.Kind, Title: s.taskTitle(sub, k), Step: sch.Step(k.Machine, k.AtState), Do: k.Do, Say: s.sayOf(sub, k),
		Count: k.Count, Due: k.Due.Time(), Late: k.Due.Set() && k.Due < s.now(), Version: k.Version, Chat: model.StrengthOpen}
	if k.Due.Set() {
		card.DaysLeft = s.workdaysLeft(k.Due)
	}
	if rule, ok := sch.RuleFor(k.Machine, k.AtState, k.Do, k.ForRole); ok && k.Kind == "step" && rule.Chat != "" {
		card.Chat = rule.Chat
	}
	return card, nil
}

// numbersFor returns the person's numbers of tasks, giving those that are missing.
func (s *Service) numbersFor(tx *store.Tx, actor model.Actor, tasks []model.Task) (map[int64]int, error) {
	ids := make([]int64, len(tasks))
	for i, k := range tasks {
		ids[i] = k.ID
	}
	numbers, err := tx.NumbersOf(actor.PersonID, ids)
	if err != nil || len(numbers) == len(tasks) {
		return numbers, err
	}
	err = s.store.InTx(tx.Context(), func(tx *store.Tx) error {
		for i := range tasks {
			k := &tasks[i]
			if _, have := numbers[k.ID]; have || !heldBy(actor, k) {
				continue
			}
			n, err := s.numberFor(tx, actor.PersonID, k)
			if err != nil {
				return err
			}
			numbers[k.ID] = n
		}
		return nil
	})
	return numbers, err
}

func publicIDs(tx *store.Tx, tasks []model.Task) (map[string]map[int64]model.PublicID, error) {
	byKind := map[string][]int64{}
	for _, k := range tasks {
		byKind[k.ObjectKind] = append(byKind[k.ObjectKind], k.ObjectID)
	}
	public := map[string]map[int64]model.PublicID{}
	for kind, ids := range byKind {
		found, err := tx.PublicIDs(kind, ids)
		if err != nil {
			return nil, err
		}
		public[kind] = found
	}
	return public, nil
}

// cardPlace is the place a card names: that of deskPlace, from the task alone.
func cardPlace(k *model.Task) model.Area {
	if k.ObjectKind == model.ObjectSheet || k.ObjectKind == model.ObjectBundle {
		return k.Area
	}
	if village := k.Area.Up(model.LevelVillage); village != "" {
		return village
	}
	return k.Area
}

// placeNames names places with their townships, in one query for all of them.
func (s *Service) placeNames(tx *store.Tx, areas []model.Area) (map[model.Area]string, error) {
	levels := []model.Level{model.LevelTownship, model.LevelVillage, model.LevelGroup}
	var codes []string
	seen := map[string]bool{}
	for _, a := range areas {
		for _, l := range levels {
			if up := a.Up(l); up != "" && !seen[regionCode(up)] {
				seen[regionCode(up)] = true
				codes = append(codes, regionCode(up))
			}
		}
		if code := regionCode(a); a.Level() > model.LevelTownship && !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	regions, err := tx.RegionsByCode(codes)
	if err != nil {
		return nil, err
	}
	names := make(map[model.Area]string, len(areas))
	for _, a := range areas {
		name := ""
		for _, l := range levels {
			if up := a.Up(l); up != "" {
				name += regions[regionCode(up)].Name
			}
		}
		if name == "" {
			name = regions[regionCode(a)].Name
		}
		names[a] = name
	}
	return names, nil
}

// workdaysLeft counts the working days from today to the day of the moment: 0 on
// the day itself, negative when it has passed.
func (s *Service) workdaysLeft(due model.Instant) int {
	today, day := s.today(), model.DateOf(due.Time())
	step, n := 1, 0
	if day < today {
		step = -1
	}
	for d := today; d != day && n < 400 && n > -400; {
		if step > 0 {
			d = d.AddDays(1)
		}
		if s.cal.Workday(d) {
			n += step
		}
		if step < 0 {
			d = d.AddDays(-1)
		}
	}
	return n
}
