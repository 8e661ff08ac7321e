package miniapp

import (
	"net/http"
	"net/url"
	"strconv"

	"bangfu/model"
	"bangfu/service/casework"
	"bangfu/service/document"
)

// posterPDF prints a list that hangs.
func (c *call) posterPDF() error {
	v, paper, err := c.hanging()
	if err != nil {
		return err
	}
	return c.poster(v, "", paper)
}

// correctionPDF prints the correction of one row, which hangs beside the list.
func (c *call) correctionPDF() error {
	v, paper, err := c.hanging()
	if err != nil {
		return err
	}
	for _, k := range v.Corrections {
		if strconv.Itoa(k.Row.Row) != c.gin.Query("row") {
			continue
		}
		n := c.notice(v)
		n.Showing += "勘误"
		n.Days = document.Days{Posted: k.Posted, First: k.First, Last: k.Last}
		n.Corrected = nil
		body, err := c.document.Correction(document.Correction{Notice: n, Show: columns(v), Row: row(k.Row)}, paper)
		return c.pdf(n.Place+n.Showing+"第"+strconv.Itoa(k.Row.Row)+"行", body, err)
	}
	return model.NotFound()
}

// hanging is the list of the path and the paper that was asked for.
func (c *call) hanging() (casework.PosterView, document.Paper, error) {
	paper, err := document.PaperOf(c.gin.Query("paper"))
	if err != nil {
		return casework.PosterView{}, paper, err
	}
	id, err := c.id("id")
	if err != nil {
		return casework.PosterView{}, paper, err
	}
	v, err := c.casework.Poster(c.ctx(), c.actor, id)
	return v, paper, err
}

// sheetPDF prints a sheet that will be sealed: a poster or the sheet of a meeting.
func (c *call) sheetPDF() error {
	paper, err := document.PaperOf(c.gin.Query("paper"))
	if err != nil {
		return err
	}
	id, err := c.id("id")
	if err != nil {
		return err
	}
	s, err := c.casework.SheetToPrint(c.ctx(), c.actor, id)
	if err != nil {
		return err
	}
	if s.Poster != nil {
		return c.poster(*s.Poster, s.ID, paper)
	}
	m := meetingSheet(*s.Meeting)
	m.Sheet = s.ID
	body, err := c.document.Meeting(m)
	return c.pdf(m.Place+m.Title, body, err)
}

func (c *call) poster(v casework.PosterView, sheet model.PublicID, paper document.Paper) error {
	p := document.Poster{Notice: c.notice(v), Show: columns(v), Signers: v.Signers, Early: v.Early}
	p.Sheet = sheet
	for _, r := range v.List.Rows {
		p.Rows = append(p.Rows, row(r))
	}
	body, err := c.document.Poster(p, paper)
	return c.pdf(p.Place+p.Title+p.Showing+paper.Name, body, err)
}

// notice puts into the words of a sheet on the wall what the list says.
func (c *call) notice(v casework.PosterView) document.Notice {
	n := document.Notice{Round: v.Round, Place: v.List.Place, Title: v.Name, Showing: v.Showing, Link: v.Link, Hash: v.List.Hash, Issuer: v.Issuer,
		Days: document.Days{Posted: v.Posted, First: v.List.FirstDay, Last: v.List.LastDay}, Corrected: v.List.Corrected}
	if v.Link == "" {
		n.Announcement = v.List.ID
	}
	for _, o := range v.Offices {
		if o.Phone != "" {
			n.Phones = append(n.Phones, document.Phone{Office: o.Name, Number: o.Phone})
		}
	}
	return n
}

func columns(v casework.PosterView) []document.Column {
	show := make([]document.Column, len(v.Show))
	for i, name := range v.Show {
		show[i] = document.Column(name)
	}
	return show
}

func row(r casework.PublicRow) document.Row {
	return document.Row{No: r.Row, Group: casework.GroupName(r.Group), Village: r.Village, Householder: r.Householder, Persons: r.Persons, Category: r.Category}
}

func meetingSheet(v casework.MeetingPrint) document.Meeting {
	m := document.Meeting{Round: v.Round, Place: v.Place, Title: v.Title, Serial: v.Serial, Register: v.Register, Quorum: v.Quorum,
		Questions: v.Questions, Witnesses: v.Witnesses, Issuer: v.Issuer, Hash: v.Hash}
	for _, h := range v.Households {
		m.Households = append(m.Households, document.Household{No: h.Row, Group: casework.GroupName(h.Group), Householder: h.Householder, Persons: h.Persons, Marks: h.Marks})
	}
	return m
}

// pdf answers a document to be printed, under a Chinese name (RFC 6266).
func (c *call) pdf(name string, body []byte, err error) error {
	if err != nil {
		return err
	}
	h := c.gin.Writer.Header()
	h.Set("Content-Disposition", `inline; filename="document.pdf"; filename*=UTF-8''`+url.PathEscape(name+".pdf"))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	return c.bytes(http.StatusOK, "application/pdf", body)
}
