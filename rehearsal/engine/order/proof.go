package order

import (
	"cmp"
	"slices"

	"eks-elk/rehearsal/world"
)

// MissingEdge is a pair that a rule names and no dependency path joins: some
// schedule of the engine makes From before To, or destroys To before From. From
// may not wait for To by itself, or not for long enough: Why says so then.
type MissingEdge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Rule string `json:"rule"`
	Why  string `json:"why,omitempty"` // what of From asks for To
}

// Proof is what the edges of the world's rules say of a graph.
type Proof struct {
	Pairs   int // pairs that were looked at
	Missing []MissingEdge
}

// Prove looks for a path for every pair that a rule named. A lucky schedule
// proves nothing; a path holds for all of them, up and destroy alike.
func Prove(g *Graph, edges []world.Edge) Proof {
	p := Proof{Missing: []MissingEdge{}}
	seen := map[MissingEdge]bool{}
	for _, e := range edges {
		pair := MissingEdge{From: e.From.URN, To: e.To.URN, Rule: e.Rule, Why: e.Why}
		if seen[pair] || pair.From == pair.To || !g.Has(pair.From) || !g.Has(pair.To) {
			continue
		}
		seen[pair] = true
		p.Pairs++
		if e.Waits {
			pair.Why = e.Short
		}
		if !g.Path(pair.From, pair.To) && (!e.Waits || e.Short != "") {
			p.Missing = append(p.Missing, pair)
		}
		// From is there as long as what it goes with: To has to be, too.
		if with := g.with[pair.From]; with != "" && !e.CreateOnly && with != pair.To && with != g.with[pair.To] && !g.Path(with, pair.To) {
			p.Missing = append(p.Missing, MissingEdge{From: with, To: pair.To, Rule: e.Rule, Why: pair.From + " goes with it"})
		}
	}
	slices.SortFunc(p.Missing, func(a, b MissingEdge) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Rule, b.Rule))
	})
	return p
}
