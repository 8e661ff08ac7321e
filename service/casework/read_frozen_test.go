package casework

import (
	"testing"

	"bangfu/model"
)

func TestAFrozenListIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	r := &model.Roster{PublicID: "p", Village: "621025100209", Category: model.CategoryPoor, Serial: 2, ListVersion: 7}
	rows := []model.RosterRow{{RowNo: 1, GroupNo: 2, Householder: "王某某", Persons: 4, Verdict: model.VerdictKept},
		{RowNo: 2, GroupNo: 1, Householder: "李小小", Masked: true, Persons: 1, Verdict: model.VerdictListed},
		{RowNo: 3, GroupNo: 1, Householder: "赵某某", Persons: 3, Verdict: model.VerdictHeld}}
	list, err := parseList(canonicalList(r, rows))
	if err != nil || list.version != 7 || list.village != "621025100209" || list.category != model.CategoryPoor || len(list.rows) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	if list.rows[0] != (listRow{1, 2, "王某某", 4}) || list.rows[1] != (listRow{2, 1, "李*", 1}) {
		t.Errorf("rows %+v", list.rows)
	}
}

func TestAFrozenListThatSaysMoreThanARowHoldsIsNotShown(t *testing.T) {
	t.Parallel()
	head := "list p 621025100209 poor 1 1\n"
	for name, content := range map[string]string{
		"empty": "", "no head": "1\t1\t王某\t4\n", "another head": "list p v poor 1\n", "version": "list p v poor 1 x\n",
		"a cell too many": head + "1\t1\t王某\t4\t残疾\n", "a row inside a name": head + "1\t1\t王某\n9\t1\t张某\t4\t2\n",
		"persons": head + "1\t1\t王某\t四\n", "row": head + "一\t1\t王某\t4\n", "group": head + "1\t\t王某\t4\n",
	} {
		if list, err := parseList([]byte(content)); err == nil {
			t.Errorf("%s: read as %+v", name, list)
		}
	}
}

func TestNamesakesAreMarkedInTheirGroupOnly(t *testing.T) {
	t.Parallel()
	rows := []PublicRow{{Group: 1, Householder: "王某"}, {Group: 2, Householder: "王某"}, {Group: 1, Householder: "王某"}, {Group: 1, Householder: "李*"}}
	markNamesakes(rows)
	for i, want := range []string{"王某（一）", "王某", "王某（二）", "李*"} {
		if rows[i].Householder != want {
			t.Errorf("row %d: %s, want %s", i, rows[i].Householder, want)
		}
	}
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 34: "三十四", 120: "120"} {
		if ordinal(n) != want {
			t.Errorf("%d is %s, want %s", n, ordinal(n), want)
		}
	}
}

// Spec §10.2 column by column: what a column does not name is hidden.
func TestTheTableOfFieldsIsTheOneOfTheSpec(t *testing.T) {
	t.Parallel()
	columns := []audience{audienceOwn, audienceProxy, audienceCadre, audienceHelper, audienceCounty, audienceHandler, audienceNone}
	for f, want := range map[field]string{
		fieldHouseholder: "2222220", fieldPersons: "2222220", fieldHardship: "2222200", fieldMembers: "2022200", fieldNumber: "1111100",
		fieldPhone: "2222100", fieldHealth: "2222200", fieldIncome: "2022200", fieldPhotos: "2022220", fieldAddress: "2022200",
		fieldKinMark: "0020200", fieldObjector: "0000020", fieldObjection: "0000020",
	} {
		got := ""
		for _, who := range columns {
			got += string(rune('0' + int(who.sees(f))))
		}
		if got != want {
			t.Errorf("field %d: %s, want %s (own, proxy, cadre, helper, county, handler, nobody)", f, got, want)
		}
	}
}
