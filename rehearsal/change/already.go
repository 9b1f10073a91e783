package change

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// Already refuses settings that have their values before they are changed: in
// the stack file, or by default as the table in the project's README says,
// which the program's tests hold to its code.
func Already(stackFile, readme []byte, namespace string, settings []string) error {
	for _, s := range settings {
		path, value, err := parse(namespace, s)
		if err != nil {
			return err
		}
		var file struct {
			Config any `yaml:"config"`
		}
		if err := yaml.Unmarshal(stackFile, &file); err != nil {
			return fmt.Errorf("read the stack file: %w", err)
		}
		is, said := find(file.Config, path)
		where := "the stack file says so"
		if !said {
			is, said = defaultOf(string(readme), strings.Join(path, "."))
			where = "that is the default"
		}
		if said && same(is, value) {
			return fmt.Errorf("-then %s changes nothing: %s already", s, where)
		}
	}
	return nil
}

// find answers what stands at a path.
func find(in any, path []string) (any, bool) {
	for _, key := range path {
		m, ok := in.(map[string]any)
		if !ok {
			return nil, false
		}
		if in, ok = m[key]; !ok {
			return nil, false
		}
	}
	return in, true
}

// defaultOf reads the second cell of a setting's row: | `key` | `value` | …
func defaultOf(readme, key string) (any, bool) {
	_, rest, found := strings.Cut(readme, "\n| `"+key+"` | `")
	text, _, closed := strings.Cut(rest, "` |")
	if !found || !closed || strings.Contains(text, "\n") {
		return nil, false
	}
	return read(text)
}

// same compares as the program reads: 30 and "30" are one value.
func same(a, b any) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b)
}
