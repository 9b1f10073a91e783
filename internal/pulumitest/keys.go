package pulumitest

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"eks-elk/kube"
)

// Keys are the value keys of one chart's version, as dotted paths.
type Keys struct {
	exact map[string]bool // set as a whole: a scalar or a list
	free  map[string]bool // take any keys below
}

// ReadKeys reads a list of keys: one path on a line, .* at its end where the
// chart passes on whatever stands below.
func ReadKeys(t testing.TB, file string) Keys {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	keys := Keys{map[string]bool{}, map[string]bool{}}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if path, ok := strings.CutSuffix(line, ".*"); ok {
			keys.free[path] = true
		} else {
			keys.exact[line] = true
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(keys.exact)+len(keys.free) == 0 {
		t.Fatalf("%s lists no key", file)
	}
	return keys
}

// Unknown returns the paths that the values set and the chart does not know.
func (k Keys) Unknown(values kube.Values) []string {
	return k.unknown("", values)
}

func (k Keys) unknown(path string, value any) []string {
	if path != "" && k.free[path] || k.exact[path] {
		return nil
	}
	below, ok := value.(kube.Values)
	if !ok || len(below) == 0 {
		return []string{path}
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(below)) {
		at := key
		if path != "" {
			at = path + "." + key
		}
		out = append(out, k.unknown(at, below[key])...)
	}
	return out
}

// Walk calls f with every value below v and the path to it, in order.
func Walk(v any, f func(path string, v any)) { walk("", v, f) }

func walk(path string, v any, f func(string, any)) {
	f(path, v)
	switch v := v.(type) {
	case kube.Values:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(strings.TrimPrefix(path+"."+key, "."), v[key], f)
		}
	case []kube.Values:
		for i, item := range v {
			walk(fmt.Sprintf("%s[%d]", path, i), item, f)
		}
	}
}

// CheckNoTemplates fails for text that Helm would take for a template.
func CheckNoTemplates(t testing.TB, v any) {
	t.Helper()
	Walk(v, func(path string, v any) {
		if text, ok := v.(string); ok && strings.Contains(text, "{{") {
			t.Errorf("%s is a template: %s", path, text)
		}
	})
}
