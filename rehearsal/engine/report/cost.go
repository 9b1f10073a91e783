package report

import (
	"cmp"
	"fmt"
	"strings"
)

// Cost is one line of the monthly bill. An unknown one has no price.
type Cost struct {
	Item     string  `json:"item"`
	Quantity float64 `json:"quantity"`
	USD      float64 `json:"usd,omitempty"`
	Unknown  bool    `json:"unknown,omitempty"`
}

func (c Cost) String() string {
	if name, unit, counted := strings.Cut(c.Item, ", "); counted {
		return fmt.Sprintf("%g %s of %s", c.Quantity, unit, name)
	}
	if c.Quantity == 1 {
		return c.Item
	}
	return fmt.Sprintf("%g × %s", c.Quantity, c.Item)
}

// Bill notes what a month costs. A sum that leaves something out is no sum:
// MonthlyCostUSD is then nil, and MonthlyCost says what is missing.
func (r *Report) Bill(costs []Cost) {
	r.Costs, r.MonthlyCostUSD = costs, nil
	sum, without := sums(costs)
	if len(without) == 0 {
		r.MonthlyCostUSD = &sum
	}
	amount, rest := r.Month()
	if len(costs) > 0 && len(without) == 0 {
		r.MonthlyCost = amount + " " + rest
		return
	}
	r.MonthlyCost = amount + ": " + rest
}

// Month is what a month costs: an amount, and what it leaves out.
func (r *Report) Month() (amount, rest string) {
	const apart = "before traffic and logs"
	sum, without := sums(r.Costs)
	missing, where := strings.Join(without, ", "), cmp.Or(r.Region, "this region")
	switch {
	case len(r.Costs) == 0:
		return "0 USD", "nothing is made on AWS"
	case len(without) == 0:
		return fmt.Sprintf("%.2f USD", sum), apart
	case len(without) == len(r.Costs):
		return "unknown", fmt.Sprintf("no prices of %s here (%s)", where, missing)
	}
	return fmt.Sprintf("at least %.2f USD", sum), fmt.Sprintf("without %s, whose price in %s is not known here, and %s", missing, where, apart)
}

// sums adds up what is known and names what is not.
func sums(costs []Cost) (usd float64, without []string) {
	for _, c := range costs {
		usd += c.USD
		if c.Unknown {
			without = append(without, c.String())
		}
	}
	return usd, without
}

// Tile is the month for the page.
func (r *Report) Tile() [2]string {
	amount, rest := r.Month()
	return [2]string{amount, "a month: " + rest}
}
