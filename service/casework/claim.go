package casework

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// once runs a use case behind its claim and stores the typed outcome with it.
func (s *Service) once(ctx context.Context, actor model.Actor, request, hash string, fn func(*store.Tx) (model.Outcome, error)) (model.Outcome, error) {
	return s.claimed(ctx, claimKey(actor, request), request, hash, fn)
}

// onceNameless is once for what is said without a name: its claim holds no person,
// only an index that needs the key and the request's own random number to be made again.
func (s *Service) onceNameless(ctx context.Context, actor model.Actor, request, hash string, fn func(*store.Tx) (model.Outcome, error)) (model.Outcome, error) {
	return s.claimed(ctx, "nameless:"+s.imprint(claimKey(actor, request)), request, hash, fn)
}

func (s *Service) claimed(ctx context.Context, key, request, hash string, fn func(*store.Tx) (model.Outcome, error)) (model.Outcome, error) {
	if request == "" {
		return model.Outcome{}, model.Invalid("请求缺少编号，请重新打开页面再试")
	}
	claim := store.Claim{Key: key, Hash: hash, At: s.now()}
	raw, repeat, err := s.store.Once(ctx, claim, func(tx *store.Tx) ([]byte, error) {
		out, err := fn(tx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	})
	if errors.Is(err, store.ErrDuplicate) { // somebody wrote the same thing at the same moment
		err = model.Conflict("内容刚才有变动，请重新打开看过再办").Because(store.ErrStale)
	}
	if err != nil {
		return model.Outcome{}, err
	}
	var out model.Outcome
	if err := json.Unmarshal(raw, &out); err != nil {
		return model.Outcome{}, model.Internal(err)
	}
	out.Repeat = repeat
	return out, nil
}

// claimKey keeps the keys of different people apart; a timer's key is the step's own.
func claimKey(actor model.Actor, request string) string {
	return string(actor.Door) + ":" + strconv.FormatInt(actor.PersonID, 10) + ":" + strconv.FormatInt(actor.AccountID, 10) + ":" + seal.Hash([]byte(request))
}

func fingerprint(act model.Act) string {
	if act.Fingerprint != "" {
		return act.Fingerprint
	}
	b, err := json.Marshal(act)
	if err != nil {
		return ""
	}
	return seal.Hash(b)
}

// joined writes ids as one field of a fingerprint.
func joined(ids []model.PublicID) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(string(id) + ",")
	}
	return b.String()
}

// imprint is the fingerprint of a request with personal fields: keyed, so that the
// stored hash tells nobody whose it was.
func (s *Service) imprint(fields ...string) string {
	return s.store.Sealer().Index("request", string(seal.Canonical(fields...)))
}
