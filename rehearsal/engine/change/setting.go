// Package change rehearses a changed setting: how it is written into a stack
// file, and what its consequences mean to a person.
package change

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Apply sets KEY=VALUE pairs in a stack file's text. A key is a path below the
// project's namespace (cluster.version) or a full key (aws:region,
// eks-elk:cluster.version); a value is YAML.
func Apply(stackFile []byte, namespace string, settings []string) ([]byte, error) {
	file := map[string]any{}
	if err := yaml.Unmarshal(stackFile, &file); err != nil {
		return nil, fmt.Errorf("read the stack file: %w", err)
	}
	config, _ := file["config"].(map[string]any)
	if config == nil {
		config = map[string]any{}
		file["config"] = config
	}
	for _, s := range settings {
		path, value, err := parse(namespace, s)
		if err != nil {
			return nil, err
		}
		if err := set(config, path, value); err != nil {
			return nil, fmt.Errorf("-then %s: %w", Shown([]string{s})[0], err)
		}
	}
	return yaml.Marshal(file)
}

var secret = regexp.MustCompile(`\{\s*"?secure"?\s*:.*\}`)

// Shown returns settings as a report may show them: without what is secret.
func Shown(settings []string) []string {
	var out []string
	for _, s := range settings {
		out = append(out, secret.ReplaceAllString(s, "[secret]"))
	}
	return out
}

// parse reads KEY=VALUE: the path below a stack file's config, and the value.
func parse(namespace, setting string) (path []string, value any, err error) {
	key, text, _ := strings.Cut(setting, "=")
	if !strings.Contains(key, ":") {
		key = namespace + ":" + key
	}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return nil, nil, fmt.Errorf("-then %s: the value is not YAML", key)
	}
	if _, fraction := value.(float64); fraction { // 1.30 is the text "1.30": no setting is a fraction
		value = text
	}
	return strings.Split(key, "."), value, nil
}

func set(in map[string]any, path []string, value any) error {
	if len(path) == 1 {
		in[path[0]] = value
		return nil
	}
	next, exists := in[path[0]]
	if !exists {
		next = map[string]any{}
		in[path[0]] = next
	}
	inner, ok := next.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is a value, nothing can be set below it", path[0])
	}
	return set(inner, path[1:], value)
}

// Already refuses settings that have their values before they are changed.
func Already(stackFile []byte, namespace string, settings []string) error {
	var file struct {
		Config any `yaml:"config"`
	}
	if err := yaml.Unmarshal(stackFile, &file); err != nil {
		return fmt.Errorf("read the stack file: %w", err)
	}
	for _, s := range settings {
		path, value, err := parse(namespace, s)
		if err != nil {
			return err
		}
		// As the program reads: 30 and "30" are one value.
		if is, said := find(file.Config, path); said && fmt.Sprint(is) == fmt.Sprint(value) {
			return fmt.Errorf("-then %s changes nothing: the stack file has this value already", Shown([]string{s})[0])
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
