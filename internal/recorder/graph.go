package recorder

import (
	"maps"
	"slices"
)

// DependsOn tells whether from waits for to when the stack is made, and so goes
// before it when the stack is destroyed: whether a path leads from one URN to
// the other over dependencies, property dependencies, providers and parents.
// As in the engine (pulumi/pkg resource/graph, DependenciesOf), a dependency
// on a component is one on everything below it that was registered before.
func (r *Recording) DependsOn(from, to string) bool {
	if from == to {
		return false
	}
	if r.paths == nil {
		r.paths = map[string]map[string]bool{}
	}
	reached, ok := r.paths[from]
	if !ok {
		reached = map[string]bool{}
		r.walk(from, reached)
		r.paths[from] = reached
	}
	return reached[to]
}

// Direct returns the URNs that a resource itself waits for.
func (r *Recording) Direct(urn string) []string {
	i, ok := r.index[urn]
	if !ok {
		return nil
	}
	res := r.Resources[i]
	var out []string
	add := func(u string) {
		if u != "" && u != urn && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	expand := func(u string) {
		add(u)
		if j, ok := r.index[u]; ok && !r.Resources[j].Custom {
			for _, k := range r.below[u] {
				if k < i {
					add(r.Resources[k].URN)
				}
			}
		}
	}
	for _, urns := range append(slices.Collect(maps.Values(res.PropertyDependencies)), res.Dependencies) {
		for _, u := range urns {
			expand(u)
		}
	}
	expand(res.DeletedWith)
	add(res.Provider)
	for _, u := range res.Providers {
		add(u)
	}
	add(res.Parent)
	return out
}

func (r *Recording) walk(urn string, reached map[string]bool) {
	for _, u := range r.Direct(urn) {
		if !reached[u] {
			reached[u] = true
			r.walk(u, reached)
		}
	}
}

// link fills in the maps the graph is read from.
func (r *Recording) link() {
	r.index, r.below = map[string]int{}, map[string][]int{}
	for i, res := range r.Resources {
		r.index[res.URN] = i
	}
	for i, res := range r.Resources {
		for up := res.Parent; up != ""; {
			r.below[up] = append(r.below[up], i)
			j, ok := r.index[up]
			if !ok {
				break
			}
			up = r.Resources[j].Parent
		}
	}
}
