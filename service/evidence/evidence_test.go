package evidence

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"sync"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

func TestAPhotoIsTurnedUprightAndNoLongerThan2560(t *testing.T) {
	left, right := color.RGBA{200, 10, 10, 255}, color.RGBA{10, 10, 200, 255}
	cases := []struct {
		name        string
		w, h        int
		orientation uint16
		wantW       int
		wantH       int
		first, last color.RGBA // colours near the first and the last corner
	}{
		{"small stays", 64, 48, 1, 64, 48, left, right},
		{"no orientation", 64, 48, 0, 64, 48, left, right},
		{"nonsense orientation", 64, 48, 99, 64, 48, left, right},
		{"mirrored", 64, 48, 2, 64, 48, right, left},
		{"upside down", 64, 48, 3, 64, 48, right, left},
		{"flipped", 64, 48, 4, 64, 48, left, right},
		{"transposed", 64, 48, 5, 48, 64, left, right},
		{"turned right", 64, 48, 6, 48, 64, left, right},
		{"transversed", 64, 48, 7, 48, 64, right, left},
		{"turned left", 64, 48, 8, 48, 64, right, left},
		{"long is shrunk", 5120, 100, 1, 2560, 50, left, right},
		{"long and turned", 5120, 100, 6, 50, 2560, left, right},
	}
	w := newWorld(t)
	for _, c := range cases {
		id := w.put(villager(7), "", withEXIF(jpegOf(t, picture(c.w, c.h)), c.orientation, "2014:05:11 08:00:00"))
		content, err := w.open(villager(7), id)
		if err != nil {
			t.Fatal(err)
		}
		p, err := jpeg.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if b := p.Bounds(); b.Dx() != c.wantW || b.Dy() != c.wantH {
			t.Errorf("%s: %v, want %dx%d", c.name, b, c.wantW, c.wantH)
			continue
		}
		if !near(p.At(3, 3), c.first) || !near(p.At(c.wantW-4, c.wantH-4), c.last) {
			t.Errorf("%s: corners %v %v", c.name, p.At(3, 3), p.At(c.wantW-4, c.wantH-4))
		}
		if f := w.file(id); f.Width != c.wantW || f.Height != c.wantH || f.Kind != KindJPEG || f.Size != int64(len(content)) {
			t.Errorf("%s: row says %dx%d %s %d", c.name, f.Width, f.Height, f.Kind, f.Size)
		}
	}
}

func near(got color.Color, want color.RGBA) bool {
	r, _, b, _ := got.RGBA()
	return (r>>8 > 120) == (want.R > 120) && (b>>8 > 120) == (want.B > 120)
}

func TestWhenAPhotoWasTaken(t *testing.T) {
	photo := jpegOf(t, picture(32, 32))
	said := withEXIF(photo, 1, "2014:05:11 08:00:00")
	cases := []struct {
		name string
		raw  []byte
		told time.Time
		want time.Time
	}{
		{"from the photo, Shanghai time", said, time.Time{}, at("2014-05-11 08:00:00")},
		{"what the sender says goes before", said, at("2014-05-10 07:00:00"), at("2014-05-10 07:00:00")},
		{"nobody says", photo, time.Time{}, time.Time{}},
		{"a day that has not come is not believed", withEXIF(photo, 1, "2026:05:11 08:00:00"), time.Time{}, time.Time{}},
		{"nor when told so", said, at("2014-05-13 08:00:00"), at("2014-05-11 08:00:00")},
		{"nonsense", withEXIF(photo, 1, "2014:15:41 99:00:00"), time.Time{}, time.Time{}},
	}
	w := newWorld(t)
	for i, c := range cases {
		id, err := w.Put(w.ctx, villager(int64(100+i)), "", Upload{Content: bytes.NewReader(c.raw), CapturedAt: c.told})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.file(id).CapturedAt.Time(); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAFileNobodyAttachedIsItsUploadersAlone(t *testing.T) {
	w := newWorld(t)
	id := w.put(villager(7), "", jpegOf(t, picture(16, 16)))
	if _, err := w.open(villager(7), id); err != nil {
		t.Errorf("the uploader: %v", err)
	}
	for name, a := range map[string]model.Actor{
		"a neighbour": villager(8), "the clerk": cadre(9, model.RoleVillageClerk, village), "the county": cadre(10, model.RoleCountyLeader, county),
	} {
		if _, err := w.open(a, id); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.open(model.Actor{}, id); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

func TestWhoOpensThePapersOfACase(t *testing.T) {
	w := newWorld(t)
	id := w.put(villager(7), "", jpegOf(t, picture(16, 16)))
	c := w.openCase(7, "")
	w.in(func(tx *store.Tx) error {
		if err := tx.AddSurveyor(&model.Surveyor{CaseID: c, Serial: 1, PersonID: 30}); err != nil {
			return err
		}
		return tx.AddSurveyor(&model.Surveyor{CaseID: c, Serial: 2, PersonID: 31})
	})
	w.attach(id, model.ObjectCase, c)
	absent := model.NewPublicID()
	for _, tc := range []struct {
		name  string
		actor model.Actor
		may   bool
	}{
		{"the applicant", villager(7), true},
		{"a neighbour", villager(8), false},
		{"the clerk of the village", cadre(9, model.RoleVillageClerk, village), true},
		{"the head of the group", cadre(11, model.RoleGroupHead, group), true},
		{"the clerk of another village", cadre(12, model.RoleVillageClerk, other), false},
		{"the township", cadre(13, model.RoleTownshipReviewer, township), true},
		{"the county", cadre(14, model.RoleCountyOfficer, county), true},
		{"the administrator of the system", cadre(15, model.RoleSysAdmin, county), false},
		{"a surveyor", villager(31), true},
		{"a surveyor of an earlier visit", villager(30), false},
	} {
		_, err := w.open(tc.actor, id)
		if tc.may {
			if err != nil {
				t.Errorf("%s: %v", tc.name, err)
			}
			continue
		}
		_, gone := w.open(tc.actor, absent)
		if model.KindOf(err) != model.KindNotFound || err.Error() != gone.Error() {
			t.Errorf("%s: %v, an absent file: %v", tc.name, err, gone)
		}
	}
}

func TestTheVillageNeverSeesThePapersOfAnObjection(t *testing.T) {
	w := newWorld(t)
	objection := func(secrecy string) int64 {
		o := model.Objection{PublicID: model.NewPublicID(), Secrecy: secrecy, ObjectorID: 7, Area: village, State: "received"}
		w.in(func(tx *store.Tx) error { return tx.AddObjection(&o) })
		return o.ID
	}
	toTownship := w.put(villager(7), "", jpegOf(t, picture(16, 16)))
	w.attach(toTownship, model.ObjectObjection, objection("township"))
	toCounty := w.put(villager(7), "", jpegOf(t, picture(18, 18)))
	w.attach(toCounty, model.ObjectObjection, objection("county"))
	for _, tc := range []struct {
		name             string
		actor            model.Actor
		township, county bool
	}{
		{"the objector", villager(7), true, true},
		{"the clerk", cadre(9, model.RoleVillageClerk, village), false, false},
		{"the committee", cadre(10, model.RoleVillageCommittee, village), false, false},
		{"the township's reviewer", cadre(11, model.RoleTownshipReviewer, township), true, false},
		{"the township's leader", cadre(12, model.RoleTownshipLeader, township), false, false},
		{"the county's officer", cadre(13, model.RoleCountyOfficer, county), true, true},
	} {
		for id, may := range map[model.PublicID]bool{toTownship: tc.township, toCounty: tc.county} {
			_, err := w.open(tc.actor, id)
			if may != (err == nil) || !may && model.KindOf(err) != model.KindNotFound {
				t.Errorf("%s: may %v, got %v", tc.name, may, err)
			}
		}
	}
}

func TestEveryLookAtAHouseholdsPapersIsRecorded(t *testing.T) {
	w := newWorld(t)
	index := w.index("621025190001010018")
	id := w.put(villager(7), "", jpegOf(t, picture(16, 16)))
	if _, err := w.open(villager(7), id); err != nil {
		t.Fatal(err)
	}
	f := w.file(id)
	w.attach(id, model.ObjectCase, w.openCase(7, index))
	for range 2 {
		if _, err := w.open(cadre(9, model.RoleVillageClerk, village), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.open(cadre(12, model.RoleVillageClerk, other), id); err == nil {
		t.Fatal("another village may read")
	}
	rows, err := w.store.Read(w.ctx).AuditsOfObject(model.ObjectFile, f.ID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, want one for each look of the clerk: %v", len(rows), err)
	}
	if rows[0].PersonID != 9 || rows[0].Role != model.RoleVillageClerk || rows[0].Action != "look.file" || rows[0].Area != group {
		t.Errorf("recorded %+v", rows[0])
	}
	about, err := w.store.Read(w.ctx).AuditsAbout(index, 10)
	if err != nil || len(about) != 2 {
		t.Errorf("%d looks at the household, want 2: %v", len(about), err)
	}
}

func (w *world) index(number string) string {
	var index string
	w.in(func(tx *store.Tx) error {
		index = tx.Seal().Index("person.number", number)
		return nil
	})
	return index
}

func TestTheSameContentSentTwiceInARowIsOneFile(t *testing.T) {
	w := newWorld(t)
	photo := jpegOf(t, picture(64, 48))
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := w.Put(w.ctx, villager(7), "", Read(photo)); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	first := w.put(villager(7), "", photo)
	if again := w.put(villager(7), "", photo); again != first {
		t.Error("a second tap made a second file")
	}
	if u, err := w.files.Usage(w.ctx); err != nil || u.Files != 1 {
		t.Errorf("%d copies on disk, %v", u.Files, err)
	}
	theirs := w.put(villager(8), "", photo)
	if theirs == first {
		t.Error("somebody else got the uploader's file")
	}
	w.attach(first, model.ObjectCase, w.openCase(7, ""))
	if w.put(villager(7), "", photo) == first {
		t.Error("a file that proves something already was given out again")
	}
}

func TestUploadsBelongToWhereTheUploaderLivesOrWorks(t *testing.T) {
	w := newWorld(t)
	photo := jpegOf(t, picture(16, 16))
	for _, tc := range []struct {
		name  string
		actor model.Actor
		area  model.Area
		kind  model.Kind
	}{
		{"own group", villager(7), group, ""},
		{"own village", villager(7), village, ""},
		{"another village", villager(7), other, model.KindNotFound},
		{"the whole township", villager(7), township, model.KindNotFound},
		{"a village of the officer's township", cadre(9, model.RoleTownshipOfficer, township), other, ""},
		{"nobody", model.Actor{}, village, model.KindUnauthenticated},
	} {
		_, err := w.Put(w.ctx, tc.actor, tc.area, Read(photo))
		if model.KindOf(err) != tc.kind {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func TestNobodyFillsTheStoreAlone(t *testing.T) {
	w := newWorld(t)
	w.in(func(tx *store.Tx) error {
		for range perDay {
			if err := tx.AddFile(&model.File{PublicID: model.NewPublicID(), UploadedBy: 7, CreatedAt: model.InstantOf(w.clock.Now())}); err != nil {
				return err
			}
		}
		return nil
	})
	photo := jpegOf(t, picture(16, 16))
	if _, err := w.Put(w.ctx, villager(7), "", Read(photo)); model.KindOf(err) != model.KindTooMany {
		t.Errorf("got %v", err)
	}
	w.put(villager(8), "", photo)
	w.clock.Advance(25 * time.Hour)
	w.put(villager(7), "", photo)
}

func TestBytesWithoutARowAreSweptAfterADayAndOthersStay(t *testing.T) {
	w := newWorld(t)
	id := w.put(villager(7), "", jpegOf(t, picture(16, 16)))
	if _, err := w.files.Put(w.ctx, []byte("bytes whose row never came")); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Sweep(w.ctx); err != nil || n != 0 {
		t.Errorf("swept %d at once, %v", n, err)
	}
	w.clock.Advance(25 * time.Hour)
	if n, err := w.Sweep(w.ctx); err != nil || n != 1 {
		t.Errorf("swept %d after a day, %v", n, err)
	}
	if _, err := w.open(villager(7), id); err != nil {
		t.Errorf("a kept file is gone: %v", err)
	}
}
