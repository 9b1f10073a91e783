package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gopkg.in/yaml.v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

// placeholderKubeconfig replaces a user's own: the program reads its contexts and
// contacts no cluster here.
const placeholderKubeconfig = `{"apiVersion": "v1", "kind": "Config", "current-context": %[1]q, ` +
	`"clusters": [{"name": %[1]q, "cluster": {"server": "https://127.0.0.1:6443"}}], ` +
	`"users": [{"name": %[1]q, "user": {}}], ` +
	`"contexts": [{"name": %[1]q, "context": {"cluster": %[1]q, "user": %[1]q}}]}`

// stack is a stack's configuration, from its file alone.
type stack struct {
	name   string
	config map[string]map[string]any // full key to structure: eks-elk:charts, eks-elk:cluster
	plain  map[string]string         // full key to text: aws:region
}

// readStack reads Pulumi.<name>.yaml in a directory.
func readStack(directory, name string) (*stack, error) {
	file := "Pulumi." + name + ".yaml"
	text, err := os.ReadFile(filepath.Join(directory, file))
	if err != nil {
		return nil, fmt.Errorf("stack %s: %w; use -stack NAME for another one", name, err)
	}
	var content struct {
		Config map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	s := &stack{name: name, config: map[string]map[string]any{}, plain: map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(content.Config)) {
		switch v := content.Config[key].(type) {
		case map[string]any:
			s.config[key] = v
		default:
			s.plain[key] = fmt.Sprint(v)
		}
	}
	if cluster := s.config["eks-elk:cluster"]; cluster["kubeconfig"] != nil && cluster["kubeconfig"] != "" {
		context, _ := cluster["context"].(string)
		cluster["kubeconfig"] = fmt.Sprintf(placeholderKubeconfig, cmp.Or(context, "charts"))
	}
	for _, key := range slices.Sorted(maps.Keys(s.config)) {
		if encrypted(s.config[key]) {
			return nil, fmt.Errorf("%s: %s is encrypted and cannot be read here; only a kubeconfig may be", file, key)
		}
	}
	return s, nil
}

// encrypted returns whether there is a secret in a structure: a map of the one key
// "secure" (https://www.pulumi.com/docs/iac/concepts/secrets/).
func encrypted(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["secure"].(string); ok && len(v) == 1 {
			return true
		}
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), encrypted)
	case []any:
		return slices.ContainsFunc(v, encrypted)
	}
	return false
}

// set changes one setting of eks-elk:charts.
func (s *stack) set(value string, path ...string) error {
	const group = "eks-elk:charts"
	if s.config[group] == nil {
		s.config[group] = map[string]any{}
	}
	return unstructured.SetNestedField(s.config[group], value, path...)
}

// engineConfig returns the configuration as the engine passes it.
func (s *stack) engineConfig() (map[string]string, error) {
	out := maps.Clone(s.plain)
	for key, structure := range s.config {
		text, err := json.Marshal(structure)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[key] = string(text)
	}
	return out, nil
}

// settings returns the stack's settings, with defaults. The program checks the
// files that they name.
func (s *stack) settings() (*settings.Settings, error) {
	config, err := s.engineConfig()
	if err != nil {
		return nil, err
	}
	return settings.Parse(settings.Source{Stack: s.name, Config: config, Now: time.Now()})
}

// run runs the built program on the stack without an engine.
func (s *stack) run(in project) (*recorder.Recording, error) {
	config, err := s.engineConfig()
	if err != nil {
		return nil, err
	}
	r, err := recorder.Command(absolute(in.directory, in.program), in.directory, recorder.WithStack(s.name), recorder.WithConfig(config))
	if err != nil {
		return nil, err
	}
	return r, r.Err
}
