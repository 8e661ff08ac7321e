package main_test

import (
	"io"
	"log/slog"
	"maps"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/notify"
)

// However many messages wait for a person, a pass over them asks once for the
// tasks they are about, by key, and once for the desks the person holds.
func TestALaneAsksAsOftenForFortyMessagesAsForTwo(t *testing.T) {
	t.Parallel()
	few, many := laneAsks(t, 2), laneAsks(t, 40)
	if few["task"] == 0 || !maps.Equal(few, many) {
		t.Errorf("reads %v for two messages, %v for forty", few, many)
	}
}

// laneAsks returns how often a pass over so many messages of the clerk reads each table.
func laneAsks(t *testing.T, messages int) map[string]int {
	t.Helper()
	c := newCounty(t, storetest.OpenSQLite(t))
	c.clock.Advance(model.DateOf(c.clock.Now()).At(22, 0).Sub(c.clock.Now())) // at night nothing is sent
	c.in(func(tx *store.Tx) error {
		for range messages {
			if err := cardForClerk(tx, c.cadres["clerk"].PersonID, model.InstantOf(c.clock.Now())); err != nil {
				return err
			}
		}
		return nil
	})
	w := notify.New(notify.Options{Store: c.st, Clock: c.clock, Audit: c.audit, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	asks := map[string]int{}
	for _, s := range record(t, c.st).of(func() { _, err := w.Run1(c.ctx); c.must(err) }) {
		_, from, reads := strings.Cut(s.sql, "FROM `")
		if !s.rows || !reads {
			continue
		}
		table, _, _ := strings.Cut(from, "`")
		asks[table]++
		if plan := c.plan(s); table == "task" && !strings.Contains(plan, "PRIMARY KEY") {
			t.Errorf("%s\ngoes by\n%s", s.sql, plan)
		}
	}
	return asks
}

// cardForClerk opens a task of the clerk's desk and queues its card.
func cardForClerk(tx *store.Tx, clerk int64, at model.Instant) error {
	k := model.Task{PublicID: model.NewPublicID(), Kind: "step", ObjectKind: model.ObjectCase, Do: "accept", Role: model.RoleVillageClerk,
		DeskArea: benchTownship.Join(benchVillage), Status: store.TaskOpen, Version: 1}
	if err := tx.AddTask(&k); err != nil {
		return err
	}
	return notify.Queue(tx, notify.Notice{PersonID: clerk, Kind: model.NoticeTask, TaskID: k.ID, At: at})
}
