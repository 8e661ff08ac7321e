package miniapp_test

import (
	"strings"
	"testing"

	"bangfu/model"
)

// Beside the steps of the procedure everybody is offered what the own desks hand in,
// and nothing else.
func TestEverybodyIsOfferedTheFormsOfTheOwnDesks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.person("neighbour", group12)
	for who, want := range map[string]string{
		"neighbour": "", "clerk209": "policy_told kin", "officer100": "kin", "reviewer100": "quota kin",
		"county": "round quota holdings grant grant_more kin", "admin": "holdings grant grant_more kin",
	} {
		var got struct{ Items []model.NamedForm }
		w.get(who, "/forms", &got)
		names := make([]string, len(got.Items))
		for i, f := range got.Items {
			names[i] = f.Name
		}
		if s := strings.Join(names, " "); s != want {
			t.Errorf("%s is offered %q, not %q", who, s, want)
		}
	}
}

// The page of a list, and of a bundle, offers what may be done on it.
func TestAListOffersWhatMayBeDoneOnIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.house()
	for _, c := range []struct{ who, path, want string }{
		{"clerk209", "/rosters/" + string(o["roster"]), "correct"},
		{"reviewer100", "/rosters/" + string(o["roster"]), "void"},
		{"county", "/bundles/" + string(o["bundle"]), "recheck"},
		{"leader100", "/rosters/" + string(o["roster"]), ""},
	} {
		var got struct{ Acts []struct{ Do string } }
		w.get(c.who, c.path, &got)
		if c.want == "" && len(got.Acts) > 0 || c.want != "" && (len(got.Acts) != 1 || got.Acts[0].Do != c.want) {
			t.Errorf("%s on %s: %+v", c.who, c.path, got.Acts)
		}
	}
}
