package demo

import (
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/registry"
)

func TestBothWorldsStandInTheMiddleOfARound(t *testing.T) {
	for _, f := range Worlds() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			w, st := newWorld(t, f.Name)
			began := time.Now()
			if err := Seed(t.Context(), w, func(line string) { t.Logf("%6.2fs %s", time.Since(began).Seconds(), line) }); err != nil {
				t.Fatal(err)
			}
			t.Logf("seeded in %s", time.Since(began).Round(10*time.Millisecond))
			if now := w.Clock.Now(); now.Before(f.Start) || now.After(f.Start.Add(time.Minute)) {
				t.Errorf("the clock stands at %s", model.ClockWords(now))
			}
			officers, err := st.Read(t.Context()).CountGrants(model.RoleCountyOfficer)
			if err != nil {
				t.Fatal(err)
			}
			report, err := w.Registry.Verify(t.Context(), registry.Shell())
			if err != nil || !report.OK() || report.Decisions == 0 {
				t.Errorf("the record: %+v, %v", report, err)
			}
			// once is once
			if err := Seed(t.Context(), w, nil); err != nil {
				t.Fatal(err)
			}
			again, err := st.Read(t.Context()).CountGrants(model.RoleCountyOfficer)
			if err != nil || again != officers || officers != 2 {
				t.Errorf("%d officers, then %d (%v)", officers, again, err)
			}
		})
	}
}
