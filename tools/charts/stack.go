package main

import (
	"cmp"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"eks-elk/internal/recorder"
	"eks-elk/internal/stackfile"
	"eks-elk/settings"
)

// placeholderKubeconfig replaces a user's own: the program reads its contexts and
// contacts no cluster here.
const placeholderKubeconfig = `{"apiVersion": "v1", "kind": "Config", "current-context": %[1]q, ` +
	`"clusters": [{"name": %[1]q, "cluster": {"server": "http://127.0.0.1:8001"}}], ` +
	`"users": [{"name": %[1]q, "user": {}}], ` +
	`"contexts": [{"name": %[1]q, "context": {"cluster": %[1]q, "user": %[1]q}}]}`

// stack is a stack's configuration, from its file alone.
type stack struct {
	name   string
	config map[string]any // full key to value: eks-elk:charts, aws:region
	secret []string       // full keys whose values are credentials, with something in their place
}

// readStack reads Pulumi.<name>.yaml in a directory.
func readStack(directory, name string) (*stack, error) {
	content, err := stackfile.Read(directory, name)
	if err != nil {
		return nil, err
	}
	if cluster, _ := content["eks-elk:cluster"].(map[string]any); cluster["kubeconfig"] != nil && cluster["kubeconfig"] != "" {
		context, _ := cluster["context"].(string)
		cluster["kubeconfig"] = fmt.Sprintf(placeholderKubeconfig, cmp.Or(context, "charts"))
	}
	secret := stackfile.StandIns(content)
	if keys := stackfile.Encrypted(content); len(keys) > 0 {
		return nil, fmt.Errorf("stack %q: %s is encrypted and cannot be read here; only a kubeconfig may be", name, keys[0])
	}
	return &stack{name: name, config: content, secret: secret}, nil
}

// set changes one setting of eks-elk:charts.
func (s *stack) set(value string, path ...string) error {
	return unstructured.SetNestedField(s.config, value, append([]string{"eks-elk:charts"}, path...)...)
}

// settings returns the stack's settings, with defaults. The program checks the
// files that they name.
func (s *stack) settings() (*settings.Settings, error) {
	config, err := stackfile.Text(s.config)
	if err != nil {
		return nil, err
	}
	return settings.Parse(settings.Source{Stack: s.name, Config: config, Secret: s.secret, Now: time.Now()})
}

// run runs the built program on the stack without an engine.
func (s *stack) run(in project) (*recorder.Recording, error) {
	config, err := stackfile.Text(s.config)
	if err != nil {
		return nil, err
	}
	r, err := recorder.Command(absolute(in.directory, in.program), in.directory, recorder.WithStack(s.name), recorder.WithConfig(config),
		recorder.WithSecrets(s.secret...))
	if err != nil {
		return nil, err
	}
	return r, r.Err
}
