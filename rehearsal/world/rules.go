package world

import (
	"cmp"
	"slices"
)

// RuleText is a rule as a reader wants it: its name and where it is written.
type RuleText struct{ ID, Source string }

// Rules returns every rule of the world, by name: checks, references, needs,
// rules and findings of all types. A rule of several types is listed once.
func (w *World) Rules() []RuleText {
	var out []RuleText
	for _, k := range w.types {
		for _, c := range k.Check {
			out = append(out, RuleText{c.Rule, c.Source})
		}
		for _, r := range k.Refs {
			out = append(out, RuleText{r.rule(k), k.Service + " API: " + cmp.Or(r.Code, "an error")})
		}
		for _, n := range k.Needs {
			out = append(out, RuleText{n.ID, n.Source})
		}
		for _, r := range slices.Concat(k.OnCreate, k.OnUpdate, k.OnDelete, k.OnRead, k.OnPreview, k.Findings) {
			out = append(out, RuleText{r.ID, r.Source})
		}
	}
	slices.SortFunc(out, func(a, b RuleText) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source))
	})
	return slices.Compact(out)
}
