package helm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// flat reads a YAML file of settings as the Elastic programs do: what is nested
// and what is dotted is the same.
func flat(text string) (map[string]string, error) {
	var read map[string]any
	if err := yaml.Unmarshal([]byte(text), &read); err != nil {
		return nil, err
	}
	out := map[string]string{}
	flatten(out, "", read)
	return out, nil
}

// flatten writes what is nested under dotted names.
func flatten(out map[string]string, at string, x any) {
	m, ok := x.(map[string]any)
	if !ok {
		out[at] = fmt.Sprint(x)
		return
	}
	for key, inner := range m {
		flatten(out, strings.TrimPrefix(at+"."+key, "."), inner)
	}
}

// namespace is a part of a program's settings whose names are all known. A
// name that ends in "." stands for everything below it.
type namespace struct {
	prefix string
	names  []string
}

// unknown returns the first setting of a namespace that is none of its names.
func unknown(settings map[string]string, spaces []namespace) (string, namespace) {
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		for _, space := range spaces {
			rest, within := strings.CutPrefix(key, space.prefix)
			if !within {
				continue
			}
			if !slices.ContainsFunc(space.names, func(name string) bool {
				return rest == name || strings.HasSuffix(name, ".") && strings.HasPrefix(rest, name)
			}) {
				return key, space
			}
			break
		}
	}
	return "", namespace{}
}

// each puts a prefix before each of the words.
func each(prefix, words string) []string {
	var out []string
	for _, w := range strings.Fields(words) {
		out = append(out, prefix+w)
	}
	return out
}
