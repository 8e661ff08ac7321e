package miniapp

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"bangfu/model"
)

// Bounds of a request.
const (
	maxJSON = 1 << 20         // bytes of a JSON body
	maxFile = 20<<20 + 64<<10 // bytes of an upload with its envelope; the evidence store judges the file itself
	maxKey  = 100             // characters of an Idempotency-Key
)

// call is one request under way.
type call struct {
	*server
	gin     *gin.Context
	actor   model.Actor
	request string // Idempotency-Key of a write
	print   string // hash of the request, with its key; set by read
}

func (c *call) ctx() context.Context { return c.gin.Request.Context() }

// admit finds out who asks, and asks a write for its key.
func (c *call) admit(r route) error {
	if r.Policy == Session {
		if err := c.identify(); err != nil {
			return err
		}
	}
	limit := int64(maxJSON)
	if r.Path == filesPath {
		limit = maxFile
	}
	c.gin.Request.Body = http.MaxBytesReader(c.gin.Writer, c.gin.Request.Body, limit)
	if !r.Writes() {
		return nil
	}
	c.request = c.gin.GetHeader("Idempotency-Key")
	if len(c.request) < 8 || len(c.request) > maxKey {
		return model.Invalid("请求缺少编号，请重新打开页面再试")
	}
	return nil
}

// identify reads whose login the request came with, with the rights of this moment.
func (c *call) identify() (err error) {
	token, ok := strings.CutPrefix(c.gin.GetHeader("Authorization"), "Bearer ")
	if !ok {
		return model.Unauthenticated("请先登录")
	}
	c.actor, err = c.accounts.ActorByToken(c.ctx(), token)
	return err
}

// unbound tells somebody who is logged in but nobody yet what to do, instead of
// sending the client back to the login it has just made.
func (c *call) unbound(err error) error {
	if c.actor.SessionID != 0 && c.actor.PersonID == 0 && model.KindOf(err) == model.KindUnauthenticated {
		return model.Forbidden("请先到“我的”里填写姓名和身份证号，或输入绑定码，再办这件事")
	}
	return err
}

// id returns the public id in the path; what has not the shape of one is absent.
func (c *call) id(name string) (model.PublicID, error) {
	id := model.PublicID(c.gin.Param(name))
	if !id.Valid() {
		return "", model.NotFound()
	}
	return id, nil
}

// within counts this request against a limit; the key says of whom and what.
func (c *call) within(key string, limit int, per time.Duration) error {
	if c.limits != nil && !c.limits.Allow(c.ctx(), key, limit, per) {
		return model.TooMany("现在问的人太多，请过一分钟再试")
	}
	return nil
}

// perAddress is the high ceiling on one address: a village may share one (trust T40).
func (c *call) perAddress(what string, limit int) error {
	return c.within("api:"+what+":"+c.gin.ClientIP(), limit, time.Minute)
}
