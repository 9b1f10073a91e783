package order

import (
	"cmp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Sort puts resources in an order that a state could have: each after all it
// waits for. Resources that wait for nothing of each other are in the order of
// their URNs.
func Sort(resources []apitype.ResourceV3) []apitype.ResourceV3 {
	slices.SortFunc(resources, func(a, b apitype.ResourceV3) int { return cmp.Compare(a.URN, b.URN) })
	at := map[string]apitype.ResourceV3{}
	children := map[string][]string{}
	var urns []string
	for _, r := range resources {
		urn := string(r.URN)
		at[urn], urns = r, append(urns, urn)
		children[string(r.Parent)] = append(children[string(r.Parent)], urn)
	}
	var below func(urn string) []string
	below = func(urn string) (out []string) {
		if r, known := at[urn]; known && !r.Custom {
			for _, child := range children[urn] {
				out = append(append(out, child), below(child)...)
			}
		}
		return out
	}
	waits := map[string][]string{}
	for urn, r := range at {
		waits[urn] = above(r)
		for _, to := range depends(r) {
			waits[urn] = append(append(waits[urn], to), below(to)...)
		}
	}
	var out []apitype.ResourceV3
	for _, urn := range sorted(urns, waits) {
		if r, known := at[urn]; known {
			out = append(out, r)
		}
	}
	return out
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
