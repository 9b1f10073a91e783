package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
)

// defaultSchemas is where kubeconform finds JSON schemas of each Kubernetes
// version.
const defaultSchemas = "https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master"

// newSchemas returns a validator with the JSON schemas of a Kubernetes version,
// such as 1.35.0, at location, an address or a directory. An error says why there
// is none.
func newSchemas(location, kubernetes string) (validator.Validator, error) {
	if err := reach(location, kubernetes); err != nil {
		return nil, err
	}
	return validator.New([]string{location}, validator.Opts{Strict: true, KubernetesVersion: kubernetes})
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

// rejection returns why the schema of an object's kind rejects it.
func rejection(s validator.Validator, o object) error {
	result := s.ValidateResource(resource.Resource{Bytes: o.text})
	if result.Status != validator.Invalid {
		return result.Err
	}
	var lines []string
	for _, e := range result.ValidationErrors {
		lines = append(lines, e.Path+": "+e.Msg)
	}
	return errors.New(strings.Join(lines, "; "))
}
