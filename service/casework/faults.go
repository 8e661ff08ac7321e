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
