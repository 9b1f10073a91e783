// Package program is what the project's Pulumi programs share: how they read their
// configuration, and how they end when they refuse it.
package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/stackfile"
	"eks-elk/settings"
)

// Refusal is an error in what the user wrote, found before anything was
// registered.
type Refusal struct{ Err error }

func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns what is wrong.
func (r *Refusal) Unwrap() error { return r.Err }

// Run runs a program under the engine.
func Run(body pulumi.RunFunc) {
	pulumi.Run(func(ctx *pulumi.Context) error {
		err := body(ctx)
		var refused *Refusal
		if !errors.As(err, &refused) {
			return err
		}
		if err := ctx.Log.Error(refused.Error(), nil); err != nil {
			return err
		}
		// The message is complete. This status tells the language host so; any
		// other exit would print it a second time with a heading about an
		// unhandled error.
		os.Exit(constant.ExitStatusLoggedError)
		return nil
	})
}

// Source is the running stack's configuration.
//
// It reads the variable in which the engine passes the whole configuration
// (pulumi/sdk go/pulumi/run.go, EnvConfig), because pulumi.Context can only be
// asked for keys that one knows, and a misspelt key is one that nobody asks for.
func Source(ctx *pulumi.Context) (settings.Source, error) {
	config := map[string]string{}
	if text := os.Getenv(pulumi.EnvConfig); text != "" {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			return settings.Source{}, fmt.Errorf("read the stack's configuration from %s: %w", pulumi.EnvConfig, err)
		}
	}
	var secret []string
	for key := range config {
		if ctx.IsConfigSecret(key) {
			secret = append(secret, key)
		}
	}
	return settings.Source{Stack: ctx.Stack(), Config: config, Secret: secret, Clear: inClear(".", ctx.Stack()), Now: time.Now()}, nil
}

// inClear returns what the stack's file has in clear text below a key with a secret. The
// engine decrypts the whole key, and does not say which part was one. With --config-file
// there may be no such file: then nothing is known.
func inClear(directory, stack string) []string {
	file, err := stackfile.Read(directory, stack)
	if err != nil {
		return nil
	}
	return stackfile.Clear(file)
}
