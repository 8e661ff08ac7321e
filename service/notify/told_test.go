package notify

import (
	"testing"

	"bangfu/model"
	"bangfu/model/store"
)

// unreachable queues a notice that cannot arrive and returns it.
func (w *world) unreachable() model.Message {
	p := model.Person{PublicID: model.NewPublicID(), Name: "解清泉", Area: group, Verified: true}
	w.in(func(tx *store.Tx) error {
		p.NumberIndex = tx.Seal().Index("person.number", "621025190001010018")
		return tx.AddPerson(&p)
	})
	id := w.tell(p.ID, 1)
	w.run()
	w.wantState(id, store.MessageDead)
	return w.message(id)
}

func TestWhoMayRecordThatSomebodyWasTold(t *testing.T) {
	for _, c := range []struct {
		name string
		role model.Role
		area model.Area
		kind model.Kind
	}{
		{"the head of the group", model.RoleGroupHead, group, ""},
		{"the clerk", model.RoleVillageClerk, village, ""},
		{"the township's officer", model.RoleTownshipOfficer, township, ""},
		{"the clerk of another village", model.RoleVillageClerk, other, model.KindNotFound},
		{"the township's leader", model.RoleTownshipLeader, township, model.KindForbidden},
	} {
		w := newWorld(t)
		m := w.unreachable()
		actor := cadre(9, c.role, c.area)
		if err := w.Told(w.ctx, actor, m.PublicID, ToldPhone, ""); model.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
		if _, err := w.NotReached(w.ctx, actor, group); model.KindOf(err) != c.kind {
			t.Errorf("%s lists: %v", c.name, err)
		}
	}
}

func TestTellingEndsTheNoticeOnceAndIsRecorded(t *testing.T) {
	w := newWorld(t)
	clerk := cadre(9, model.RoleVillageClerk, village)
	m := w.unreachable()
	list, err := w.NotReached(w.ctx, clerk, village)
	if err != nil || len(list) != 1 || list[0].Name != "解清泉" || list[0].Reason != reasonNoAccount || list[0].Message != m.PublicID {
		t.Fatalf("to be reached: %+v, %v", list, err)
	}
	if err := w.Told(w.ctx, clerk, m.PublicID, ToldPhone, ""); err != nil {
		t.Fatal(err)
	}
	got := w.message(m.ID)
	if got.State != store.MessageTold || got.ToldBy != 9 || got.ToldHow != ToldPhone || !got.ToldAt.Set() || End(got) != "已电话告知" {
		t.Errorf("%+v", got)
	}
	if err := w.Told(w.ctx, clerk, m.PublicID, ToldPhone, ""); model.KindOf(err) != model.KindConflict {
		t.Errorf("told twice: %v", err)
	}
	if list, err := w.NotReached(w.ctx, clerk, village); err != nil || len(list) != 0 {
		t.Errorf("still to be reached: %d, %v", len(list), err)
	}
	rows, err := w.store.Read(w.ctx).AuditsAbout(w.person1(m.PersonID).NumberIndex, 10)
	if err != nil || len(rows) != 2 { // the look at the list, and the telling
		t.Errorf("%d rows about the person, %v", len(rows), err)
	}
}

func (w *world) person1(id int64) model.Person {
	w.t.Helper()
	p, err := w.store.Read(w.ctx).Person(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestAReportAboutWhatHasEndedChangesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.tell(w.person("解春禾"), 1)
	w.run()
	m := w.message(id)
	if err := w.Told(w.ctx, cadre(9, model.RoleVillageClerk, village), m.PublicID, ToldPhone, ""); err != nil {
		t.Fatal(err)
	}
	for _, verdict := range []string{"failed:user block", "failed: system failed", "success"} {
		w.finish(m.PersonID, m.MsgID, verdict)
		w.wantState(id, store.MessageTold)
	}
}

func TestAtTheDoorAReceiptIsNeeded(t *testing.T) {
	w := newWorld(t)
	clerk := cadre(9, model.RoleVillageClerk, village)
	m := w.unreachable()
	photo := func(by int64) model.PublicID {
		f := model.File{PublicID: model.NewPublicID(), UploadedBy: by, Area: village}
		w.in(func(tx *store.Tx) error { return tx.AddFile(&f) })
		return f.PublicID
	}
	mine := photo(9)
	for _, c := range []struct {
		name, how string
		receipt   model.PublicID
		kind      model.Kind
	}{
		{"no receipt", ToldDoor, "", model.KindInvalid},
		{"no such way", "letter", mine, model.KindInvalid},
		{"somebody else's photo", ToldDoor, photo(8), model.KindNotFound},
		{"no such photo", ToldDoor, model.NewPublicID(), model.KindNotFound},
		{"a photo of the receipt", ToldDoor, mine, ""},
	} {
		if err := w.Told(w.ctx, clerk, m.PublicID, c.how, c.receipt); model.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	as, err := w.store.Read(w.ctx).Attachments(objectMessage, m.ID, "receipt")
	if err != nil || len(as) != 1 || End(w.message(m.ID)) != "已上门告知" {
		t.Errorf("%d receipts, %s, %v", len(as), End(w.message(m.ID)), err)
	}
}

func TestTheMessageBoxHoldsEverythingWhateverWeChatDid(t *testing.T) {
	w := newWorld(t)
	m := w.unreachable()
	owner := model.Actor{PersonID: m.PersonID, Door: model.DoorAPI}
	w.tell(m.PersonID, 2)
	box, err := w.Box(w.ctx, owner, "", 10)
	if err != nil || len(box) != 2 || box[1].End != "确定送不到" || box[1].Reason == "" || box[0].End != "" || box[0].Seen {
		t.Fatalf("%+v, %v", box, err)
	}
	if older, err := w.Box(w.ctx, owner, box[0].ID, 10); err != nil || len(older) != 1 || older[0].ID != box[1].ID {
		t.Errorf("next page %+v, %v", older, err)
	}
	if err := w.Saw(w.ctx, owner); err != nil {
		t.Fatal(err)
	}
	if box, err = w.Box(w.ctx, owner, "", 10); err != nil || !box[1].Seen {
		t.Errorf("not noted as seen, %v", err)
	}
	if list, err := w.NotReached(w.ctx, cadre(9, model.RoleVillageClerk, village), village); err != nil || len(list) != 0 {
		t.Errorf("who has read it in the box is still to be visited, %v", err)
	}
	stranger := model.Actor{PersonID: 77, Door: model.DoorAPI}
	if box, err := w.Box(w.ctx, stranger, "", 10); err != nil || len(box) != 0 {
		t.Errorf("a stranger reads %d messages, %v", len(box), err)
	}
	if _, err := w.Box(w.ctx, stranger, m.PublicID, 10); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a stranger's cursor: %v", err)
	}
	if _, err := w.Box(w.ctx, model.Actor{}, "", 10); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

func TestTheVillageDoesNotSeeThatSomebodyObjected(t *testing.T) {
	w := newWorld(t)
	p := model.Person{PublicID: model.NewPublicID(), Name: "王见证", Area: group, Verified: true}
	w.in(func(tx *store.Tx) error { return tx.AddPerson(&p) })
	w.in(func(tx *store.Tx) error {
		return Queue(tx, Notice{PersonID: p.ID, Kind: model.NoticeAnswer, Facts: model.NoticeFacts{Title: "您有一条新答复"}, Link: "/o/x", At: model.InstantOf(w.clock.Now())})
	})
	w.run()
	if list, err := w.NotReached(w.ctx, cadre(9, model.RoleVillageClerk, village), village); err != nil || len(list) != 0 {
		t.Errorf("the village is asked to tell an objector: %+v, %v", list, err)
	}
}
