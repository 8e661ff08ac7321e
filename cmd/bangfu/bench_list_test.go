package main_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"bangfu/miniapp"
	"bangfu/model"
	"bangfu/model/files"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/document"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
)

// BenchmarkList is P1: reading a publicity list of 100 rows through the JSON
// counter, against a net/http handler that writes the same bytes (≥ 0.85).
func BenchmarkList(b *testing.B) {
	c := newCounty(b, storetest.OpenSQLite(b))
	pass, _, err := c.svc.Pass(c.ctx, c.cadres["clerk"], c.showing(100))
	c.must(err)
	path := "/api/v1/lists/" + pass
	product := c.counter()
	first := httptest.NewRecorder()
	product.ServeHTTP(first, httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil))
	if first.Code != http.StatusOK || strings.Count(first.Body.String(), `"householder"`) != 100 {
		b.Fatalf("%d %.300s", first.Code, first.Body)
	}
	b.Logf("%d bytes", first.Body.Len())
	body, header := first.Body.Bytes(), first.Header()
	base := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, v := range header {
			w.Header()[name] = v
		}
		_, _ = w.Write(body)
	})
	b.Run("loopback", func(b *testing.B) {
		raw := func(int) []byte { return []byte("GET " + path + " HTTP/1.1\r\nHost: bangfu\r\n\r\n") }
		eachCrowd(b, 2000, loopback(b, "base", base, raw), loopback(b, "product", product, raw))
	})
	b.Run("direct", func(b *testing.B) {
		at := &url.URL{Path: path}
		ask := func(int) *http.Request {
			return &http.Request{Method: http.MethodGet, URL: at, Header: http.Header{}, Host: "bangfu", RemoteAddr: "127.0.0.1:1"}
		}
		eachCrowd(b, 10000, direct("base", base, ask), direct("product", product, ask))
	})
}

// counter returns the JSON counter over the county.
func (c *county) counter() http.Handler {
	c.b.Helper()
	folder, err := files.OpenFolder(filepath.Join(c.b.TempDir(), "files"), c.st.Sealer(), c.clock)
	c.must(err)
	c.b.Cleanup(func() { _ = folder.Close() })
	handler, err := miniapp.New(miniapp.Options{
		Casework: c.svc, Clock: c.clock,
		Accounts: account.New(account.Options{Store: c.st, Clock: c.clock, Audit: c.audit}),
		Evidence: evidence.New(evidence.Options{Store: c.st, Files: folder, Clock: c.clock, Audit: c.audit}),
		Notify:   notify.New(notify.Options{Store: c.st, Clock: c.clock, Audit: c.audit}),
		Registry: registry.New(registry.Options{Store: c.st, Clock: c.clock, Audit: c.audit}),
		Document: document.New(document.Options{}),
	})
	c.must(err)
	return handler
}

// showing puts a frozen list of so many rows on the village's board.
func (c *county) showing(rows int) model.PublicID {
	c.b.Helper()
	area := benchTownship.Join(benchVillage)
	var list strings.Builder
	fmt.Fprintf(&list, "list %s %s poor 1 1\n", model.NewPublicID(), benchVillage)
	for i := range rows {
		fmt.Fprintf(&list, "%d\t%d\t解测%c\t%d\n", i+1, i%3+1, '一'+rune(i), i%6+1) //nolint:gosec // small numbers
	}
	p := model.Publicity{PublicID: model.NewPublicID(), Serial: 1, At: "first_publicity", Area: area, Place: "board", Days: 7, Posted: benchDay,
		FirstDay: benchDay.AddDays(1), LastDay: benchDay.AddDays(7), State: store.Running, Link: request(), Version: 1}
	c.in(func(tx *store.Tx) error {
		round, err := tx.RoundByPublic(c.round)
		if err != nil {
			return err
		}
		r := model.Roster{PublicID: model.NewPublicID(), RoundID: round.ID, Village: benchVillage, Category: "poor", Serial: 9, Scheme: round.Scheme, Area: area,
			State: "first_publicity", StateSeq: 1, Version: 1, ListVersion: 1, Frozen: true}
		if err := tx.AddRoster(&r); err != nil {
			return err
		}
		snap := model.Snapshot{RosterID: r.ID, ListVersion: 1, Hash: seal.Hash([]byte(list.String())), Content: []byte(list.String())}
		if err := tx.AddSnapshot(&snap); err != nil {
			return err
		}
		p.RosterID, p.SnapshotID = r.ID, snap.ID
		return tx.AddPublicity(&p)
	})
	return p.PublicID
}
