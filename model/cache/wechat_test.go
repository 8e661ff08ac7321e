package cache

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	sdk "github.com/silenceper/wechat/v2/cache"

	"bangfu/model"
)

var _ sdk.Cache = (*WeChat)(nil) // the shape is the SDK's

const token = "gowechat_officialaccount__stable_access_token_wx1"

func holds(t *testing.T, w *WeChat, want any) {
	t.Helper()
	if got := w.Get(token); got != want {
		t.Fatalf("want %v, have %v", want, got)
	}
	if w.IsExist(token) != (want != nil) {
		t.Fatal("IsExist disagrees with Get")
	}
}

func TestSDKGetsATextOrNil(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, _ *model.FixedClock) {
		w := NewWeChat(c)
		holds(t, w, nil)
		if err := w.Set(token, "t1", time.Hour); err != nil {
			t.Fatal(err)
		}
		if _, ok := w.Get(token).(string); !ok {
			t.Fatal("the SDK panics on anything but a string")
		}
		holds(t, w, "t1")
		w.DeleteIf(token, "t0")
		holds(t, w, "t1")
		w.DeleteIf(token, "t1")
		holds(t, w, nil)
		if err := w.Set(token, "t2", time.Hour); err != nil {
			t.Fatal(err)
		}
		if err := w.Delete(token); err != nil {
			t.Fatal(err)
		}
		holds(t, w, nil)
	})
}

func TestTimeToLiveOfZeroIsASecondNotForEver(t *testing.T) {
	for _, ttl := range []time.Duration{0, -5 * time.Minute} {
		clock := model.NewFixedClock(noon)
		c := start(t, Config{Embedded: true, Clock: clock})
		w := NewWeChat(c)
		if err := w.Set(token, "t", ttl); err != nil {
			t.Fatal(err)
		}
		holds(t, w, "t")
		clock.Advance(time.Second)
		c.embedded.tick()
		holds(t, w, nil)
	}
}

func TestEmptyValueAndAnythingButTextAreRefused(t *testing.T) {
	w := NewWeChat(start(t, Config{Embedded: true}))
	for _, bad := range []any{"", nil, []byte("t"), 7} {
		if err := w.Set(token, bad, time.Hour); err == nil {
			t.Errorf("%T was kept", bad)
		}
	}
	holds(t, w, nil)
}

func TestDeadServerNeverStopsWeChat(t *testing.T) {
	m := miniredis.RunT(t)
	clock := model.NewFixedClock(noon)
	w := NewWeChat(start(t, Config{Addrs: []string{m.Addr()}, Clock: clock, Log: mute()}))
	if err := w.Set(token, "t1", time.Hour); err != nil {
		t.Fatal(err)
	}
	m.Close()
	holds(t, w, "t1")
	if err := w.Set(token, "t2", time.Hour); err != nil {
		t.Fatal("the SDK would throw a good token away:", err)
	}
	holds(t, w, "t2")
	w.DeleteIf(token, "t1")
	holds(t, w, "t2")
	clock.Advance(time.Hour)
	holds(t, w, nil)
	if err := w.Set("other", "x", time.Hour); err != nil || len(w.local) != 1 {
		t.Fatal("copies that ran out must go", err)
	}
	if err := w.Set(token, "t3", time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(token); err != nil {
		t.Fatal(err)
	}
	holds(t, w, nil)
}

func TestTokenDeletedByAnotherServerIsGoneHereToo(t *testing.T) {
	m := miniredis.RunT(t)
	a := start(t, Config{Addrs: []string{m.Addr()}})
	b := start(t, Config{Addrs: []string{m.Addr()}})
	b.prefix = a.prefix
	here, there := NewWeChat(a), NewWeChat(b)
	if err := here.Set(token, "dead", time.Hour); err != nil {
		t.Fatal(err)
	}
	there.DeleteIf(token, "dead")
	holds(t, here, nil)
}
