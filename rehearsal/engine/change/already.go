package change

import (
	"fmt"
	"reflect"

	"gopkg.in/yaml.v3"
)

// Already refuses settings that have their values before they are changed.
func Already(stackFile []byte, namespace string, settings []string) error {
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
		if is, said := find(file.Config, path); said && same(is, value) {
			return fmt.Errorf("-then %s changes nothing: the stack file says so already", s)
		}
	}
	return nil
}

// find returns what stands at a path.
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

// same compares as the program reads: 30 and "30" are one value.
func same(a, b any) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b)
}
