package casework

import (
	"bangfu/model"
	"bangfu/service/workflow"
)

// asks holds what a step asks for under each word of its needs. A word that is
// not here is checked without anything being filled in.
var asks = map[string]func(workflow.Rule) []model.Field{
	"survey":        func(workflow.Rule) []model.Field { return surveyFields() },
	"answer":        answerFields,
	"consent_proof": asking(model.Field{Name: "input.files", Label: "申请人同意的照片", Help: "拍下签了名或按了手印的纸", Kind: "photos", Required: true}),
	"signed_waiver": asking(model.Field{Name: "input.files", Label: "放弃声明的照片", Help: "户主签名或按手印", Kind: "photos", Required: true}),
	"other_village": asking(model.Field{Name: "input.village", Label: "转到哪个村", Kind: "region", Required: true}),
	"any_village":   asking(model.Field{Name: "input.village", Label: "这户是哪个村的", Kind: "region", Required: true}),
	"other_case":    asking(model.Field{Name: "input.case", Label: "并入哪一件申请", Kind: "case", Required: true}),
	"comparison": asking(model.Field{Name: "input.comparison.hit", Label: "比对有没有发现情况", Kind: "bool", Required: true},
		model.Field{Name: "input.comparison.note", Label: "情况说明", Kind: "words", Max: 300}),
	"sealed_sheet": asking(model.Field{Name: "input.posting.sheet", Label: "盖章签字的名单", Help: "先打印名单，盖章签字后拍照", Kind: "sheet", Required: true}),
	"board_photo": asking(model.Field{Name: "input.posting.day", Label: "哪天张贴的", Kind: "date", Required: true},
		model.Field{Name: "input.posting.photos", Label: "公示栏的照片", Help: "要看得清整张名单", Kind: "photos", Required: true, Max: 9},
		model.Field{Name: "input.posting.witness", Label: "见证人", Help: "补报前几天张贴的才要选", Kind: "person"}),
	"row": asking(model.Field{Name: "input.correction.row", Label: "更正第几行", Kind: "number", Required: true},
		model.Field{Name: "input.correction.field", Label: "更正什么", Kind: "choice", Required: true, Help: "只改写错的一个字", Choices: []model.Choice{{Value: "householder", Label: "姓名"}}},
		model.Field{Name: "input.correction.value", Label: "更正成", Kind: "text", Required: true, Max: 20}),
	"signature_or_reason": asking(model.Field{Name: "input.survey.signed_by", Label: "谁签的名", Kind: "choice", Required: true, Choices: []model.Choice{{Value: "householder", Label: "户主"}, {Value: "family", Label: "家人代签"}}},
		model.Field{Name: "input.survey.sign_reason", Label: "为什么由家人代签", Kind: "text", When: "input.survey.signed_by=family", Min: reasonLength, Max: 100},
		model.Field{Name: "input.survey.signature", Label: "签名", Help: "不会写字的，按手印拍照", Kind: "photo", Required: true}),
}

// asking asks for the same fields whatever the row says.
func asking(fields ...model.Field) func(workflow.Rule) []model.Field {
	return func(workflow.Rule) []model.Field { return fields }
}

func answerFields(rule workflow.Rule) []model.Field {
	return []model.Field{{Name: "input.verdict", Label: "处理结果", Kind: "choice", Required: true, Choices: verdictChoices(rule.Verdicts)},
		{Name: "input.answer", Label: "核实情况和答复", Kind: "words", Required: true, Min: reasonLength, Max: 300},
		{Name: "input.resurvey", Label: "家里情况有变，要重新入户", Kind: "bool", When: "input.verdict=upheld"}}
}

// formOf derives what a step asks for from what its row needs, so that a client
// renders and decides nothing.
func formOf(rule workflow.Rule) model.Form {
	f := model.Form{Title: rule.Say}
	add := func(fields ...model.Field) { f.Fields = append(f.Fields, fields...) }
	for _, need := range rule.Needs {
		if fields, ok := asks[need]; ok {
			add(fields(rule)...)
		}
	}
	if rule.Meeting != nil {
		add(meetingFields(rule)...)
	}
	if rule.Do == "decide" {
		add(model.Field{Name: "input.verdict", Label: "复核结果", Kind: "choice", Required: true, Choices: verdictChoices(rule.Verdicts)})
	}
	if rule.Do == "resubmit" {
		add(resubmitFields()...)
	}
	if len(rule.Rows) > 0 {
		add(model.Field{Name: "input.rows", Label: "逐行处理", Help: "不选的行照常通过", Kind: "rows", Choices: verdictChoices(rule.Rows)})
	}
	if picks(rule) {
		add(model.Field{Name: "target", Label: "退到哪一步", Kind: "choice", Required: true})
	}
	if rule.Wants("reason") {
		add(model.Field{Name: "reason", Label: "理由", Kind: "text", Required: true, Min: reasonLength, Max: 200})
	}
	page(f.Fields)
	return f
}

// picks reports whether who acts picks where the matter goes; elsewhere the matter
// itself decides among the targets of a row.
func picks(rule workflow.Rule) bool { return rule.Do == "send_back" && len(rule.To) > 1 }

// large are the kinds of fields that are a sheet of their own: on a phone each
// fills more than one screen.
var large = map[string]bool{"members": true, "register": true, "votes": true, "rows": true, "coverage": true}

// page spreads fields over pages of at most five; a large one stands alone.
func page(fields []model.Field) {
	at, on, alone := 1, 0, false // the page, how many stand on it, whether it is a large one's
	for i := range fields {
		f := &fields[i]
		if on == 5 || on > 0 && (alone || large[f.Kind]) {
			at, on = at+1, 0
		}
		f.Page, on, alone = at, on+1, large[f.Kind]
	}
}

func verdictChoices(words []string) []model.Choice {
	labels := map[string]string{"keep": "通过", "hold": "暂缓，退村核实", "refuse": "不予通过", "rejected": "反映不属实", "upheld": "反映属实",
		"partly": "部分属实", "granted": "同意，重新上名单", "dismissed": "维持原来的结果"}
	values := map[string]string{"keep": "kept", "hold": "held", "refuse": "refused"}
	var cs []model.Choice
	for _, w := range words {
		v := w
		if known, ok := values[w]; ok {
			v = known
		}
		cs = append(cs, model.Choice{Value: v, Label: labels[w]})
	}
	return cs
}

func meetingFields(rule workflow.Rule) []model.Field {
	fields := []model.Field{
		{Name: "input.meeting.day", Label: "哪天开的会", Kind: "date", Required: true},
		{Name: "input.meeting.place", Label: "在哪里开的", Kind: "text", Required: true, Max: 40},
		{Name: "input.meeting.chair", Label: "谁主持", Kind: "text", Required: true, Max: 20},
		{Name: "input.meeting.present", Label: "到会的人", Help: "名册上的人，来了的打勾", Kind: "register", Required: true},
		{Name: "input.meeting.votes", Label: "每户的票数", Kind: "votes", Required: true},
	}
	if rule.Meeting.Witness != "" {
		fields = append(fields, model.Field{Name: "input.meeting.witness", Label: "见证人", Help: "村务监督委员会成员", Kind: "supervision", Required: true})
	}
	if rule.Wants("coverage_check") {
		fields = append(fields, model.Field{Name: "input.meeting.coverage", Label: "没评上的户，会上怎么说", Kind: "coverage"})
	}
	return append(fields, model.Field{Name: "input.meeting.sheet", Label: "会议记录盖章页", Kind: "sheet"})
}

// surveyFields is the short survey form; the full one comes with the household file.
func surveyFields() []model.Field {
	methods := []model.Choice{{Value: "typical_feature", Label: "典型特征法"}, {Value: "factor_comparison", Label: "因素比较法"},
		{Value: "acquaintance", Label: "熟人社会法"}, {Value: "income_estimate", Label: "收入测算法"}}
	return []model.Field{
		{Name: "input.survey.day", Label: "哪天入的户", Kind: "date", Required: true},
		{Name: "input.survey.methods", Label: "用的什么方法", Kind: "choices", Required: true, Choices: methods},
		{Name: "input.survey.new_head", Label: "换了户主", Help: "户主和申请书上不是一个人的，写明为什么", Kind: "text", Min: reasonLength, Max: 100},
		{Name: "input.survey.members", Label: "家里的人", Help: "一人一行，户主只能有一个", Kind: "members", Required: true},
		{Name: "input.survey.incomes.wage_fen", Label: "打工工资", Unit: "元/年", Kind: "money_fen", Required: true},
		{Name: "input.survey.incomes.business_fen", Label: "种地、养殖、做生意", Unit: "元/年", Kind: "money_fen", Required: true},
		{Name: "input.survey.incomes.property_fen", Label: "地租、分红", Unit: "元/年", Kind: "money_fen", Required: true},
		{Name: "input.survey.incomes.transfer_fen", Label: "低保、养老金、补贴", Unit: "元/年", Kind: "money_fen", Required: true},
		{Name: "input.survey.incomes.cost_fen", Label: "种子、化肥、饲料等本钱", Unit: "元/年", Kind: "money_fen", Required: true},
		{Name: "input.survey.housing", Label: "住房", Kind: "choice", Required: true, Choices: []model.Choice{{Value: "A", Label: "A级，好房"}, {Value: "B", Label: "B级，能住"}, {Value: "C", Label: "C级，危房"}, {Value: "D", Label: "D级，危房"}}},
		{Name: "input.survey.water_safe", Label: "喝水有没有保障", Kind: "bool", Required: true},
		{Name: "input.survey.words", Label: "看到的情况", Kind: "words", Max: 300},
		{Name: "input.survey.evidence", Label: "照片", Kind: "photos", Max: 9},
	}
}

// ApplicationForm is the form a household fills in: six fields and photos. The
// consent to note what tells of health stands first, apart from everything else
// (PIPL 29).
func ApplicationForm() model.Form {
	return model.Form{Title: "我家有困难，要申请", Help: "要上门核实、开会评议、张榜，填了不等于评上。不收钱。", Fields: []model.Field{
		{Name: "health_consent", Label: "同意登记健康情况", Help: "家里有病人、残疾人、出了意外的，要选“是”；只有办事的干部看得到", Kind: "bool", Page: 1},
		{Name: "for_other", Label: "为谁申请", Kind: "choice", Required: true, Choices: []model.Choice{{Value: "false", Label: "为自己家"}, {Value: "true", Label: "替别人申请"}}, Page: 2},
		{Name: "relation", Label: "您和户主的关系", Kind: "text", When: "for_other=true", Required: true, Max: 10, Page: 2},
		{Name: "proxy_reason", Label: "为什么由您代他申请", Kind: "text", When: "for_other=true", Required: true, Min: reasonLength, Max: 60, Page: 2},
		{Name: "householder", Label: "户主姓名", Help: "和身份证上一样", Kind: "text", Required: true, Min: 2, Max: 20, Page: 3},
		{Name: "number", Label: "户主身份证号", Kind: "id_number", Required: true, Page: 3},
		{Name: "phone", Label: "手机号", Help: "有事好打给您", Kind: "phone", Required: true, Page: 3},
		{Name: "group", Label: "村和组", Kind: "region", Required: true, Page: 4},
		{Name: "hardship", Label: "家里有什么困难", Help: "可以选几样", Kind: "choices", Required: true, Choices: Hardships(), Page: 5},
		{Name: "words", Label: "说一说情况", Kind: "words", Max: 300, Page: 5},
		{Name: "photos", Label: "照片", Help: "户口簿、身份证；可以不拍，最多9张", Kind: "photos", Max: 9, Page: 6},
	}}
}
