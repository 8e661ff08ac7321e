package casework

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// listRow is a row of a frozen list.
type listRow struct {
	row, group  int
	householder string
	persons     int64
}

// frozenList is a list as it was frozen, read back from its canonical bytes.
type frozenList struct {
	village  string
	category model.Category
	version  int64
	rows     []listRow
}

var errSnapshot = errors.New("casework: a frozen list cannot be read")

// parseList reads canonical bytes back. A line that does not fit is an error:
// a list that may hold something else is not shown at all.
func parseList(content []byte) (frozenList, error) {
	var list frozenList
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	head := strings.Split(lines[0], " ")
	if len(head) != 6 || head[0] != "list" {
		return list, model.Internal(errSnapshot)
	}
	list.village, list.category = head[2], model.Category(head[3])
	version, err := strconv.ParseInt(head[5], 10, 64)
	if err != nil {
		return list, model.Internal(errSnapshot)
	}
	list.version = version
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 {
			return list, model.Internal(errSnapshot)
		}
		no, errNo := strconv.Atoi(cells[0])
		group, errGroup := strconv.Atoi(cells[1])
		persons, errPersons := strconv.ParseInt(cells[3], 10, 64)
		if errors.Join(errNo, errGroup, errPersons) != nil {
			return list, model.Internal(errSnapshot)
		}
		list.rows = append(list.rows, listRow{no, group, cells[2], persons})
	}
	return list, nil
}

// shortHash is the part of a list's digest that stands on the poster.
func shortHash(hash string) string { return hash[:min(len(hash), 12)] }

// publicList builds a list as the public sees it, from the snapshot that was
// frozen and never from live records: what was not frozen cannot appear.
func (s *Service) publicList(tx *store.Tx, p *model.Publicity) (PublicList, error) {
	snap, err := tx.Snapshot(p.SnapshotID)
	if err != nil {
		return PublicList{}, err
	}
	return s.listOf(tx, p, &snap)
}

func (s *Service) listOf(tx *store.Tx, p *model.Publicity, snap *model.Snapshot) (PublicList, error) {
	frozen, err := parseList(snap.Content)
	if err != nil {
		return PublicList{}, err
	}
	r, err := tx.Roster(p.RosterID)
	if err != nil {
		return PublicList{}, err
	}
	sch, err := s.schemeOf(r.Scheme)
	if err != nil {
		return PublicList{}, err
	}
	place := s.placeName(tx, p.Area)
	list := PublicList{ID: p.PublicID, Title: place + frozen.category.Title() + "名单（" + showingTitle(sch, p) + "）", Place: place, FirstDay: p.FirstDay,
		LastDay: p.LastDay, DaysLeft: max(s.today().DaysUntil(p.LastDay), 0), Version: frozen.version, Hash: shortHash(snap.Hash),
		Rows: s.publicRows(tx, p, frozen), Notice: listNotice(p)}
	if list.Corrected, err = corrected(tx, p); err != nil {
		return PublicList{}, err
	}
	return list, scanList(list)
}

// publicRows writes the rows with what this place shows: the group on the board,
// the village only in the county's announcement (spec §10.2).
func (s *Service) publicRows(tx *store.Tx, p *model.Publicity, frozen frozenList) []PublicRow {
	village := ""
	county := p.Place == workflow.PlaceCountyWeb
	if r, err := tx.Region(frozen.village); err == nil && county {
		village = r.Name
	}
	rows := make([]PublicRow, len(frozen.rows))
	for i, row := range frozen.rows {
		rows[i] = PublicRow{Row: row.row, Village: village, Householder: row.householder, Persons: row.persons, Category: frozen.category.Title()}
		if !county {
			rows[i].Group = row.group
		}
	}
	markNamesakes(rows)
	return rows
}

// markNamesakes gives rows that would look the same, one name in one group, the
// mark the village agrees on: 王某（一）, 王某（二）.
func markNamesakes(rows []PublicRow) {
	type look struct {
		group int
		name  string
	}
	same := map[look]int{}
	for _, r := range rows {
		same[look{r.Group, r.Householder}]++
	}
	nth := map[look]int{}
	for i := range rows {
		at := look{rows[i].Group, rows[i].Householder}
		if same[at] > 1 {
			nth[at]++
			rows[i].Householder += "（" + ordinal(nth[at]) + "）"
		}
	}
}

// GroupName names a villagers' group as the village does: 一组; "" for none.
func GroupName(n int) string {
	if n == 0 {
		return ""
	}
	return ordinal(n) + "组"
}

// ordinal writes 1…99 in Chinese.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n] //nolint:gosec // n < 10 here
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return strconv.Itoa(n)
}

// showingTitle names a showing: 第一次公示, 公告.
func showingTitle(sch *workflow.Scheme, p *model.Publicity) string {
	if p.Place == workflow.PlaceCountyWeb {
		return "公告"
	}
	return strings.TrimSuffix(sch.Step(model.MachineRoster, p.At), "中")
}

func listNotice(p *model.Publicity) string {
	return "有不同意见，或者有该评没评上的户，请在" + p.LastDay.Words() + "24:00前反映：在这一行下面点“我要反映”，找镇上，或打12317。谁反映的，村里不知道。"
}

// corrected names the rows that were put right while the list is shown, with
// their own days; not what stood there before.
func corrected(tx *store.Tx, p *model.Publicity) ([]string, error) {
	ks, err := tx.Corrections(p.ID)
	if err != nil || len(ks) == 0 {
		return nil, err
	}
	rows, err := tx.Rows(p.RosterID)
	if err != nil {
		return nil, err
	}
	no := map[int64]int{}
	for _, row := range rows {
		no[row.ID] = row.RowNo
	}
	var notes []string
	for _, k := range ks {
		notes = append(notes, "第"+strconv.Itoa(no[k.RowID])+"行已更正，这一行公示到"+k.LastDay.Words())
	}
	return notes, nil
}

// scanList refuses a list in which something stands that may not be published
// (spec §10.3): once more at the door, whatever came in before.
func scanList(list PublicList) error {
	if !model.GuardPrivateList.On() {
		return nil
	}
	for _, row := range list.Rows {
		if err := model.ScanPublic(row.Householder); err != nil {
			return model.Internal(errors.New("casework: a frozen list holds what may not be published"))
		}
	}
	return nil
}

// announcementText is the list as plain text, ready to be posted (公告稿).
func announcementText(list PublicList, county, issuer string) string {
	var b bytes.Buffer
	var persons int64
	for _, row := range list.Rows {
		persons += row.Persons
	}
	b.WriteString(county + list.Title + "\n\n")
	b.WriteString("经农户申请、入户调查、民主评议、乡镇审核、县级复审，现将" + list.Place + strconv.Itoa(len(list.Rows)) + "户" + strconv.FormatInt(persons, 10) + "人公告如下：\n\n")
	for _, row := range list.Rows {
		b.WriteString(strconv.Itoa(row.Row) + "．" + row.Village + "　" + row.Householder + "　" + strconv.FormatInt(row.Persons, 10) + "人　" + row.Category + "\n")
	}
	b.WriteString("\n公告期：" + list.FirstDay.Words() + "至" + list.LastDay.Words() + "。如有异议，请在公告期内向" + issuer + "反映，或拨打12317。\n")
	b.WriteString("名单校验码：" + list.Hash + "\n" + issuer + "\n")
	return b.String()
}
