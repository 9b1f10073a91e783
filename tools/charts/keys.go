package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
)

// keys are the value keys that a chart's version accepts, as dotted paths.
// A path that ends in .* takes any keys below it.
type keys map[string]bool

const anything = ".*"

// listKeys reads a chart's values and those of its subcharts below their names,
// and what their templates ask for besides.
func listKeys(c *chart.Chart) keys {
	out := keys{}
	asked := out.addChart("", c)
	for _, path := range slices.Sorted(maps.Keys(asked)) {
		out.addUse(path)
	}
	return out
}

// addChart adds the values of a chart below a prefix and answers what its
// templates ask for.
func (k keys) addChart(prefix string, c *chart.Chart) uses {
	asked := uses{}
	for path, whole := range usesOf(c) {
		if path != "global" && !strings.HasPrefix(path, "global.") {
			path = prefix + path
		}
		asked[path] = whole
	}
	values := maps.Clone(c.Values)
	if global, ok := values["global"].(map[string]any); ok { // one for all charts
		k.addMap("global", global, asked)
		delete(values, "global")
	}
	k.addMap(strings.TrimSuffix(prefix, "."), values, asked)
	for _, below := range c.Dependencies() {
		for path, whole := range k.addChart(prefix+below.Name()+".", below) {
			asked[path] = asked[path] || whole
		}
	}
	return asked
}

func (k keys) addMap(path string, values map[string]any, asked uses) {
	for key, value := range values {
		if path != "" {
			key = path + "." + key
		}
		below, isMap := value.(map[string]any)
		list, isList := value.([]any)
		switch {
		case isMap && len(below) > 0 && !asked[key]:
			k.addMap(key, below, asked)
		case isMap, isList && len(list) == 0:
			k.free(key)
		case value == nil && k.unknown(key):
			k.free(key)
		case value != nil && !k[key+anything]:
			k[key] = true
		}
	}
}

// free lets anything stand below a path.
func (k keys) free(path string) {
	for other := range k {
		if strings.HasPrefix(other, path+".") {
			delete(k, other)
		}
	}
	delete(k, path)
	k[path+anything] = true
}

// addUse adds a path that a template asks for and no values.yaml shows.
func (k keys) addUse(path string) {
	if k.unknown(path) && !slices.ContainsFunc(slices.Collect(maps.Keys(k)), func(other string) bool { return strings.HasPrefix(other, path+".") }) {
		k[path+anything] = true
	}
}

// unknown says that neither the path nor one above it is a key.
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

// unknownIn are the paths that values set and the chart does not know, sorted.
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

// text is the list as it stands in testdata.
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

// file is where a chart's list stands.
func file(directory string, c *chart.Chart) string {
	folder := "monitoring"
	if slices.Contains([]string{"elasticsearch", "logstash", "kibana"}, c.Name()) {
		folder = "elk"
	}
	return filepath.Join(directory, folder, "testdata", c.Name()+"-"+c.Metadata.Version+".keys")
}

// write replaces the lists of that chart in testdata by this one.
func (k keys) write(directory string, c *chart.Chart) error {
	old, err := filepath.Glob(filepath.Join(filepath.Dir(file(directory, c)), c.Name()+"-[0-9]*.keys"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return os.WriteFile(file(directory, c), []byte(k.text(c)), 0o644)
}

// difference says how the list in testdata differs, or nothing.
func (k keys) difference(directory string, c *chart.Chart) ([]string, error) {
	path := file(directory, c)
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

// uses are the paths that templates ask for; true where one is passed on as a
// whole, with whatever stands below it.
type uses map[string]bool

var (
	action  = regexp.MustCompile(`(?s)\{\{-?(.*?)-?\}\}`)
	mention = regexp.MustCompile(`\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)`)
	indexed = regexp.MustCompile(`index\s+\$?\.Values((?:\s+"[^"]+")+)`)
	// handsOn are the functions that write a structure out as it is.
	handsOn = regexp.MustCompile(`\b(toYaml|toJson|range|tpl|merge|mergeOverwrite|omit|pick)\b`)
	with    = regexp.MustCompile(`^\s*(else )?with\s`)
	dotOut  = regexp.MustCompile(`\b(toYaml|range|tpl|toJson)\b[^}]*[( ]\.[ )]`)
)

func usesOf(c *chart.Chart) uses {
	out := uses{}
	for _, template := range c.Templates {
		text := string(template.Data)
		for _, at := range action.FindAllStringSubmatchIndex(text, -1) {
			inside := text[at[2]:at[3]]
			if strings.HasPrefix(strings.TrimSpace(inside), "/*") {
				continue
			}
			whole := handsOn.MatchString(inside)
			if with.MatchString(inside) {
				next := action.FindAllString(text[at[1]:], 2)
				whole = slices.ContainsFunc(next, func(s string) bool { return dotOut.MatchString(s) })
			}
			note := func(path string) { out[path] = out[path] || whole }
			for _, m := range mention.FindAllStringSubmatch(inside, -1) {
				note(strings.TrimPrefix(m[1], "."))
			}
			for _, m := range indexed.FindAllStringSubmatch(inside, -1) {
				note(strings.ReplaceAll(strings.Trim(strings.TrimSpace(m[1]), `"`), `" "`, "."))
			}
		}
	}
	return out
}
