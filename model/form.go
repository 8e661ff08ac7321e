package model

// Choice is one thing to pick from, in people's words.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Form is what a step asks for, so that a client renders and decides nothing.
type Form struct {
	Title  string  `json:"title"`
	Help   string  `json:"help,omitempty"`
	Fields []Field `json:"fields"`
}

// NamedForm is a form somebody may hand in that is no step of the procedure.
type NamedForm struct {
	Name string `json:"name"`
	Form Form   `json:"form"`
}

// Field is one question of a form.
type Field struct {
	Name     string   `json:"name"` // path in the request: input.survey.day
	Label    string   `json:"label"`
	Help     string   `json:"help,omitempty"`
	Kind     string   `json:"kind"` // text, words, date, number, money_fen, choice, choices, photo, photos, person, rows, votes, members, bool, id_number, phone, region, place, date_ahead, sheet
	Unit     string   `json:"unit,omitempty"`
	Required bool     `json:"required,omitempty"`
	When     string   `json:"when,omitempty"` // only asked when this field has this value: signed_by=family
	Choices  []Choice `json:"choices,omitempty"`
	Min      int      `json:"min,omitempty"`
	Max      int      `json:"max,omitempty"`
	Page     int      `json:"page,omitempty"` // page of the form, five fields a page at most
}
