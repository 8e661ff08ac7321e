package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
)

// messagePage is how many notices stand on one page of the message box.
const messagePage = 20

// Messages returns a page of the actor's message box, the newest first; next is
// the cursor of the next page, "" at the end.
func (s *Service) Messages(ctx context.Context, actor model.Actor, after string) (items []MessageView, next string, err error) {
	if actor.PersonID == 0 {
		return nil, "", model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	page := store.Page{Limit: messagePage}
	if after != "" {
		last, err := tx.MessageByPublic(model.PublicID(after))
		if err != nil || last.PersonID != actor.PersonID {
			return nil, "", model.Invalid("翻页的位置不对，请从头再看")
		}
		page.After = last.ID
	}
	list, err := tx.MessagesOf(actor.PersonID, page)
	if err != nil {
		return nil, "", err
	}
	items = make([]MessageView, 0, len(list))
	for i := range list {
		v, err := messageView(&list[i])
		if err != nil {
			return nil, "", err
		}
		items = append(items, v)
	}
	if len(list) == messagePage {
		next = string(list[len(list)-1].PublicID)
	}
	return items, next, nil
}

// Seen notes that the actor has looked at one of the own notices; one that is on
// its way just now is left alone. Errors: KindNotFound for another person's.
func (s *Service) Seen(ctx context.Context, actor model.Actor, id model.PublicID) error {
	return s.store.InTx(ctx, func(tx *store.Tx) error {
		msg, err := tx.MessageByPublic(id)
		if err != nil {
			return err
		}
		if actor.PersonID == 0 || msg.PersonID != actor.PersonID {
			return model.NotFound()
		}
		_, err = tx.SeeMessage(msg.ID, actor.PersonID, s.now())
		return err
	})
}

func messageView(msg *model.Message) (MessageView, error) {
	var f model.NoticeFacts
	if err := json.Unmarshal(msg.Facts, &f); err != nil {
		return MessageView{}, model.Internal(err)
	}
	return MessageView{ID: msg.PublicID, Kind: msg.Kind, Title: f.Title, Text: noticeText(f), Link: msg.Link, At: msg.CreatedAt.Time(),
		State: messageState(msg), Seen: msg.SeenAt.Set()}, nil
}

// noticeText writes the facts of a notice in one line.
func noticeText(f model.NoticeFacts) string {
	var parts []string
	add := func(text string, ok bool) {
		if ok {
			parts = append(parts, text)
		}
	}
	add(f.Place, f.Place != "")
	add(f.Say, f.Say != "")
	add(strconv.FormatInt(f.Count, 10)+cmp.Or(f.Unit, "件"), f.Count > 0)
	add("办理："+f.Office, f.Office != "")
	add("下一步："+f.Next, f.Next != "")
	add(NumberName(f.Receipt)+f.Receipt, f.Receipt != "")
	add("理由："+f.Reason, f.Reason != "")
	add("理由："+f.Note, f.Note != "")
	add(strconv.Itoa(f.Days)+"个工作日内补好", f.Days > 0)
	add(model.ClockWords(f.Due.Time())+"前", f.Due.Set())
	add("公示到"+f.LastDay.Words(), f.LastDay != "")
	add("编号"+strconv.Itoa(f.Number), f.Number > 0)
	add("有事请看“"+f.HowToAsk+"”", f.HowToAsk != "")
	return strings.Join(parts, " · ")
}

// NumberName says what a number on paper is (decisions 27): one accepted carries
// the 受理号, what was only handed in its 回执号.
func NumberName(no string) string {
	if strings.HasPrefix(no, "SL-") {
		return "受理号"
	}
	return "回执号"
}

// messageState says in words how a notice stands (product §7).
func messageState(msg *model.Message) string {
	switch msg.State {
	case store.MessageQueued, store.MessageSending:
		return "等待发送"
	case store.MessageAccepted:
		return "已发出"
	case store.MessageDelivered:
		return "已送达"
	case store.MessageSuperseded:
		return "已被更新的消息取代"
	case store.MessageTold:
		if msg.ToldHow == "door" {
			return "已上门告知"
		}
		return "已电话告知"
	case store.MessageDead:
		if msg.Reason != "" {
			return "确定送不到：" + msg.Reason
		}
		return "确定送不到"
	}
	return "没有回音"
}
