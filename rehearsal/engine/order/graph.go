// Package order reads the engine's own record of a stack as a graph: who waits
// for whom. From it follow the proof that the order is right for any schedule,
// and the time the services will take.
package order

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Graph is which resource depends on which, by URN, as the engine honours it when it makes
// and when it destroys.
type Graph struct {
	URNs   []string // in the state's order, in which every dependency stands first
	direct map[string][]string
	with   map[string]string // what the engine does not delete, as it goes with another (deletedWith)
	index  map[string]int
	reach  map[string]map[string]bool
}

// Read builds the graph of a state. The engine's rules (pulumi/pkg
// resource/graph): a resource waits for its dependencies, its provider and its
// parent, and a dependency on a component is one on all that is below it.
func Read(state apitype.DeploymentV3) *Graph {
	g := &Graph{direct: map[string][]string{}, with: map[string]string{}, index: map[string]int{}, reach: map[string]map[string]bool{}}
	component := map[string]bool{}
	below := map[string][]string{} // component → descendants
	parent := map[string]string{}
	for i, r := range state.Resources {
		if r.Delete {
			continue
		}
		urn := string(r.URN)
		g.URNs = append(g.URNs, urn)
		g.index[urn] = i
		component[urn] = !r.Custom
		parent[urn] = string(r.Parent)
		g.with[urn] = string(r.DeletedWith)
		for up := string(r.Parent); up != ""; up = parent[up] {
			below[up] = append(below[up], urn)
		}
	}
	for _, r := range state.Resources {
		if !r.Delete {
			g.direct[string(r.URN)] = g.waitsFor(r, component, below)
		}
	}
	for _, urn := range g.URNs {
		g.reachable(urn)
	}
	return g
}

func (g *Graph) waitsFor(r apitype.ResourceV3, component map[string]bool, below map[string][]string) []string {
	urn := string(r.URN)
	var out []string
	add := func(to string) {
		if _, known := g.index[to]; known && to != urn && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	depend := func(to string) {
		add(to)
		if component[to] && !slices.Contains(below[to], urn) {
			for _, inner := range below[to] {
				if g.index[inner] < g.index[urn] { // the engine looks no further
					add(inner)
				}
			}
		}
	}
	for _, to := range depends(r) {
		depend(to)
	}
	for _, to := range append(above(r), string(r.DeletedWith)) {
		add(to)
	}
	return out
}

// depends returns the dependencies of a resource, stated and by property.
func depends(r apitype.ResourceV3) (out []string) {
	for _, list := range append(slices.Collect(maps.Values(r.PropertyDependencies)), r.Dependencies) {
		for _, to := range list {
			out = append(out, string(to))
		}
	}
	return out
}

// above returns a resource's parent and provider.
func above(r apitype.ResourceV3) []string {
	return []string{string(r.Parent), r.Provider[:max(strings.LastIndex(r.Provider, "::"), 0)]} // "<urn>::<id>"
}

// Direct returns what a resource waits for without anything between.
func (g *Graph) Direct(urn string) []string { return g.direct[urn] }

// Has tells whether the URN is in the state.
func (g *Graph) Has(urn string) bool { _, ok := g.index[urn]; return ok }

// Path tells whether from waits for to, however many stand between.
func (g *Graph) Path(from, to string) bool { return g.reach[from][to] }

func (g *Graph) reachable(from string) map[string]bool {
	if r, ok := g.reach[from]; ok {
		return r
	}
	r := map[string]bool{}
	g.reach[from] = r // a cycle cannot be: the engine refuses them
	for _, to := range g.direct[from] {
		r[to] = true
		for far := range g.reachable(to) {
			r[far] = true
		}
	}
	return r
}

// Layers returns the order of a destroy: the engine takes away one layer after
// the other and waits for each to be gone. What waits for nothing is in the
// last layer, what waits only for that in the one before, and so on
// (pulumi/pkg resource/deploy, stepGenerator.ScheduleDeletes).
func (g *Graph) Layers() [][]string {
	depth := map[string]int{}
	deepest := 0
	for _, urn := range g.URNs {
		for _, to := range g.direct[urn] {
			depth[urn] = max(depth[urn], depth[to]+1)
		}
		deepest = max(deepest, depth[urn])
	}
	layers := make([][]string, deepest+1)
	for _, urn := range g.URNs {
		layers[deepest-depth[urn]] = append(layers[deepest-depth[urn]], urn)
	}
	return layers
}
