package bot

import (
	"context"

	"bangfu/model"
	"bangfu/service/casework"
)

// command is one thing that can be said. Each stands in its own file.
type command interface {
	// help returns the line of 帮助 for this asker, "" when it is nothing for them.
	help(who asker) string
	// parse reads the whole folded text and returns nil when it is another command.
	parse(g grammar, s said) order
}

// order is a command that was understood, ready to run.
type order interface {
	run(ctx context.Context, v *visit) (string, error)
}

// commands is the list of everything that can be said, in the order in which it
// is tried and shown. What none of them reads is asked back by unknown.
func commands() []command {
	return []command{
		tasksCommand{}, detailCommand{}, approveCommand{}, batchCommand{}, exceptCommand{}, returnCommand{}, refuseCommand{},
		secretCommand{}, confirmCommand{}, declineCommand{}, nextCommand{}, progressCommand{}, publicityCommand{}, applyCommand{}, peopleCommand{}, bindCommand{}, unbindCommand{},
		largeCommand{}, objectCommand{}, policyCommand{}, remindCommand{}, handOverCommand{}, lostCommand{}, passwordCommand{}, bareCommand{}, ackCommand{},
		helpCommand{}, needCommand{},
	}
}

// read finds the command of a text; the order that asks back when there is none.
func read(g grammar, s said) order {
	for _, c := range commands() {
		if o := c.parse(g, s); o != nil {
			return o
		}
	}
	return unknown{}
}

// asker is what 帮助 needs to know of somebody.
type asker struct {
	bound bool
	cadre bool
	types bool // has steps that are done by typing
	local bool // lives or works in a village or township
	first int  // number of the first open task, 0 = none
}

func (v *visit) asker() asker {
	area := v.actor.Area
	if area == "" && v.actor.Cadre() {
		area = v.actor.Rights[0].Area
	}
	return asker{bound: v.actor.PersonID != 0, cadre: v.actor.Cadre(), types: v.words.types(v.actor), local: area == "" || area.Up(model.LevelTownship) != ""}
}

// is reports whether the text is one of the words.
func (s said) is(words ...string) bool {
	for _, w := range words {
		if s.whole == w {
			return true
		}
	}
	return false
}

// visit is one message of one person under way.
type visit struct {
	*Counter
	in     model.Inbound
	actor  model.Actor
	said   said
	spoken bool // recognised from a voice: never decides
	held   bool // this message has put something before the person for 确认
}

// shown remembers what the person is shown now, and tells the outbox that the
// person has looked: an unseen card no longer holds back the next one.
func (v *visit) shown(ctx context.Context, cards []casework.TaskCard) error {
	if err := v.cases.Remember(ctx, v.actor, cards); err != nil {
		return err
	}
	if v.notices == nil {
		return nil
	}
	if err := v.notices.Saw(ctx, v.actor); err != nil {
		v.log.Warn("a look was not noted", "kind", string(model.KindOf(err)))
	}
	return nil
}
