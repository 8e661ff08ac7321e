package main

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bangfu/service/account"
	"bangfu/service/wechat"
)

// login logs a phone in through the JSON door and returns the status.
func (w *world) login(t *testing.T, ctx context.Context, person string) int {
	t.Helper()
	code, err := w.sandbox.LoginCode(wechat.AppMP, person)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.NewReader(`{"app":"` + account.AppMP + `","code":"` + code + `"}`)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/login", body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "login-"+code)
	res := httptest.NewRecorder()
	w.handler.ServeHTTP(res, r)
	return res.Code
}

// House law 5, T17: without Redis both doors work on.
func TestWithoutRedisTheInterfaceAndTheChatWorkOn(t *testing.T) {
	p := testParts(t)
	p.cfg.Redis.Embedded, p.cfg.Redis.Addrs = false, []string{"127.0.0.1:1"}
	w := testWorld(t, p, "2014")
	w.sandbox.AddPerson("a")
	if status := w.login(t, t.Context(), "a"); status != http.StatusOK && status != http.StatusCreated {
		t.Errorf("the login answers %d", status)
	}
	if _, err := w.sandbox.Follow(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	said, err := w.sandbox.Say(t.Context(), "a", "帮助")
	if err != nil || said.Reply == "" {
		t.Errorf("the chat answers %+v, %v", said, err)
	}
	if w.cache.Ping(t.Context()) == nil {
		t.Error("Redis is there after all")
	}
}

// T3: a callback that cannot be committed is acknowledged, kept on disk and taken
// in later; the interface says 503.
func TestWithoutTheRegisterCallbacksAreKeptAndTheInterfaceSaysSo(t *testing.T) {
	w := testWorld(t, testParts(t), "2014")
	w.sandbox.AddPerson("a")
	unlock := w.lockRegister(t)
	followed, err := w.sandbox.Follow(t.Context(), "a")
	if err != nil || followed.Failed != "" || w.spool.Len() != 1 {
		t.Fatalf("the callback went %q, %d are kept, %v", followed.Failed, w.spool.Len(), err)
	}
	hurried, cancel := context.WithTimeout(t.Context(), time.Second) // the register itself waits longer
	defer cancel()
	if status := w.login(t, hurried, "a"); status != http.StatusServiceUnavailable {
		t.Errorf("the login answers %d", status)
	}
	unlock()
	for w.spool.Len() > 0 {
		if err := w.drainSpool(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if w.spool.Quarantined() != 0 {
		t.Error("the callback was put aside")
	}
	if status := w.login(t, t.Context(), "a"); status != http.StatusOK && status != http.StatusCreated {
		t.Errorf("afterwards the login answers %d", status)
	}
}

// lockRegister takes the register away from every writer until unlock is called.
func (w *world) lockRegister(t *testing.T) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+w.at.Path)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		_, err := conn.ExecContext(context.WithoutCancel(t.Context()), "ROLLBACK")
		if err := errors.Join(err, conn.Close(), db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
