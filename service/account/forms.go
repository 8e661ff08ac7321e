package account

import "bangfu/model"

// Forms returns what the actor may hand in about cadres: 授权, 近亲属备案.
func Forms(actor model.Actor) []model.NamedForm {
	forms := []model.NamedForm{}
	if actor.MaySomewhere(model.ConfirmGrant) {
		forms = append(forms, model.NamedForm{Name: "holdings", Form: model.Form{Title: "岗位和授权", Help: "看一个地方的岗位由谁担任", Fields: []model.Field{
			{Name: "region", Label: "看哪里的", Kind: "place", Required: true}}}})
	}
	if actor.MaySomewhere(model.GrantRole) {
		forms = append(forms, model.NamedForm{Name: "grant", Form: grantForm()}, model.NamedForm{Name: "grant_more", Form: grantMoreForm()})
	}
	if actor.Cadre() {
		forms = append(forms, model.NamedForm{Name: "kin", Form: kinForm()})
	}
	return forms
}

func grantForm() model.Form {
	who := []model.Field{
		{Name: "name", Label: "姓名", Kind: "text", Required: true, Min: 2, Max: 20},
		{Name: "phone", Label: "手机号", Help: "没有微信时用它登录", Kind: "phone"},
		{Name: "number", Label: "身份证号", Help: "用来查近亲属，好让他回避", Kind: "id_number"},
	}
	form := grantMoreForm()
	for i := range form.Fields {
		form.Fields[i].Page = 2
	}
	for i := range who {
		who[i].Page = 1
	}
	return model.Form{Title: "给一位新同志授权", Help: form.Help, Fields: append(who, form.Fields...)}
}

func grantMoreForm() model.Form {
	var roles []model.Choice
	for _, f := range model.Roles() {
		if f.Granted {
			roles = append(roles, model.Choice{Value: string(f.Role), Label: f.Title})
		}
	}
	return model.Form{Title: "再给一个岗位", Help: "要作决定的岗位，等另一位同志确认才生效", Fields: []model.Field{
		{Name: "role", Label: "什么岗位", Kind: "choice", Required: true, Choices: roles},
		{Name: "region", Label: "在哪里", Help: "选到岗位所在的一级", Kind: "place", Required: true},
		{Name: "from", Label: "从哪天起", Help: "不选就是今天", Kind: "date_ahead"},
		{Name: "to", Label: "到哪天止", Help: "不选就是没有定", Kind: "date_ahead"},
	}}
}

func kinForm() model.Form {
	var kinds []model.Choice
	for _, k := range []string{"配偶", "父母", "子女", "兄弟姐妹", "配偶的父母", "祖辈", "孙辈"} {
		kinds = append(kinds, model.Choice{Value: k, Label: k})
	}
	return model.Form{Title: "近亲属备案", Help: "备了案，他家那一行就由同事办，您不用避来避去", Fields: []model.Field{
		{Name: "number", Label: "亲属的身份证号", Kind: "id_number", Required: true},
		{Name: "relation", Label: "是您的什么人", Kind: "choice", Required: true, Choices: kinds},
	}}
}

// mayOn lists what the actor may do on a line of the page of accounts.
func mayOn(actor model.Actor, g model.RoleGrant) []string {
	may := []string{}
	own := g.PersonID == actor.PersonID
	if _, err := actor.May(model.ConfirmGrant, model.Object{Area: g.Area}); err == nil && g.ConfirmedBy == 0 && !own && g.GrantedBy != actor.PersonID {
		may = append(may, "confirm")
	}
	if _, err := actor.May(model.RevokeGrant, model.Object{Area: g.Area}); err == nil {
		may = append(may, "revoke")
		if !own {
			may = append(may, "leave", "rebind", "pin_reset")
		}
	}
	if _, err := actor.May(model.GrantRole, model.Object{Area: g.Area}); err == nil && !own {
		may = append(may, "grant_more")
	}
	return may
}
