package store

import (
	"strings"

	"gorm.io/gorm"

	"bangfu/model"
)

// Scope limits a listing to what somebody may see. It is the only way to list,
// count, search or export (decisions 17); the zero Scope sees nothing.
type Scope struct {
	areas     []model.Area
	applicant int64
	all       bool
}

// ScopeOf returns the listing scope of an actor: the areas of the roles that
// read households, and the actor's own matters.
func ScopeOf(a model.Actor) Scope {
	s := Scope{areas: a.ReadAreas(), applicant: a.PersonID}
	if a.Door == model.DoorTimer || !model.GuardScope.On() {
		s.all = true
	}
	return s
}

// areaEnd is the first text after every area inside a: '0' follows '/'.
func areaEnd(a model.Area) string { return strings.TrimSuffix(string(a), "/") + "0" }

func (s Scope) where(own string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if s.all {
			return db
		}
		var parts []string
		var args []any
		for _, a := range s.areas {
			parts = append(parts, "(area >= ? AND area < ?)")
			args = append(args, string(a), areaEnd(a))
		}
		if own != "" && s.applicant != 0 {
			parts = append(parts, own+" = ?")
			args = append(args, s.applicant)
		}
		if len(parts) == 0 {
			return db.Where("1 = 0")
		}
		return db.Where("("+strings.Join(parts, " OR ")+")", args...)
	}
}

// Page asks for a part of a listing: at most Limit records after the cursor.
type Page struct {
	After int64 // id of the last record seen, 0 = from the start
	Limit int   // 1…200, else 50
}

func (p Page) limit() int {
	if p.Limit < 1 || p.Limit > 200 {
		return 50
	}
	return p.Limit
}

func listed[T any](t *Tx, s Scope, own string, p Page, cond string, args ...any) ([]T, error) {
	var recs []T
	q := t.db.Scopes(s.where(own)).Where("id > ?", p.After)
	if cond != "" {
		q = q.Where(cond, args...)
	}
	err := q.Order("id").Limit(p.limit()).Find(&recs).Error
	return recs, translate(err)
}
