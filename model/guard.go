package model

// Guard names a check that must never be taken out unnoticed. Every guard is
// asked through On, stands in .ci/guards.tsv with the test that fails without
// it, and is removed once by .ci/guards to prove just that (decisions 46).
type Guard string

// The guards of the procedure, its doors and its stores.
const (
	GuardScope        Guard = "scope"         // outside the area is as absent
	GuardRole         Guard = "role"          // only the desk of the rule acts
	GuardVersion      Guard = "version"       // a changed matter is not decided unseen
	GuardState        Guard = "state"         // the guarded update has one winner
	GuardLevels       Guard = "levels"        // nobody decides at two levels on one row
	GuardKin          Guard = "kin"           // near kin steps aside, row by row
	GuardQuorum       Guard = "quorum"        // two thirds of the frozen register
	GuardMajority     Guard = "majority"      // more than half of those present
	GuardWitness      Guard = "witness"       // a witness of the supervision committee who is no kin
	GuardQuota        Guard = "quota"         // the village's persons stay within its quota
	GuardQuotaTree    Guard = "quota_tree"    // children's sum stays within the parent
	GuardDaysFull     Guard = "days_full"     // a publicity runs its full civil days
	GuardEndPhoto     Guard = "end_photo"     // no list moves on without its end photo
	GuardBoardPhoto   Guard = "board_photo"   // no publicity starts without its board photo
	GuardSealedSheet  Guard = "sealed_sheet"  // no first publicity without the sealed sheet
	GuardSignatures   Guard = "signatures"    // all three signatures
	GuardSurveyors    Guard = "surveyors"     // two distinct surveyors, one of the township
	GuardSignature    Guard = "signature"     // the householder's signature or a reason
	GuardReason       Guard = "reason"        // no refusal or return without a reason
	GuardOpenCase     Guard = "open_case"     // one open case per person
	GuardDedup        Guard = "dedup"         // one effect per request
	GuardPrivateList  Guard = "private_list"  // nothing that may not be published is published
	GuardObjection    Guard = "objection"     // a row under objection does not move on
	GuardGrant        Guard = "grant"         // a deciding role sleeps until a second officer confirms it
	GuardPIN          Guard = "pin"           // list decisions by chat need the day's PIN
	GuardConfirm      Guard = "confirm"       // 确认 counts once, for ten minutes, for what was shown
	GuardSession      Guard = "session"       // a revoked login is dead at once
	GuardAudit        Guard = "audit"         // no audit row, no decision
	GuardCellBinding  Guard = "cell_binding"  // ciphertext opens in its own cell only
	GuardCallbackSign Guard = "callback_sign" // an unsigned callback runs nothing
	GuardCallbackAge  Guard = "callback_age"  // an old callback runs nothing
	GuardDoor         Guard = "door"          // a village has one open round per matter
	GuardCoverage     Guard = "coverage"      // the coverage questions are answered before the list leaves the meeting
)
