package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// entry is a place in the tree of settings: a group with places below it, or a
// setting.
type entry struct {
	setting *setting
	below   map[string]*entry
}

// tree is the declared settings by the levels of their paths.
func (l *loader) tree() *entry {
	root := &entry{below: map[string]*entry{}}
	for _, s := range l.settings {
		at := root
		for level := range strings.SplitSeq(s.Path, ".") {
			if at.below == nil {
				at.below = map[string]*entry{}
			}
			if at.below[level] == nil {
				at.below[level] = &entry{}
			}
			at = at.below[level]
		}
		at.setting = s
	}
	return root
}

// place gives each setting what the stack file says for it, and notes what is
// not a setting.
func (l *loader) place(values map[string]any) {
	root := l.tree()
	l.hasGroups = values[groupsKey] != nil
	groups, _ := values[groupsKey].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		if strings.Contains(name, ".") { // no path of settings, so none was declared
			l.problem(groupsKey+"."+name, "is the name of a node group; allowed: %s", groupNameAllowed)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if at := root.below[key]; at != nil {
			l.placeAt(at, key, values[key])
		} else if key != groupsKey {
			l.unknownKey(root, key)
		} else if names, isMap := values[key].(map[string]any); !isMap && values[key] != nil && values[key] != "" {
			l.notAMap(key, values[key], anyName)
		} else if isMap && len(names) == 0 {
			l.problem(key, "is an empty map; name at least one node group, or remove it for one group named default")
		}
	}
}

func (l *loader) placeAt(at *entry, path string, value any) {
	structure, isMap := value.(map[string]any)
	switch {
	case value == nil || value == "" && at.setting == nil: // written but empty: as if it were not there
	case at.setting != nil && isMap && !at.setting.isMap:
		at.setting.value, at.setting.given = value, true
		at.setting.refuse("")
	case at.setting != nil:
		at.setting.value, at.setting.given = value, true
	case !isMap:
		l.notAMap(path, value, at.names()...)
	default:
		for _, name := range slices.Sorted(maps.Keys(structure)) {
			below := path + "." + name
			switch next := at.below[name]; {
			case path == groupsKey && strings.Contains(name, "."):
			case next != nil:
				l.placeAt(next, below, structure[name])
			case strings.Contains(name, "."):
				l.problem(below, "has a dot in its name; nest it: write the part after the dot below the part before it")
			case retired[below] != "":
				l.problem(below, "is not a setting any more; %s", retired[below])
			default:
				l.problem(below, "is not a setting%s; allowed: %s", at.didYouMean(name), strings.Join(at.names(), ", "))
			}
		}
	}
}

// retired are settings of earlier versions: what to write in their place.
var retired = map[string]string{
	"eks-elk:elk.retention": "write eks-elk:logs.retentionDays, a number of days such as 14",
}

func (l *loader) notAMap(path string, value any, names ...string) {
	is := show(value)
	if l.isSecret(path) {
		is = "[secret]"
	}
	l.problem(path, "is %s; allowed: a map of %s", is, strings.Join(names, ", "))
}

// namespacesOfOthers are read by the engine and by default providers, not here.
var namespacesOfOthers = []string{"pulumi", "random", "tls"}

// unknownKey notes a key of the stack file that nothing reads.
func (l *loader) unknownKey(root *entry, key string) {
	namespace, _, _ := strings.Cut(key, ":")
	group, name, dotted := strings.Cut(key, ".")
	switch {
	case slices.Contains(namespacesOfOthers, namespace):
	case dotted && (root.below[group] != nil || group == groupsKey):
		l.problem(key, "contains a dot; nest it: write %s under %s, or use pulumi config set --path", name, group)
	case namespace == "aws":
		l.problem(key, "is not read%s, because the program makes its own AWS provider; allowed: %s; what else is about credentials belongs into the profile in ~/.aws/config",
			root.didYouMean(key), strings.Join(root.namesIn("aws:"), ", "))
	case namespace == "kubernetes":
		l.problem(key, "is not read, because the program makes its own Kubernetes provider; set %s and %s for an existing cluster", kubeconfigKey, contextKey)
	default:
		l.problem(key, "is not a setting%s; allowed: %s", root.didYouMean(key), strings.Join(root.namesIn(l.namespace+":"), ", "))
	}
}

// names are the names known below e, sorted.
func (e *entry) names() []string { return slices.Sorted(maps.Keys(e.below)) }

// namesIn are the stack file's keys in a namespace, sorted.
func (e *entry) namesIn(namespace string) []string {
	names := append(e.names(), groupsKey) // which has a place in the tree only where it is given
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return !strings.HasPrefix(name, namespace) })
}

func (e *entry) didYouMean(name string) string {
	if near := nearest(name, e.names()); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}
