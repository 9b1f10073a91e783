package order

import (
	"cmp"
	"slices"
	"time"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// Span is when one step of one resource is under way, from the start of its
// command.
type Span struct {
	URN        string
	Step       string // empty: the whole operation
	Begin, End time.Duration
	Critical   bool
}

// Timeline is a predicted run, if every step takes its median.
type Timeline struct {
	Total    time.Duration
	Spans    []Span // by begin, then end
	Critical []Span // from the first to the last of the longest path
}

// Durations is what each URN's operation consists of.
type Durations map[string]latency.Steps

// Clock lays the steps of a run along the order in which they may begin.
type Clock struct {
	bars []bar
}

// bar is a step and the bars that must have ended before it begins.
type bar struct {
	urn   string
	step  latency.Step
	after []int
}

// Up is the clock of an up: everything begins when the last thing that it waits
// for has ended.
func (g *Graph) Up(edges []world.Edge, takes Durations) *Clock {
	return newClock(g.URNs, g.direct, g.joins(edges), takes)
}

// LowerBound is the clock of the rules' edges alone: no program that keeps the
// rules can be faster.
func (g *Graph) LowerBound(edges []world.Edge, takes Durations) *Clock {
	needs := map[string][]string{}
	for _, e := range edges {
		if from, to := e.From.URN, e.To.URN; !e.Waits && g.Has(from) && g.Has(to) && from != to {
			needs[from] = append(needs[from], to)
		}
	}
	return newClock(g.URNs, needs, g.joins(edges), takes)
}

// joins are the resources beside which each one comes up.
func (g *Graph) joins(edges []world.Edge) map[string][]string {
	out := map[string][]string{}
	for _, e := range edges {
		if from, to := e.From.URN, e.To.URN; e.Waits && g.Has(from) && g.Has(to) {
			out[from] = append(out[from], to)
		}
	}
	return out
}

func newClock(urns []string, waits, joins map[string][]string, takes Durations) *Clock {
	both := map[string][]string{}
	for _, urn := range urns {
		both[urn] = slices.Concat(waits[urn], joins[urn])
	}
	c := &Clock{}
	last := map[string]int{}
	ends := func(of []string) (out []int) {
		for _, urn := range of {
			if i, known := last[urn]; known {
				out = append(out, i)
			}
		}
		return out
	}
	for _, urn := range sorted(urns, both) {
		steps := takes[urn]
		if len(steps) == 0 {
			steps = latency.Steps{{}}
		}
		after := ends(waits[urn])
		for _, step := range steps {
			if step.Joins {
				after = append(after, ends(joins[urn])...)
			}
			c.bars = append(c.bars, bar{urn, step, after})
			after = []int{len(c.bars) - 1}
		}
		last[urn] = len(c.bars) - 1
	}
	return c
}

// run returns when each bar ends, and after which other it began (-1: at once).
func (c *Clock) run(takes func(bar int, s latency.Step) time.Duration) (ends []time.Duration, via []int) {
	ends, via = make([]time.Duration, len(c.bars)), make([]int, len(c.bars))
	for i, b := range c.bars {
		begin := time.Duration(0)
		via[i] = -1
		for _, before := range b.after {
			if ends[before] > begin {
				begin, via[i] = ends[before], before
			}
		}
		ends[i] = begin + takes(i, b.step)
	}
	return ends, via
}

// Timeline is the run if every step takes its median.
func (c *Clock) Timeline() Timeline {
	ends, via := c.run(func(_ int, s latency.Step) time.Duration { return s.Median })
	var t Timeline
	last := -1
	for i, end := range ends {
		if end > t.Total {
			t.Total, last = end, i
		}
	}
	critical := map[int]bool{}
	for i := last; i >= 0; i = via[i] {
		critical[i] = c.bars[i].step.Median > 0
	}
	for i, b := range c.bars {
		s := Span{URN: b.urn, Step: b.step.Name, Begin: ends[i] - b.step.Median, End: ends[i], Critical: critical[i]}
		t.Spans = append(t.Spans, s)
	}
	slices.SortStableFunc(t.Spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.End, b.End)) })
	for _, s := range t.Spans {
		if s.Critical {
			t.Critical = append(t.Critical, s)
		}
	}
	return t
}

// Destroy predicts a destroy, layer by layer: each takes as long as its slowest.
func (g *Graph) Destroy(takes Durations) time.Duration {
	var sum time.Duration
	for _, layer := range g.Layers() {
		slowest := time.Duration(0)
		for _, urn := range layer {
			slowest = max(slowest, takes[urn].Median())
		}
		sum += slowest
	}
	return sum
}
