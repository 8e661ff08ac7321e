package synthetic

import "slices"

// Quota splits a county's persons over its villages by their rural population,
// by largest remainder (最大余额法): the sum is exact, and no village is more than
// one person away from its share. Keys are village codes. Source: decisions 10.
func (c *County) Quota(total int64) map[string]int64 {
	var population int64
	for _, v := range c.Villages {
		population += v.Population
	}
	type rest struct {
		code string
		rest int64
	}
	shares, rests, left := map[string]int64{}, []rest{}, total
	for _, v := range c.Villages {
		share := total * v.Population / population
		shares[v.Region.Code] = share
		left -= share
		rests = append(rests, rest{v.Region.Code, total * v.Population % population})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return int(b.rest - a.rest) }) // equal remainders: by code, as listed
	for i := range left {
		shares[rests[i].code]++
	}
	return shares
}

// ByTownship adds up a quota of villages to their townships, keyed by township code.
func (c *County) ByTownship(villages map[string]int64) map[string]int64 {
	sums := map[string]int64{}
	for _, v := range c.Villages {
		sums[v.Township.Code] += villages[v.Region.Code]
	}
	return sums
}
