package miniapp

import (
	"net/http"
	"slices"
)

// base is where the interface begins.
const base = "/api/v1"

// Policy says who may come to a route at all; what may be done there is decided
// in the use case.
type Policy string

// The policies.
const (
	Public  Policy = "public"  // anybody
	Session Policy = "session" // whoever is logged in
	Pass    Policy = "pass"    // whoever holds a signed pass, which stands in the path
)

// Route is a route as tests and metrics see it.
type Route struct {
	Method string
	Path   string // template: /api/v1/cases/:id
	Policy Policy
}

type route struct {
	Route
	handle func(*call) error
}

// Writes reports whether a request of the route may change the register and so
// needs its Idempotency-Key.
func (r Route) Writes() bool { return r.Policy == Session && r.Method != http.MethodGet }

// Routes returns every route of the counter.
func Routes() []Route {
	var all []Route
	for _, r := range routes() {
		all = append(all, r.Route)
	}
	return all
}

// routes is the table of all routes: nothing is served that does not stand here.
func routes() []route {
	api := slices.Concat(personRoutes(), caseRoutes(), listRoutes(), countyRoutes())
	for i := range api {
		api[i].Path = base + api[i].Path
	}
	return append(api,
		route{Route{get, "/help", Public}, (*call).helpDoor},
		route{Route{get, "/help/", Public}, (*call).helpIndex},
		route{Route{get, "/help/:name", Public}, (*call).helpPage},
		route{Route{get, "/gonggao/:id", Public}, (*call).announcementPage},
	)
}

// The methods, short: a line of the table is one route.
const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)

// personRoutes: who somebody is and what everybody needs.
func personRoutes() []route {
	return []route{
		{Route{get, "/openapi.yaml", Public}, (*call).spec},
		{Route{post, "/login", Public}, (*call).login},
		{Route{post, "/login/pin", Public}, (*call).loginPIN},
		{Route{del, "/session", Session}, (*call).logout},
		{Route{get, "/me", Session}, (*call).me},
		{Route{post, "/me/declaration", Session}, (*call).declare},
		{Route{post, "/me/bind", Session}, (*call).bind},
		{Route{del, "/me/bind", Session}, (*call).unbind},
		{Route{post, "/me/code", Session}, (*call).ownCode},
		{Route{post, "/me/pin", Session}, (*call).setPIN},
		{Route{put, "/me/pin", Session}, (*call).changePIN},
		{Route{post, "/me/pin/check", Session}, (*call).checkPIN},
		{Route{get, "/places", Public}, (*call).places},
		{Route{get, "/offices", Session}, (*call).offices},
		{Route{get, "/forms/application", Public}, (*call).applicationForm},
		{Route{get, "/forms", Session}, (*call).forms},
		{Route{post, "/files", Session}, (*call).upload},
		{Route{get, "/files/:id", Session}, (*call).openFile},
		{Route{get, "/messages", Session}, (*call).messages},
		{Route{post, "/messages/:id/seen", Session}, (*call).seen},
		{Route{post, "/messages/:id/told", Session}, (*call).told},
		{Route{get, "/unreached", Session}, (*call).unreached},
	}
}

// caseRoutes: a household's matter and the acts on it.
func caseRoutes() []route {
	return []route{
		{Route{get, "/applications", Session}, (*call).myCases},
		{Route{post, "/applications", Session}, (*call).apply},
		{Route{get, "/applications/:id", Session}, (*call).oneCase},
		{Route{put, "/applications/:id", Session}, (*call).change},
		{Route{get, "/cases", Session}, (*call).cases},
		{Route{get, "/cases/:id", Session}, (*call).oneCase},
		{Route{post, "/cases/:id/number", Session}, (*call).revealNumber},
		{Route{get, "/cases/:id/looks", Session}, (*call).whoLooked},
		{Route{post, "/cases/:id/reviews", Session}, (*call).askReview},
		{Route{post, "/cases/:id/referrals", Session}, (*call).refer},
		{Route{post, "/cases/:id/surveyors", Session}, (*call).appointSurveyor},
		{Route{post, "/referrals/:id/answer", Session}, (*call).answerReferral},
		{Route{get, "/reviews/:id", Session}, (*call).review},
		{Route{get, "/tasks", Session}, (*call).tasks},
		{Route{get, "/tasks/:id", Session}, (*call).task},
		{Route{get, "/tasks/number/:number", Session}, (*call).taskByNumber},
		{Route{post, "/acts", Session}, (*call).act},
	}
}

// listRoutes: lists, showings and what is said against them.
func listRoutes() []route {
	return []route{
		{Route{get, "/sheets/:id", Session}, (*call).sheet},
		{Route{get, "/registers", Session}, (*call).registers},
		{Route{put, "/registers", Session}, (*call).setRegister},
		{Route{get, "/rosters", Session}, (*call).rosters},
		{Route{get, "/rosters/:id", Session}, (*call).roster},
		{Route{post, "/rosters/:id/end-photo", Session}, (*call).endPhoto},
		{Route{get, "/bundles/:id", Session}, (*call).bundle},
		{Route{post, "/sealed-sheets", Session}, (*call).printSheet},
		{Route{get, "/sealed-sheets/:id/pdf", Session}, (*call).sheetPDF},
		{Route{post, "/sealed-sheets/:id/photo", Session}, (*call).fileSheet},
		{Route{get, "/publicities", Session}, (*call).publicities},
		{Route{get, "/publicities/:id/poster", Session}, (*call).posterPDF},
		{Route{get, "/publicities/:id/correction", Session}, (*call).correctionPDF},
		{Route{post, "/publicities/:id/pass", Session}, (*call).passFor},
		{Route{post, "/posters/:link/pass", Public}, (*call).posterPass},
		{Route{get, "/lists/:pass", Pass}, (*call).listByPass},
		{Route{get, "/objections", Session}, (*call).myObjections},
		{Route{post, "/objections", Session}, (*call).object},
		{Route{get, "/objections/:id", Session}, (*call).objection},
		{Route{get, "/announcements", Public}, (*call).announcements},
		{Route{get, "/announcements/:id", Public}, (*call).announcement},
		{Route{get, "/announcements/:id/draft", Public}, (*call).announcementDraft},
	}
}

// countyRoutes: rounds, quota and desks.
func countyRoutes() []route {
	return []route{
		{Route{get, "/rounds", Session}, (*call).rounds},
		{Route{post, "/rounds", Session}, (*call).createRound},
		{Route{post, "/rounds/:id/policy-told", Session}, (*call).tellPolicy},
		{Route{get, "/rounds/:id/plan", Session}, (*call).plan},
		{Route{get, "/rounds/:id/quotas", Session}, (*call).quotas},
		{Route{post, "/rounds/:id/quotas", Session}, (*call).allotQuota},
		{Route{get, "/alerts", Session}, (*call).alerts},
		{Route{get, "/grants", Session}, (*call).holdings},
		{Route{post, "/grants", Session}, (*call).grant},
		{Route{post, "/grants/:id/confirm", Session}, (*call).confirmGrant},
		{Route{del, "/grants/:id", Session}, (*call).revokeGrant},
		{Route{post, "/people/:id/leave", Session}, (*call).leave},
		{Route{post, "/people/:id/rebind", Session}, (*call).rebind},
		{Route{post, "/people/:id/pin-reset", Session}, (*call).resetPIN},
		{Route{get, "/colleagues", Session}, (*call).colleagues},
		{Route{post, "/stand-ins", Session}, (*call).standIn},
		{Route{post, "/kin", Session}, (*call).declareKin},
	}
}
