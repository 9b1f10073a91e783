package settings

import (
	"slices"
	"strings"
)

// Key is one setting that a stack file may hold.
type Key struct {
	// Path is the full key, with a dot before each level below it:
	// "eks-elk:network.cidr". A level named <name> is of the user's naming.
	Path    string
	Default string // as one would write it; empty: none
	Allowed string // completes "it may be …"
	Meaning string
}

// Reference returns every setting there is, in the order of a reader's interest.
func Reference() []Key { return slices.Clone(table) }

var table = slices.Concat(
	awsKeys, networkKeys, clusterKeys, existingKeys, nodeKeys("nodes"), nodeKeys("nodeGroups.<name>"),
	elkKeys, monitoringKeys, chartKeys, certKeys,
)

// anyName is the level that a user names.
const anyName = "<name>"

// entry is a place in the tree of settings: a group with places below it, or a
// setting.
type entry struct {
	key   *Key
	below map[string]*entry
}

// tree is the table as a tree, below the names in which a stack file has them
// ("eks-elk:network").
var tree = func() *entry {
	root := &entry{below: map[string]*entry{}}
	for i := range table {
		at := root
		for _, level := range levels(table[i].Path) {
			if at.below == nil {
				at.below = map[string]*entry{}
			}
			if at.below[level] == nil {
				at.below[level] = &entry{}
			}
			at = at.below[level]
		}
		at.key = &table[i]
	}
	return root
}()

func levels(path string) []string { return strings.Split(path, ".") }

// child is what stands below e under that name, or nil.
func (e *entry) child(name string) *entry {
	if c := e.below[name]; c != nil && name != anyName {
		return c
	}
	return e.below[anyName]
}

// find is the entry at a path with the user's own names in it, or nil.
func find(path string) *entry {
	at := tree
	for _, level := range levels(path) {
		if at = at.child(level); at == nil {
			return nil
		}
	}
	return at
}

// names are the names known below e, sorted.
func (e *entry) names() []string {
	var out []string
	for name := range e.below {
		if name != anyName {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
