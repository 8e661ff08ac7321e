package miniapp

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"bangfu/model"
)

// engine builds the router out of the table of routes. gin's own logger and
// recovery stay out: cmd keeps the access log, and it never holds a path.
func (s *server) engine(proxies []string) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode) // else gin writes its routes to the standard output
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	if err := e.SetTrustedProxies(proxies); err != nil {
		return nil, err
	}
	e.Use(guardHeaders)
	for _, r := range routes() {
		e.Handle(r.Method, r.Path, s.serve(r))
	}
	e.NoRoute(s.refuse(http.StatusNotFound))
	e.NoMethod(s.refuse(http.StatusMethodNotAllowed))
	return e, nil
}

// guardHeaders sets what every answer carries: nothing is kept, guessed, framed
// or told on. A handler of public matter may loosen the keeping.
func guardHeaders(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if p := g.FullPath(); p != "" {
		g.Request.Pattern = p // the template, for log and metrics
	}
}

// refuse answers what no route knows.
func (s *server) refuse(status int) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{server: s, gin: g}
		if status == http.StatusMethodNotAllowed {
			c.problem(status, &model.Error{Kind: "method", Notice: "不能这样用这个地址，请更新小程序再试"})
			return
		}
		c.fail(model.NotFound())
	}
}

// serve wraps a route's handler: who is it, the request's key, the refusal.
func (s *server) serve(r route) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{server: s, gin: g}
		if err := c.admit(r); err != nil {
			c.fail(err)
			return
		}
		if err := r.handle(c); err != nil {
			c.fail(c.unbound(err))
		}
	}
}
