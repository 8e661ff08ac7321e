package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"time"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/service/evidence"
	"bangfu/service/registry/synthetic"
)

// countySeed draws the invented county; with it 解家川村 has three groups, so that
// three heads with phones can report for all of it.
const countySeed = 5

// seeding is a world on its way from an empty register to the middle of a round.
type seeding struct {
	*World
	facts    Facts
	ctx      context.Context
	tell     func(string)
	county   *synthetic.County
	desks    map[deskKey][]holder
	members  map[string][]model.Delegate // registers by area code and kind
	round    model.PublicID
	picture  []byte
	requests int
	people   int // of the invented people, how many have a household
	events   calendar
}

// Seed fills an empty world through its use cases: places, cadres, registers, a
// round with its quota, and households at every step, so that at World.Start
// everything stands in the middle. A world that is seeded already only gets its
// phones back. Errors: KindConflict for a world whose seeding broke off, or whose
// clock does not stand where an empty world begins.
func Seed(ctx context.Context, w *World, progress func(line string)) error {
	facts, ok := FactsOf(w.Name)
	if !ok {
		return model.Invalid("没有" + w.Name + "这个演示世界")
	}
	addPhones(w)
	empty, err := w.Registry.Empty(ctx)
	if err != nil {
		return err
	}
	now := w.Clock.Now()
	switch {
	case !empty && now.Before(facts.Start):
		return model.Conflict("演示世界" + w.Name + "上次没有准备完，请删掉它的数据文件夹，重新启动")
	case !empty:
		return follow(ctx, w)
	case now.After(facts.Begins.Add(24 * time.Hour)):
		return model.Conflict("演示世界" + w.Name + "的时钟不在起点，请删掉它的数据文件夹，重新启动")
	}
	county, err := synthetic.Build(configs.Regions(), countySeed)
	if err != nil {
		return err
	}
	s := &seeding{World: w, facts: facts, ctx: ctx, tell: progress, county: county, desks: map[deskKey][]holder{},
		members: map[string][]model.Delegate{}, picture: picture()}
	return s.run()
}

// run plays the weeks before the world's start.
func (s *seeding) run() error {
	for _, phase := range []struct {
		say string
		do  func() error
	}{
		{"行政区划和工作机构", s.places},
		{"各级岗位授权", s.grants},
		{"村民代表和村务监督委员会名册", s.registers},
		{"启动轮次、分解规模", s.openRound},
		{"各村办到一半", s.live},
		{"准备好了", s.ready},
	} {
		if s.tell != nil {
			s.tell("正在准备演示：" + phase.say)
		}
		if err := phase.do(); err != nil {
			return fmt.Errorf("demo: %s: %w", phase.say, err)
		}
	}
	return nil
}

// until moves the clock forward to a moment; what lies behind changes nothing.
func (s *seeding) until(at time.Time) { s.Clock.Advance(at.Sub(s.Clock.Now())) }

func (s *seeding) today() model.Date { return model.DateOf(s.Clock.Now()) }

// key returns a fresh request key.
func (s *seeding) key() string {
	s.requests++
	return fmt.Sprintf("seed-%s-%06d", s.Name, s.requests)
}

// places loads the county as it is on the map, with the offices of its year.
func (s *seeding) places() error {
	organs := make([]model.Organ, len(s.county.Organs))
	for i, o := range s.county.Organs {
		organs[i] = o
		if s.Name == "2026" { // 扶贫办 became 乡村振兴局, then part of the 农业农村 organs (spec §1.2)
			switch o.Kind {
			case synthetic.OrganOffice:
				organs[i].Name = countyName + "农业农村局"
			case synthetic.OrganGroup:
				organs[i].Name = countyName + "农村工作领导小组"
			}
		}
	}
	_, err := s.Registry.LoadPlaces(s.ctx, model.Actor{Door: model.DoorShell}, s.county.Regions, organs)
	return err
}

// photo uploads a picture for somebody, as a phone would.
func (s *seeding) photo(a model.Actor) (model.PublicID, error) {
	return s.Evidence.Put(s.ctx, a, "", evidence.Read(s.picture))
}

// picture paints what stands for every photo of the demonstration: a grey board
// with the words of nobody on it.
func picture() []byte {
	board := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for y := range 64 {
		for x := range 96 {
			shade := uint8(200)
			if y%12 > 8 && x > 10 && x < 86 {
				shade = 120
			}
			board.Set(x, y, color.Gray{Y: shade})
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, board, nil) // a buffer takes everything
	return out.Bytes()
}

// ready lets the phones follow the account, files the application that waits for
// 解家川村's clerk, and leaves the clock where the world begins.
func (s *seeding) ready() error {
	s.until(s.facts.Start.Add(-20 * time.Minute))
	if err := s.RunJobs(s.ctx); err != nil { // what was said while nobody followed is over
		return err
	}
	if err := follow(s.ctx, s.World); err != nil {
		return err
	}
	s.until(s.facts.Start.Add(-10 * time.Minute))
	v, _ := s.county.Village(storyVillage)
	homes, err := s.homes(v, 1)
	if err != nil {
		return err
	}
	if err := s.apply(&homes[0]); err != nil {
		return err
	}
	left := s.facts.Start.Sub(s.Clock.Now())
	if left <= 0 {
		left = time.Second // a slow machine: what is said here must be kept all the same
	}
	return s.Advance(s.ctx, left)
}

// addPhones gives everybody of the cast a phone; a phone that is there stays as it is.
func addPhones(w *World) {
	for _, p := range cast() {
		w.Sandbox.AddPerson(p.phone)
	}
}

// follow lets every phone follow the official account (关注).
func follow(ctx context.Context, w *World) error {
	for _, p := range cast() {
		if _, err := w.Sandbox.Follow(ctx, p.phone); err != nil {
			return err
		}
	}
	return nil
}
