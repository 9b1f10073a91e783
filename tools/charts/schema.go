package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
)

// defaultSchemas is where kubeconform finds JSON schemas of each Kubernetes
// version.
const defaultSchemas = "https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master"

// customSchemas names the schemas made here of custom resource definitions.
const customSchemas = "{{ .Group }}_{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"

const definition = "CustomResourceDefinition"

// schemas validates objects with the JSON schemas of a Kubernetes version and of
// the custom resource definitions among the objects.
type schemas struct {
	builtIn bool            // whether there are schemas of Kubernetes' own kinds
	custom  map[string]bool // apiVersion/kind of custom resources
	check   validator.Validator
	close   func()
}

// newSchemas reads the definitions and checks whether there are schemas of this
// Kubernetes version, such as 1.35.0, at location, an address or a directory.
// Where there are none, reached is the reason.
func newSchemas(location, kubernetes string, objects []object) (s *schemas, reached error, err error) {
	directory, err := os.MkdirTemp("", "charts-")
	if err != nil {
		return nil, nil, err
	}
	s = &schemas{custom: map[string]bool{}, close: func() { os.RemoveAll(directory) }}
	for _, o := range objects {
		if o.kind != definition {
			continue
		}
		if err := s.define(directory, o); err != nil {
			s.close()
			return nil, nil, fmt.Errorf("%s: %w", o, err)
		}
	}
	locations := []string{filepath.Join(directory, customSchemas)}
	if reached = reach(location, kubernetes); reached == nil {
		s.builtIn = true
		locations = append(locations, location)
	}
	s.check, err = validator.New(locations, validator.Opts{Strict: true, KubernetesVersion: kubernetes})
	if err != nil {
		s.close()
	}
	return s, reached, err
}

// reach reads one schema that every version has.
func reach(location, kubernetes string) error {
	one := fmt.Sprintf("%s/v%s-standalone-strict/service-v1.json", location, kubernetes)
	if !strings.HasPrefix(location, "http") {
		_, err := os.Stat(one)
		return err
	}
	response, err := (&http.Client{Timeout: 15 * time.Second}).Get(one)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", one, response.Status)
	}
	return nil
}

// define writes the schemas of a definition's versions.
func (s *schemas) define(directory string, o object) error {
	var crd struct {
		Spec struct {
			Group string `json:"group"`
			Names struct {
				Kind string `json:"kind"`
			} `json:"names"`
			Versions []struct {
				Name   string `json:"name"`
				Schema struct {
					OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	text, err := json.Marshal(o.content)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &crd); err != nil {
		return err
	}
	for _, version := range crd.Spec.Versions {
		if version.Schema.OpenAPIV3Schema == nil {
			return fmt.Errorf("version %s has no schema", version.Name)
		}
		text, err := json.Marshal(strict(version.Schema.OpenAPIV3Schema))
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s_%s_%s.json", crd.Spec.Group, strings.ToLower(crd.Spec.Names.Kind), version.Name)
		if err := os.WriteFile(filepath.Join(directory, name), text, 0o600); err != nil {
			return err
		}
		s.custom[crd.Spec.Group+"/"+version.Name+"/"+crd.Spec.Names.Kind] = true
	}
	return nil
}

// strict returns the schema of a definition as a JSON schema that allows no other
// fields: those that the API server would prune
// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
// What is below allOf, anyOf, oneOf and not has no fields of its own.
func strict(schema map[string]any) map[string]any {
	out := maps.Clone(schema)
	if properties, ok := schema["properties"].(map[string]any); ok {
		below := map[string]any{}
		for name, property := range properties {
			below[name] = property
			if each, ok := property.(map[string]any); ok {
				below[name] = strict(each)
			}
		}
		out["properties"] = below
		if schema["x-kubernetes-preserve-unknown-fields"] != true {
			out["additionalProperties"] = false
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if below, ok := schema[key].(map[string]any); ok {
			out[key] = strict(below)
		}
	}
	if kind, ok := schema["type"].(string); ok && schema["nullable"] == true {
		out["type"] = []any{kind, "null"}
	}
	return out
}

// problem returns why a schema rejects an object. known is false where there is no
// schema.
func (s *schemas) problem(o object) (known bool, problem error) {
	if !s.builtIn && !s.custom[o.apiVersion+"/"+o.kind] || o.kind == definition {
		return false, nil
	}
	result := s.check.ValidateResource(resource.Resource{Bytes: o.text})
	switch result.Status {
	case validator.Valid:
		return true, nil
	case validator.Invalid:
		var lines []string
		for _, e := range result.ValidationErrors {
			lines = append(lines, e.Path+": "+e.Msg)
		}
		return true, fmt.Errorf("%s", strings.Join(lines, "; "))
	default:
		return true, result.Err
	}
}
