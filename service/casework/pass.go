package casework

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// The times of a pass (decisions 20).
const (
	passFor  = 10 * time.Minute // the longest right to read one list
	freshFor = 30 * time.Second // how long a rendered list is served unasked
	staleFor = 60 * time.Second // after that it is not served unless the register answers
	askFor   = 2 * time.Second  // how long the register is asked
)

// Pass gives the right to read one list that is shown: ten minutes at most and
// never past the end of its last day. It is bound to the list and its version and
// to nothing else. Issuing it writes the audited read (decisions 40). Errors:
// KindNotFound for a list that does not run or is not the actor's to read.
func (s *Service) Pass(ctx context.Context, actor model.Actor, publicity model.PublicID) (pass string, until time.Time, err error) {
	return s.issue(ctx, actor, "account", func(tx *store.Tx) (model.Publicity, model.Right, error) {
		p, err := tx.PublicityByPublic(publicity)
		if err != nil {
			return p, model.Right{}, err
		}
		if p.Place == workflow.PlaceCountyWeb { // anybody reads the county's announcement
			return p, model.Right{}, nil
		}
		right, err := boardRight(actor, &p)
		if model.KindOf(err) == model.KindForbidden {
			err = model.NotFound()
		}
		return p, right, err
	})
}

// PassByLink gives the same right to whoever has opened the poster's QR, while the
// list runs; audited as read by QR. Errors: KindNotFound.
func (s *Service) PassByLink(ctx context.Context, link string) (pass string, until time.Time, err error) {
	return s.issue(ctx, model.Actor{Door: model.DoorAPI}, "qr", func(tx *store.Tx) (model.Publicity, model.Right, error) {
		if link == "" {
			return model.Publicity{}, model.Right{}, model.NotFound()
		}
		p, err := tx.PublicityByLink(link)
		return p, model.Right{}, err
	})
}

// issue finds the list, has it rendered, records the read and signs.
func (s *Service) issue(ctx context.Context, actor model.Actor, how string, find func(*store.Tx) (model.Publicity, model.Right, error)) (string, time.Time, error) {
	tx := s.store.Read(ctx)
	p, right, err := find(tx)
	if err != nil {
		return "", time.Time{}, err
	}
	if !s.hangs(&p) {
		return "", time.Time{}, model.NotFound()
	}
	page, err := s.shelved(tx, &p)
	if err != nil {
		return "", time.Time{}, err
	}
	err = s.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "look.publicity", Kind: model.ObjectPublicity, ID: p.ID, Area: p.Area, Note: how})
		return err
	})
	if err != nil {
		return "", time.Time{}, err
	}
	now := s.clock.Now()
	until := now.Add(passFor)
	if end := p.LastDay.End(); end.Before(until) {
		until = end
	}
	until = until.Truncate(time.Second)
	payload := string(p.PublicID) + "." + strconv.FormatInt(page.key.version, 10) + "." + strconv.FormatInt(until.Unix(), 10)
	return s.store.Sealer().SignPass([]byte(payload)), until, nil
}

// ReadPass serves the list a pass is bound to, as the JSON of PublicList rendered
// once, with its entity tag; the bytes must not be changed. It asks no store while
// the rendered list is fresh; a list that was voided, corrected or taken down is
// gone within 60 seconds. Errors: KindUnauthenticated for a pass that is not of
// this house or has run out, KindNotFound for a list that is no longer shown,
// KindUnavailable when that cannot be told.
func (s *Service) ReadPass(pass string) (body []byte, etag string, err error) {
	payload, err := s.store.Sealer().OpenPass(pass)
	if err != nil {
		return nil, "", err
	}
	key, until, err := readPayload(string(payload))
	if err != nil {
		return nil, "", err
	}
	now := s.clock.Now()
	if !now.Before(until) {
		return nil, "", model.Unauthenticated("看名单的时间到了，请重新扫码或重新打开")
	}
	page, err := s.pageOf(key, now)
	if err != nil {
		return nil, "", err
	}
	return page.body, page.etag, nil
}

// shelved returns the list as it is rendered already, or renders it now.
func (s *Service) shelved(tx *store.Tx, p *model.Publicity) (*sheet, error) {
	snap, err := tx.Snapshot(p.SnapshotID)
	if err != nil {
		return nil, err
	}
	at := s.shelf().slot(sheetKey{p.PublicID, snap.ListVersion})
	if page := at.page.Load(); page != nil && !page.gone && servable(page, s.clock.Now(), freshFor) {
		return page, nil
	}
	page, err := s.render(tx, p)
	if err == nil {
		at.page.Store(page)
	}
	return page, err
}

func readPayload(payload string) (sheetKey, time.Time, error) {
	parts := strings.Split(payload, ".")
	if len(parts) == 3 {
		version, errVersion := strconv.ParseInt(parts[1], 10, 64)
		until, errUntil := strconv.ParseInt(parts[2], 10, 64)
		if errVersion == nil && errUntil == nil && model.PublicID(parts[0]).Valid() {
			return sheetKey{model.PublicID(parts[0]), version}, time.Unix(until, 0).UTC(), nil
		}
	}
	return sheetKey{}, time.Time{}, model.Unauthenticated("这个二维码或链接无效，请重新扫码，或向村里要新的")
}

// pageOf returns the rendered list, asking the register when it is not here or
// not fresh. While one reader asks, the others are served what was true less than
// a minute ago.
func (s *Service) pageOf(key sheetKey, now time.Time) (*sheet, error) {
	at := s.shelf().slot(key)
	page := at.page.Load()
	if page == nil || !servable(page, now, freshFor) {
		if page != nil && servable(page, now, staleFor) {
			if !at.ask.TryLock() {
				return page, nil
			}
		} else {
			at.ask.Lock()
		}
		defer at.ask.Unlock()
		var err error
		if page, err = s.renew(at, key, now); err != nil {
			return nil, err
		}
	}
	if page.gone || !now.Before(page.ends) {
		return nil, model.NotFound()
	}
	return page, nil
}

// servable reports whether a rendering may be served without asking: it is young
// enough, and counts the days left from today. What is gone stays gone.
func servable(page *sheet, now time.Time, age time.Duration) bool {
	return page.gone || !now.Before(page.ends) || now.Sub(page.checked) < age && page.day == model.DateOf(now)
}

// renew asks the register for the list. When it does not answer, what was true
// less than a minute ago is served, and nothing after that.
func (s *Service) renew(at *slot, key sheetKey, now time.Time) (*sheet, error) {
	if page := at.page.Load(); page != nil && servable(page, now, freshFor) {
		return page, nil // somebody else has asked meanwhile
	}
	ctx, cancel := context.WithTimeout(context.Background(), askFor)
	defer cancel()
	page, err := s.fetch(s.store.Read(ctx), key, now)
	if err != nil {
		if old := at.page.Load(); old != nil && servable(old, now, staleFor) {
			return old, nil
		}
		return nil, model.Unavailable(err)
	}
	at.page.Store(page)
	return page, nil
}

// fetch renders the list, or says that it is gone in this version.
func (s *Service) fetch(tx *store.Tx, key sheetKey, now time.Time) (*sheet, error) {
	p, err := tx.PublicityByPublic(key.publicity)
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return nil, err
	}
	if err != nil || !s.hangs(&p) {
		return &sheet{key: key, checked: now, gone: true}, nil //nolint:nilerr // a list that is not there is gone, which is an answer
	}
	page, err := s.render(tx, &p)
	if err != nil {
		return nil, err
	}
	if page.key != key { // corrected meanwhile: the old wording is not shown any more
		return &sheet{key: key, checked: now, gone: true}, nil
	}
	return page, nil
}

// render writes a showing as it is served.
func (s *Service) render(tx *store.Tx, p *model.Publicity) (*sheet, error) {
	list, err := s.publicList(tx, p)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(list)
	if err != nil {
		return nil, model.Internal(err)
	}
	now := s.clock.Now()
	return &sheet{key: sheetKey{p.PublicID, list.Version}, body: body, etag: `"` + seal.Hash(body)[:32] + `"`, day: model.DateOf(now), ends: p.LastDay.End(),
		checked: now}, nil
}
