package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
)

// keys are the value keys that a chart's version accepts, as dotted paths.
// A path that ends in .* takes any keys below it.
type keys map[string]bool

const anything = ".*"

// listKeys returns a chart's values, those of its subcharts below their names, and
// what their templates read besides.
func listKeys(c *chart.Chart) (keys, error) {
	out := keys{}
	used, err := out.addChart("", c)
	for _, path := range slices.Sorted(maps.Keys(used)) {
		out.addUse(path)
	}
	return out, err
}

// addChart adds the values of a chart below a prefix and returns what its
// templates read.
func (k keys) addChart(prefix string, c *chart.Chart) (uses, error) {
	used := uses{}
	own, err := usesOf(c)
	if err != nil {
		return nil, err
	}
	for path, whole := range own {
		if path != "global" && !strings.HasPrefix(path, "global.") {
			path = prefix + path
		}
		used[path] = whole
	}
	values := maps.Clone(c.Values)
	if global, ok := values["global"].(map[string]any); ok { // one for all charts
		k.addMap("global", global, used)
		delete(values, "global")
	}
	k.addMap(strings.TrimSuffix(prefix, "."), values, used)
	for _, below := range c.Dependencies() {
		theirs, err := k.addChart(prefix+below.Name()+".", below)
		if err != nil {
			return nil, err
		}
		for path, whole := range theirs {
			used[path] = used[path] || whole
		}
	}
	return used, nil
}

func (k keys) addMap(path string, values map[string]any, used uses) {
	for key, value := range values {
		if path != "" {
			key = path + "." + key
		}
		below, isMap := value.(map[string]any)
		list, isList := value.([]any)
		switch {
		case isMap && len(below) > 0 && !used[key]:
			k.addMap(key, below, used)
		case isMap, isList && len(list) == 0:
			k.free(key)
		case value == nil && k.unknown(key):
			k.free(key)
		case value != nil && !k[key+anything]:
			k[key] = true
		}
	}
}

// free allows any keys below a path.
func (k keys) free(path string) {
	for other := range k {
		if strings.HasPrefix(other, path+".") {
			delete(k, other)
		}
	}
	delete(k, path)
	k[path+anything] = true
}

// addUse adds a path that a template reads and no values.yaml has.
func (k keys) addUse(path string) {
	if k.unknown(path) && !slices.ContainsFunc(slices.Collect(maps.Keys(k)), func(other string) bool { return strings.HasPrefix(other, path+".") }) {
		k[path+anything] = true
	}
}

// unknown returns whether neither the path nor one above it is a key.
func (k keys) unknown(path string) bool {
	if k[path] || k[path+anything] {
		return false
	}
	for i := len(path); i > 0; i = strings.LastIndexByte(path[:i], '.') {
		if k[path[:i]+anything] || i < len(path) && k[path[:i]] {
			return false
		}
	}
	return true
}

// unknownIn returns the paths that values set and the chart does not have, sorted.
func (k keys) unknownIn(values map[string]any) []string {
	var out []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		below, isMap := v.(map[string]any)
		if path != "" && !k.unknown(path) {
			return
		}
		if !isMap || len(below) == 0 && path != "" {
			out = append(out, path)
			return
		}
		for key, value := range below {
			walk(strings.TrimPrefix(path+"."+key, "."), value)
		}
	}
	walk("", values)
	slices.Sort(out)
	return out
}

// text returns the list as it is in testdata.
func (k keys) text(c *chart.Chart) string {
	with := ""
	for _, below := range c.Dependencies() {
		with += fmt.Sprintf(", %s %s", below.Name(), below.Metadata.Version)
	}
	if with != "" {
		with = " with" + strings.TrimPrefix(with, ",")
	}
	return fmt.Sprintf("# Value keys of chart %s %s%s. A key that ends in .* takes any keys below it.\n%s\n",
		c.Name(), c.Metadata.Version, with, strings.Join(slices.Sorted(maps.Keys(k)), "\n"))
}

// file returns the path of a chart's list: beside that of another version, or
// beside the golden file of the chart's values.
func file(directory string, c *chart.Chart) (string, error) {
	name := c.Name() + "-" + c.Metadata.Version + ".keys"
	for _, sibling := range []string{c.Name() + "-[0-9]*.keys", c.Name() + ".golden.yaml"} {
		found, err := filepath.Glob(filepath.Join(directory, "*", "testdata", sibling))
		if err != nil {
			return "", err
		}
		if len(found) > 0 {
			return filepath.Join(filepath.Dir(found[0]), name), nil
		}
	}
	return "", fmt.Errorf("chart %s %s has no list of keys: create an empty file testdata/%s in the folder that makes its values, and run -update",
		c.Name(), c.Metadata.Version, name)
}

// write replaces the chart's lists, of other versions too, by this one.
func (k keys) write(path string, c *chart.Chart) error {
	old, err := filepath.Glob(filepath.Join(filepath.Dir(path), c.Name()+"-[0-9]*.keys"))
	if err != nil {
		return err
	}
	for _, each := range old {
		if err := os.Remove(each); err != nil {
			return err
		}
	}
	return os.WriteFile(path, []byte(k.text(c)), 0o644)
}

// difference returns how the list at a path differs.
func (k keys) difference(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	listed := keys{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			listed[line] = true
		}
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(k)) {
		if !listed[key] {
			out = append(out, "+ "+key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(listed)) {
		if !k[key] {
			out = append(out, "- "+key)
		}
	}
	return out, nil
}
