package demo

import (
	"bangfu/model"
	"bangfu/service/casework"
)

// Quota of the county, in persons: 1.23万 exited and 3.82万 poor, 5.05万 in all (S 430–431).
const (
	quotaExited = 12_300
	quotaPoor   = 38_200
)

// lineOf2026 is the line the county fills in for 2026, in fen a head: no text
// gives one, the page shows it as assumed.
const lineOf2026 = 700_000

// openRound makes the year's round, tells the policy in every group where the
// scheme asks for it, opens it, and hands the quota down to the villages.
func (s *seeding) openRound() error {
	s.until(s.facts.Begins.AddDate(0, 0, 1))
	county := s.countyCode()
	officer, err := s.as(s.at(model.RoleCountyOfficer, county, 0))
	if err != nil {
		return err
	}
	year := s.facts.Begins.In(model.Shanghai()).Year()
	in := casework.RoundInput{Scheme: s.scheme(), County: county, BaseYear: year - 1, Year: year}
	if s.Name == "2026" {
		in.LineFen = lineOf2026
	}
	out, err := s.Casework.CreateRound(s.ctx, officer, s.key(), in)
	if err != nil {
		return err
	}
	s.round = out.Object.ID
	if s.Name == "2014" {
		if err := s.tellPolicy(); err != nil {
			return err
		}
	}
	leader, err := s.as(s.at(model.RoleCountyLeader, county, 0))
	if err != nil {
		return err
	}
	_, err = s.Casework.Act(s.ctx, leader, model.Act{Object: out.Object, Do: "open", Version: out.Version, Request: s.key()})
	if err != nil || s.Name != "2014" {
		return err
	}
	return s.allot(officer)
}

func (s *seeding) scheme() string {
	if s.Name == "2026" {
		return "normal-2026"
	}
	return "zhengning-2014"
}

// tellPolicy lets every clerk enter that the policy was told in the village's groups.
func (s *seeding) tellPolicy() error {
	for _, v := range s.county.Villages {
		clerk, err := s.as(s.at(model.RoleVillageClerk, v.Region.Code, 0))
		if err != nil {
			return err
		}
		codes := make([]string, len(v.Groups))
		for i, g := range v.Groups {
			codes[i] = g.Code
		}
		if _, err := s.Casework.TellPolicy(s.ctx, clerk, s.key(), s.round, codes, s.today()); err != nil {
			return err
		}
	}
	return nil
}

// allot hands the quota down: county, townships, villages (规模分解).
func (s *seeding) allot(officer model.Actor) error {
	for _, q := range []struct {
		category model.Category
		persons  int64
	}{{model.CategoryExited, quotaExited}, {model.CategoryPoor, quotaPoor}} {
		villages := s.county.Quota(q.persons)
		townships := s.county.ByTownship(villages)
		give := func(region string, persons int64) error {
			_, err := s.Casework.AllotQuota(s.ctx, officer, s.key(),
				casework.QuotaInput{Round: s.round, Region: region, Category: q.category, Persons: persons})
			return err
		}
		if err := give(s.countyCode(), q.persons); err != nil {
			return err
		}
		for _, r := range s.county.Regions {
			if n, ok := townships[r.Code]; ok {
				if err := give(r.Code, n); err != nil {
					return err
				}
			}
		}
		for _, v := range s.county.Villages {
			if err := give(v.Region.Code, villages[v.Region.Code]); err != nil {
				return err
			}
		}
	}
	return nil
}
