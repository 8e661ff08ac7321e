package miniapp_test

import (
	"bytes"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"bangfu/model"
)

// printedWell wants a PDF, shown and not kept, under a Chinese name.
func (w *world) printedWell(rec *httptest.ResponseRecorder, name string) {
	w.t.Helper()
	h := rec.Header()
	if rec.Code != 200 || h.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(rec.Body.Bytes(), []byte("%PDF-")) {
		w.t.Fatalf("no PDF: %d %s", rec.Code, h.Get("Content-Type"))
	}
	if want := "filename*=UTF-8''" + url.PathEscape(name+".pdf"); !strings.Contains(h.Get("Content-Disposition"), want) {
		w.t.Errorf("it is called %s, want %s", h.Get("Content-Disposition"), want)
	}
	if h.Get("Cache-Control") != "no-store" {
		w.t.Errorf("kept by %s", h.Get("Cache-Control"))
	}
}

// The clerk prints, seals and posts, corrects a row and prints the correction.
func TestAClerkPrintsThePosterTheCorrectionAndTheMeetingSheets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.surveyed("zhang", group11)
	w.printedWell(w.sheetPDF("head2091", w.task("head2091", "report").Object, "report"), "山河镇解家川村一组小组评议表")
	w.report("head2091")
	w.report("head2092")
	w.printedWell(w.sheetPDF("clerk209", w.task("clerk209", "vote").Object, "vote"), "山河镇解家川村村民代表会议评议表")
	r := w.vote(village1)
	w.sign(village1, r)
	w.printedWell(w.sheetPDF("clerk209", r.ref(), "publish"), "山河镇解家川村贫困户名单第一次公示A3")
	w.publish(village1, r)
	var shown struct{ Items []struct{ ID model.PublicID } }
	w.get("clerk209", "/publicities", &shown)
	showing := "/publicities/" + string(shown.Items[0].ID)
	w.printedWell(w.send(ask{who: "clerk209", method: "GET", path: showing + "/poster?paper=a4"}), "山河镇解家川村贫困户名单第一次公示A4")
	if rec := w.send(ask{who: "clerk209", method: "GET", path: showing + "/poster?paper=a5", wrong: true}); rec.Code != 422 {
		t.Errorf("A5: %d", rec.Code)
	}
	fix := ask{who: "clerk209", method: "GET", path: showing + "/correction?row=1"}
	if rec := w.send(fix); rec.Code != 404 {
		t.Errorf("a row that was not corrected: %d", rec.Code)
	}
	w.act("clerk209", r.ref(), "correct", form{"reason": "姓写错了一个字", "input": form{"correction": form{"row": 1, "field": "householder", "value": "谢春旺"}}})
	w.printedWell(w.send(fix), "山河镇解家川村第一次公示勘误第1行")
	w.noNumberLeft()
}

func (w *world) sheetPDF(who string, object model.Ref, purpose string) *httptest.ResponseRecorder {
	w.t.Helper()
	var sheet struct{ ID model.PublicID }
	w.decode(w.send(ask{who: who, method: "POST", path: "/sealed-sheets", body: form{"object": object, "purpose": purpose}}), 200, &sheet)
	return w.send(ask{who: who, method: "GET", path: "/sealed-sheets/" + string(sheet.ID) + "/pdf"})
}
