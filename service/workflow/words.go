package workflow

import "bangfu/model"

// Needs lists the guard words a row may carry under needs. The engine holds one
// check for each; a word without a check, or a check without a word, fails a test.
func Needs() []string {
	return []string{
		"identity", "region", "hardship", "consent_proof", "reason", "other_village", "any_village", "other_case", "survey", "two_surveyors",
		"one_from_township", "signature_or_reason", "comparison", "signed_waiver", "quota", "coverage_check", "sealed_sheet",
		"board_photo", "days_full", "end_photo", "quota_sums", "opens_with", "row", "answer", "told",
	}
}

// Refusals lists the words a row may carry under refuses.
func Refusals() []string { return []string{"open_case_elsewhere"} }

// OpensWith lists what may be checked when a round opens.
func OpensWith() []string {
	return []string{"policy_told_in_every_group", "enough_distinct_persons", "threshold", "holidays"}
}

// Shown lists the fields a public list may show. Nothing else can be asked for:
// no number, no phone, no account, no health, no cause (spec §10.2).
func Shown() []string { return []string{"village", "group", "householder", "persons", "category"} }

// ListMoves lists the acts by which a case follows its roster; every scheme has them.
func ListMoves() []model.Do {
	return []model.Do{"list", "fail_vote", "refuse", "resurvey", "register", "remove"}
}

// GroupMoves lists the acts by which a case follows its group's sheet.
func GroupMoves() []model.Do { return []model.Do{"pass_group", "fail_group"} }

// Machines lists the machines in the order of the file.
func Machines() []model.Machine {
	return []model.Machine{
		model.MachineRound, model.MachineCase, model.MachineGroup, model.MachineRoster, model.MachineObjection, model.MachineReview,
	}
}

func machineTitle(m model.Machine) string {
	return map[model.Machine]string{
		model.MachineRound: "轮次", model.MachineCase: "申请件", model.MachineGroup: "小组评议表",
		model.MachineRoster: "名单", model.MachineObjection: "异议", model.MachineReview: "复核",
	}[m]
}

func caseTypes() []string {
	return []string{string(model.CaseIdentify), string(model.CaseMarkExited), string(model.CaseMonitorIn), string(model.CaseAssist)}
}

func categories() []string {
	return []string{string(model.CategoryPoor), string(model.CategoryExited), string(model.CategoryWatched), string(model.CategoryHelped)}
}

func roleWords() []string {
	var out []string
	for _, f := range model.Roles() {
		out = append(out, string(f.Role))
	}
	return out
}

// milestone ties the name of a deadline to the state that is reached by then.
type milestone struct {
	name    string
	machine model.Machine
	state   model.State
}

// milestones are the steps of the campaign that have a date (seed 445–462).
func milestones() []milestone {
	return []milestone{
		{"identified", model.MachineRoster, "announced"},
		{"planned", model.MachineCase, "planned"},
		{"entered", model.MachineCase, "entered"},
		{"online", model.MachineCase, "online"},
		{"updated", model.MachineCase, "active"},
	}
}
