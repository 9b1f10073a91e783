package settings

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Source is everything settings are made from.
type Source struct {
	Stack  string            // the stack's name
	Config map[string]string // full key to value, as the engine passes them: text, or JSON for a structure
	Secret []string          // full keys whose values no message may show
	Now    time.Time
	// ReadFile reads a file that a setting names: a kubeconfig, a certificate
	// of one, a chart's Chart.yaml. nil: no file is looked at.
	ReadFile func(path string) ([]byte, error)
	// LookPath finds an executable; nil: none is looked for.
	LookPath func(name string) (string, error)
}

// Load reads the running stack's configuration. An error is a *Problems, or
// says that the engine's environment is broken.
//
// It reads the variable in which the engine passes the whole configuration
// (pulumi/sdk go/pulumi/run.go, EnvConfig), because pulumi.Context can only be
// asked for keys that one knows, and a misspelt key is one that nobody asks for.
func Load(ctx *pulumi.Context) (*Settings, error) {
	config := map[string]string{}
	if text := os.Getenv(pulumi.EnvConfig); text != "" {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			return nil, fmt.Errorf("read the stack's configuration from %s: %w", pulumi.EnvConfig, err)
		}
	}
	var secret []string
	for key := range config {
		if ctx.IsConfigSecret(key) {
			secret = append(secret, key)
		}
	}
	return Parse(Source{
		Stack: ctx.Stack(), Config: config, Secret: secret, Now: time.Now(),
		ReadFile: readFile, LookPath: lookPath,
	})
}

// Parse makes settings of a source. An error is a *Problems with everything
// that is wrong.
func Parse(source Source) (*Settings, error) {
	values := map[string]any{}
	for key, text := range source.Config {
		values[key] = decode(text)
	}
	l := &loader{source: source}
	s := &Settings{}
	l.declare(s, groupNames(values[groupsKey]))
	l.place(values)
	l.read()
	if len(l.problems) > 0 {
		return nil, newProblems(source.Stack, l.problems)
	}
	s.Warnings = l.warnings
	return s, nil
}
