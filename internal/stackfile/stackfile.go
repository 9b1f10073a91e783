// Package stackfile finds a project and reads a stack's file, Pulumi.<stack>.yaml,
// for tools that need neither the Pulumi CLI nor the stack's state.
package stackfile

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Project returns the absolute path of a project's directory: the given one, which
// must have a Pulumi.yaml, or for "" the nearest that has one, from here upwards.
func Project(given string) (string, error) {
	dir, err := filepath.Abs(cmp.Or(given, "."))
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "Pulumi.yaml")); err == nil {
			return at, nil
		}
		if given != "" {
			return "", fmt.Errorf("there is no Pulumi.yaml in %s", given)
		}
		if at == filepath.Dir(at) {
			return "", errors.New("there is no Pulumi.yaml here or above: name the project with -project DIR")
		}
	}
}

// Read returns the configuration of a stack, full key to value, from its file in
// a project's directory.
func Read(directory, stack string) (map[string]any, error) {
	file := "Pulumi." + stack + ".yaml"
	text, err := os.ReadFile(filepath.Join(directory, file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no stack %q: %s has no %s%s; -stack NAME names another", stack, directory, file, others(directory))
	}
	if err != nil {
		return nil, fmt.Errorf("stack %q: %w", stack, err)
	}
	var content struct {
		Config map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	config := map[string]any{}
	for key, value := range content.Config {
		if value != nil { // written but empty
			config[key] = value
		}
	}
	return config, nil
}

// others are the stacks that a directory has files of.
func others(directory string) string {
	files, _ := filepath.Glob(filepath.Join(directory, "Pulumi.*.yaml"))
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "Pulumi."), ".yaml"))
	}
	if len(names) == 0 {
		return ""
	}
	return " (there is " + strings.Join(names, ", ") + ")"
}

// standIns are what a tool takes, by the last name of a setting, for a secret that it
// can do without: credentials of those who hear of alerts, and of a store of backups.
var standIns = map[string]string{
	"url": standIn, "heartbeat": standIn, "password": standIn, "accessKey": standIn, "secretKey": standIn,
	"routingKey": "0123456789abcdef0123456789abcdef",
}

const standIn = "https://secret.example.com/0123456789abcdef0123456789abcdef"

// StandIns puts a text in the place of each secret that a tool can do without, and
// returns the keys below which it did, sorted.
func StandIns(config map[string]any) []string {
	var keys []string
	for _, key := range Encrypted(config) {
		if m, isMap := config[key].(map[string]any); isMap && !isSecret(m) {
			if left, some := replaced(m); some {
				config[key] = left
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// replaced returns a copy with stand-ins, and whether there is one.
func replaced(m map[string]any) (out map[string]any, some bool) {
	out = maps.Clone(m)
	for key, v := range m {
		below, isMap := v.(map[string]any)
		switch text := standIns[key]; {
		case !isMap:
		case isSecret(below) && text != "":
			out[key], some = text, true
		case !isSecret(below):
			left, did := replaced(below)
			out[key], some = left, some || did
		}
	}
	return out, some
}

// Clear returns the paths of what stands in clear text below a key that holds a secret
// elsewhere: the engine calls all of that key secret.
func Clear(config map[string]any) []string {
	var paths []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, isMap := v.(map[string]any)
		switch {
		case !isMap && !encrypted(v):
			paths = append(paths, path)
		case isSecret(m):
		default:
			for key, below := range m {
				walk(path+"."+key, below)
			}
		}
	}
	for _, key := range Encrypted(config) {
		walk(key, config[key])
	}
	slices.Sort(paths)
	return paths
}

// Encrypted returns the keys in whose values there is a secret, sorted: a map of
// the one key "secure" (https://www.pulumi.com/docs/iac/concepts/secrets/).
func Encrypted(config map[string]any) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(config)) {
		if encrypted(config[key]) {
			keys = append(keys, key)
		}
	}
	return keys
}

// isSecret tells whether a map stands for one secret.
func isSecret(m map[string]any) bool {
	_, is := m["secure"].(string)
	return is && len(m) == 1
}

func encrypted(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		if isSecret(v) {
			return true
		}
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), encrypted)
	case []any:
		return slices.ContainsFunc(v, encrypted)
	}
	return false
}

// Text returns the configuration as the engine passes it: text, or JSON for a
// structure.
func Text(config map[string]any) (map[string]string, error) {
	out := map[string]string{}
	for key, value := range config {
		switch value.(type) {
		case map[string]any, []any:
			text, err := json.Marshal(value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
			out[key] = string(text)
		default:
			out[key] = fmt.Sprint(value)
		}
	}
	return out, nil
}
