package settings

import (
	"fmt"
	"slices"
	"strings"
)

// place puts a value and all that is below it where the reader finds it, and
// notes what belongs nowhere. key is the stack file's key, which decides
// whether a value may be shown.
func (r *reader) place(key, path string, v value) {
	e := find(path)
	switch structure, isMap := v.(fields); {
	case e == nil && path == key, path == key && strings.Contains(key, "."):
		r.unknownKey(key)
	case e == nil:
		r.unknownName(path)
	case v == nil || v == "" && e.key == nil: // written, but left empty: as if it were not
	case e.key != nil && isMap, e.key == nil && !isMap:
		r.wrongShape(key, path, e, v)
	case e.key != nil:
		r.values[path] = v
	default:
		r.placeAll(key, path, structure)
	}
}

func (r *reader) placeAll(key, path string, structure fields) {
	seen := map[string]bool{}
	for _, f := range structure {
		below := path + "." + f.name
		if seen[f.name] {
			r.problem(below, "stands there twice; it may stand there once")
			continue
		}
		seen[f.name] = true
		if strings.Contains(f.name, ".") {
			r.problem(below, "has a dot in its name; it may have none")
			continue
		}
		r.place(key, below, f.value)
	}
	if path == groupsKey {
		r.groups = slices.Sorted(slices.Values(structure.names()))
		if r.groups == nil {
			r.groups = []string{}
		}
	}
}

func (r *reader) wrongShape(key, path string, e *entry, v value) {
	is := show(v)
	if slices.Contains(r.source.Secret, key) {
		is = "[secret]"
	}
	if e.key != nil {
		r.problem(path, "is %s; it may be %s", is, e.key.Allowed)
		return
	}
	below := "a map"
	if names := e.names(); names != nil {
		below = "a map of " + strings.Join(names, ", ")
	}
	r.problem(path, "is %s; it may be %s", is, below)
}

// namespacesOfOthers are read by the engine and by default providers, not here.
var namespacesOfOthers = []string{"pulumi", "random", "tls"}

// unknownKey notes a key of the stack file that nothing reads.
func (r *reader) unknownKey(key string) {
	namespace, _, _ := strings.Cut(key, ":")
	switch {
	case slices.Contains(namespacesOfOthers, namespace):
	case strings.Contains(key, ".") && find(key) != nil:
		group, name := split(key)
		r.problem(key, "is read as one key; write %s below %s, or use pulumi config set --path", name, group)
	case namespace == "aws":
		r.problem(key, "is not read%s, because the program makes its own AWS provider; it may be aws:region or aws:profile, and the rest belongs into the profile", didYouMean(key, tree))
	case namespace == "kubernetes":
		r.problem(key, "is not read, because the program makes its own Kubernetes provider; an existing cluster is named by eks-elk:cluster.kubeconfig and eks-elk:cluster.context")
	default:
		r.problem(key, "is no setting%s", didYouMean(key, tree))
	}
}

// unknownName notes a name in a structure that nothing reads.
func (r *reader) unknownName(path string) {
	group, name := split(path)
	parent := find(group)
	r.problem(path, "is no setting%s; there are %s", didYouMean(name, parent), strings.Join(parent.names(), ", "))
}

func didYouMean(name string, parent *entry) string {
	if near := nearest(name, parent.names()); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}

// split cuts a path before its last level.
func split(path string) (group, name string) {
	i := strings.LastIndex(path, ".")
	return path[:i], path[i+1:]
}
