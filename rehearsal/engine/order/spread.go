package order

import (
	"hash/fnv"
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
// times another path is the longest. Each bar has draws of its own name, so that the
// numbers are the same in whatever order a state has its resources.
func (c *Clock) Spread() Spread {
	random := make([]*rand.Rand, len(c.bars))
	for i, b := range c.bars {
		name := fnv.New64a()
		name.Write([]byte(b.urn + "|" + b.step.Name))
		random[i] = rand.New(rand.NewPCG(name.Sum64(), 1))
	}
	totals := make([]time.Duration, draws)
	for i := range totals {
		ends, _ := c.run(func(bar int, s latency.Step) time.Duration { return s.Draw(random[bar].NormFloat64()) })
		totals[i] = slices.Max(append(ends, 0))
	}
	slices.Sort(totals)
	return Spread{Median: totals[draws/2], P90: totals[draws*9/10]}
}
