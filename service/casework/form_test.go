package casework

import (
	"testing"

	"bangfu/model"
)

// One thing a page: a meeting's register and its votes would bury each other.
func TestALargePartOfAFormStandsOnAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	fields := []model.Field{{Kind: "date"}, {Kind: "text"}, {Kind: "register"}, {Kind: "votes"}, {Kind: "text"}, {Kind: "text"}, {Kind: "text"},
		{Kind: "text"}, {Kind: "text"}, {Kind: "text"}}
	page(fields)
	want := []int{1, 1, 2, 3, 4, 4, 4, 4, 4, 5}
	for i, f := range fields {
		if f.Page != want[i] {
			t.Errorf("field %d stands on page %d, want %d", i, f.Page, want[i])
		}
	}
}
