package order

import (
	"math/rand/v2"
	"slices"
	"time"

	"eks-elk/rehearsal/world/latency"
)

// draws is how many runs a spread is taken from: the error of the 90th percentile
// is then below one percent.
const draws = 4000

// Spread is what half of the runs, and nine of ten, are not longer than.
type Spread struct{ Median, P90 time.Duration }

// Spread draws the time of every step, each for itself, and runs the clock, many
// times. To add up the percentiles of the critical path would be wrong twice: that
// all of its steps are slow in one run is rarer than one in ten, and with other
// times another path is the longest. The numbers are the same in every rehearsal.
func (c *Clock) Spread() Spread {
	random := rand.New(rand.NewPCG(1, 1))
	totals := make([]time.Duration, draws)
	for i := range totals {
		ends, _ := c.run(func(s latency.Step) time.Duration { return s.Draw(random.NormFloat64()) })
		totals[i] = slices.Max(append(ends, 0))
	}
	slices.Sort(totals)
	return Spread{Median: totals[draws/2], P90: totals[draws*9/10]}
}
