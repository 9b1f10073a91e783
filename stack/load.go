package stack

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// load reads the settings and logs their warnings.
func load(ctx *pulumi.Context) (*settings.Settings, error) {
	s, err := read(ctx)
	if err != nil {
		return nil, &Refusal{err}
	}
	for _, warning := range s.Warnings {
		if err := ctx.Log.Warn(warning, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// read reads the running stack's configuration.
//
// It reads the variable in which the engine passes the whole configuration
// (pulumi/sdk go/pulumi/run.go, EnvConfig), because pulumi.Context can only be
// asked for keys that one knows, and a misspelt key is one that nobody asks for.
func read(ctx *pulumi.Context) (*settings.Settings, error) {
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
	return settings.Parse(settings.Source{
		Stack: ctx.Stack(), Config: config, Secret: secret, Now: time.Now(),
	}.OnThisMachine())
}
