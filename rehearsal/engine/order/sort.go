package order

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Sort puts resources in an order that a state could have: each after all it
// waits for. Resources that wait for nothing of each other are in the order of
// their URNs.
func Sort(resources []apitype.ResourceV3) []apitype.ResourceV3 {
	slices.SortFunc(resources, func(a, b apitype.ResourceV3) int { return cmp.Compare(a.URN, b.URN) })
	at := map[string]int{}
	children := map[string][]string{}
	for i, r := range resources {
		at[string(r.URN)] = i
		children[string(r.Parent)] = append(children[string(r.Parent)], string(r.URN))
	}
	var out []apitype.ResourceV3
	begun := map[string]bool{}
	var visit, below func(urn string)
	visit = func(urn string) {
		i, known := at[urn]
		if !known || begun[urn] {
			return
		}
		begun[urn] = true
		r := resources[i]
		visit(string(r.Parent))
		if j := strings.LastIndex(r.Provider, "::"); j >= 0 {
			visit(r.Provider[:j])
		}
		for _, to := range r.Dependencies {
			visit(string(to))
			below(string(to))
		}
		for _, list := range r.PropertyDependencies {
			for _, to := range list {
				visit(string(to))
				below(string(to))
			}
		}
		out = append(out, r)
	}
	below = func(urn string) {
		if i, known := at[urn]; known && !resources[i].Custom {
			for _, child := range children[urn] {
				visit(child)
				below(child)
			}
		}
	}
	for _, r := range resources {
		visit(string(r.URN))
	}
	return out
}
