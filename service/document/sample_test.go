package document_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bangfu/model"
	"bangfu/service/document"
)

const base = "https://bangfu.example.gov.cn"

var surnames = []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜解")

// notice is the first publicity of a village.
func notice() document.Notice {
	return document.Notice{
		Round: "2014年建档立卡", Place: "正宁县山河镇解家川村", Title: "贫困户名单", Showing: "第一次公示",
		Days: document.Days{Posted: "2014-05-27", First: "2014-05-28", Last: "2014-06-03"},
		Phones: []document.Phone{{"解家川村村民委员会", "0934-6612301"}, {"山河镇人民政府", "0934-6612302"}, {"正宁县扶贫开发办公室", "0934-6612303"},
			{"全国扶贫监督举报电话", "12317"}},
		Link: "k3vq7zj2n5xw4hcb6tdy2mfa7rpe5gsu", Sheet: "abcdefghijklmnopqrstuvwx23", Hash: "3f9a1c77be02", Issuer: "解家川村村民委员会",
	}
}

var board = []document.Column{document.ColumnGroup, document.ColumnHouseholder, document.ColumnPersons, document.ColumnCategory}

func poster(rows int) document.Poster {
	p := document.Poster{Notice: notice(), Show: board, Signers: []string{"村民委员会", "乡镇干部", "包村干部"}}
	for i := range rows {
		p.Rows = append(p.Rows, document.Row{No: i + 1, Group: []string{"一组", "二组", "十二组"}[i%3], Householder: string(surnames[i%len(surnames)]) + "春旺",
			Persons: int64(i%6 + 1), Category: "贫困户"})
	}
	return p
}

func meeting(households, members int) document.Meeting {
	m := document.Meeting{Round: "2014年建档立卡", Place: "解家川村", Title: "村民代表会议评议表", Serial: 1, Quorum: (members*2 + 2) / 3,
		Witnesses: []string{"解有才", "王建设"}, Issuer: "解家川村村民委员会", Sheet: "abcdefghijklmnopqrstuvwx23", Hash: "3f9a1c77be02",
		Questions: []string{"一组：一户申请过，小组没有通过", "三组：一户申请过，还在核实"}}
	for i := range members {
		m.Register = append(m.Register, string(surnames[i%len(surnames)])+"建国")
	}
	for i := range households {
		h := document.Household{No: i + 1, Group: "一组", Householder: string(surnames[i%len(surnames)]) + "春旺", Persons: int64(i%6 + 1)}
		if i%4 == 1 {
			h.Marks = []string{"收入在标准以上", "没有劳动力"}
		}
		m.Households = append(m.Households, h)
	}
	return m
}

// The documents as they are printed, kept where BANGFU_DOCUMENTS says, so that they
// can be looked at.
func TestDocumentsToLookAt(t *testing.T) {
	folder := os.Getenv("BANGFU_DOCUMENTS")
	if folder == "" {
		folder = t.TempDir()
	}
	p := document.New(document.Options{Base: base})
	keep := func(name string, raw []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".pdf"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", name, len(raw))
	}
	for _, rows := range []int{1, 12, 60, 200} {
		for _, paper := range []document.Paper{document.A3, document.A4} {
			raw, err := p.Poster(poster(rows), paper)
			keep(fmt.Sprintf("poster-%d-%s", rows, paper.Name), raw, err)
		}
	}
	second := poster(3)
	second.Title, second.Showing, second.Early = "脱贫不稳定户名单", "第二次公示", true
	second.Rows[0].Householder, second.Rows[1].Householder, second.Rows[1].Category = "阿卜杜热合曼·阿卜杜拉（一）", "张*", "脱贫不稳定户"
	second.Corrected = []string{"第2行已更正，这一行公示到6月6日"}
	raw, err := p.Poster(second, document.A3)
	keep("poster-second", raw, err)
	announced := poster(30)
	announced.Showing, announced.Announcement, announced.Signers = "公告", model.NewPublicID(), nil
	announced.Show = []document.Column{document.ColumnVillage, document.ColumnHouseholder, document.ColumnPersons, document.ColumnCategory}
	for i := range announced.Rows {
		announced.Rows[i].Village = "解家川村"
	}
	raw, err = p.Poster(announced, document.A3)
	keep("poster-announced", raw, err)
	fix := document.Correction{Notice: notice(), Show: board, Row: poster(3).Rows[2]}
	fix.Title, fix.Showing = "贫困户名单", "第一次公示勘误"
	raw, err = p.Correction(fix, document.A4)
	keep("correction", raw, err)
	raw, err = p.Meeting(meeting(14, 25))
	keep("assembly", raw, err)
	group := meeting(0, 9)
	group.Title, group.Place, group.Witnesses, group.Questions = "村民小组评议表", "解家川村一组", nil, nil
	raw, err = p.Meeting(group)
	keep("group-zero", raw, err)
}
