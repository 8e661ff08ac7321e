package miniapp_test

import "testing"

// Two households of one village wait at the same step: the line says which group
// and which end of the receipt, and still names nobody.
func TestTwoTasksAlikeAreToldApartByGroupAndTail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.apply("zhang", group11)
	w.apply("wang", group12)
	var list struct {
		Items []struct {
			Group int    `json:"group"`
			Tail  string `json:"tail"`
		} `json:"items"`
	}
	w.get("clerk209", "/tasks", &list)
	if len(list.Items) != 2 || list.Items[0].Group != 1 || list.Items[0].Tail != "001" || list.Items[1].Group != 2 || list.Items[1].Tail != "002" {
		t.Errorf("lines %+v", list.Items)
	}
}
