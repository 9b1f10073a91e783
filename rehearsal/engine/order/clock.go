package order

import (
	"slices"
	"time"

	"eks-elk/rehearsal/world"
)

// Span is when one resource is under way, from the start of its command.
type Span struct {
	URN        string
	Begin, End time.Duration
	Critical   bool
}

// Timeline is a predicted run.
type Timeline struct {
	Total    time.Duration
	Spans    []Span   // by begin, then end
	Critical []string // URNs from the first to the last of the longest path
}

// Durations is how long the services take for one operation on each URN.
type Durations map[string]time.Duration

// Up predicts an up: everything begins when the last thing it waits for ended.
func (g *Graph) Up(takes Durations) Timeline {
	return longest(g.URNs, g.direct, takes)
}

// Destroy predicts a destroy, layer by layer: each takes as long as its slowest.
func (g *Graph) Destroy(takes Durations) Timeline {
	var t Timeline
	for _, layer := range g.Layers() {
		slowest := ""
		for _, urn := range layer {
			if takes[urn] > takes[slowest] {
				slowest = urn
			}
		}
		if slowest != "" {
			t.Critical = append(t.Critical, slowest)
		}
		t.Total += takes[slowest]
	}
	return t
}

// LowerBound is the longest path over the rules' edges alone: no program that
// keeps the rules can be faster.
func (g *Graph) LowerBound(edges []world.Edge, takes Durations) Timeline {
	needs := map[string][]string{}
	for _, e := range edges {
		if from, to := e.From.URN, e.To.URN; g.Has(from) && g.Has(to) && from != to {
			needs[from] = append(needs[from], to)
		}
	}
	return longest(sorted(g.URNs, needs), needs, takes)
}

// longest walks the nodes, each of which stands after all it waits for.
func longest(order []string, waits map[string][]string, takes Durations) Timeline {
	end := map[string]time.Duration{}
	via := map[string]string{}
	var t Timeline
	last := ""
	for _, urn := range order {
		begin := time.Duration(0)
		for _, to := range waits[urn] {
			if end[to] > begin || end[to] == begin && via[urn] == "" && end[to] > 0 {
				begin, via[urn] = end[to], to
			}
		}
		end[urn] = begin + takes[urn]
		t.Spans = append(t.Spans, Span{URN: urn, Begin: begin, End: end[urn]})
		if end[urn] > t.Total {
			t.Total, last = end[urn], urn
		}
	}
	critical := map[string]bool{}
	for urn := last; urn != ""; urn = via[urn] {
		if takes[urn] > 0 {
			t.Critical = append(t.Critical, urn)
			critical[urn] = true
		}
	}
	slices.Reverse(t.Critical)
	for i := range t.Spans {
		t.Spans[i].Critical = critical[t.Spans[i].URN]
	}
	slices.SortStableFunc(t.Spans, func(a, b Span) int {
		if a.Begin != b.Begin {
			return int(a.Begin - b.Begin)
		}
		return int(a.End - b.End)
	})
	return t
}

// sorted puts the nodes so that each stands after all it waits for.
func sorted(nodes []string, waits map[string][]string) []string {
	var out []string
	done := map[string]bool{}
	var visit func(string)
	visit = func(n string) {
		if done[n] {
			return
		}
		done[n] = true
		for _, to := range waits[n] {
			visit(to)
		}
		out = append(out, n)
	}
	for _, n := range nodes {
		visit(n)
	}
	return out
}
