package casework

import (
	"strconv"

	"bangfu/model"
)

// faults are the fields of a form that have to be put right: all of them are told
// at once, in the order of the form.
type faults []model.FieldError

func (f *faults) note(field, notice string) {
	*f = append(*f, model.FieldError{Field: field, Notice: notice})
}

// check notes the refusal of a value that knows its own rule.
func (f *faults) check(field string, err error) {
	if err != nil {
		f.note(field, model.AsError(err).Notice)
	}
}

// refusal says how many fields of the form are wrong; nil when none is.
func (f faults) refusal(form string) error {
	if len(f) == 0 {
		return nil
	}
	return model.Invalid(form+"有"+strconv.Itoa(len(f))+"处要改，请看标出的地方", f...)
}

// refusals gathers what several checks of one act refuse, so that a form is put
// right in one go. One refusal alone keeps its own words.
type refusals struct {
	fields faults
	last   *model.Error
	n      int
}

// take keeps the refusal of fields and lets everything else through: a conflict,
// a right that is missing, a fault.
func (r *refusals) take(err error) error {
	if err == nil {
		return nil
	}
	e := model.AsError(err)
	if e.Kind != model.KindInvalid || len(e.Fields) == 0 {
		return err
	}
	r.fields, r.last, r.n = append(r.fields, e.Fields...), e, r.n+1
	return nil
}

func (r *refusals) refusal() error {
	switch {
	case r.n == 0:
		return nil
	case len(r.fields) == 1:
		return model.Invalid(r.fields[0].Notice, r.fields...)
	case r.n == 1:
		return r.last
	}
	return r.fields.refusal("这张表")
}
