package recorder

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Project is the project every recorded program runs in.
const Project = "eks-elk"

// Stack is the stack's name unless WithStack sets another.
const Stack = "dev"

// Outputs returns a resource's outputs besides its inputs. A preview does not
// call it.
type Outputs func(name string, inputs resource.PropertyMap) resource.PropertyMap

// Call returns the result of an invoke.
type Call func(args resource.PropertyMap) resource.PropertyMap

// Option changes how a program is run.
type Option func(*options)

type options struct {
	stack   string
	config  map[string]string
	secret  []string
	preview bool
	outputs map[string]Outputs
	calls   map[string]Call
}

func newOptions(opts []Option) *options {
	o := &options{stack: Stack, config: map[string]string{}, outputs: map[string]Outputs{}, calls: map[string]Call{}}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// WithConfig sets the stack's configuration: full keys such as
// "eks-elk:network", values as the engine hands them over (strings or JSON).
// A further WithConfig adds to the first.
func WithConfig(config map[string]string) Option {
	return func(o *options) { maps.Copy(o.config, config) }
}

// WithSecrets says of which full keys the configuration is secret.
func WithSecrets(keys ...string) Option {
	return func(o *options) { o.secret = append(o.secret, keys...) }
}

// WithStack names the stack.
func WithStack(name string) Option { return func(o *options) { o.stack = name } }

// WithPreview runs the program as a preview: outputs are unknown.
func WithPreview() Option { return func(o *options) { o.preview = true } }

// WithOutputs sets the outputs of the resources of one type, over the defaults.
func WithOutputs(typeToken string, f func(name string, inputs resource.PropertyMap) resource.PropertyMap) Option {
	return func(o *options) { o.outputs[typeToken] = f }
}

// WithCall sets the result of one invoke in place of the default.
func WithCall(token string, f func(args resource.PropertyMap) resource.PropertyMap) Option {
	return func(o *options) { o.calls[token] = f }
}

// Run runs the program and returns what it registered. The program's error is
// the Recording's; only a recorder that cannot work fails the test.
// It sets environment variables, so the test must not be parallel.
func Run(t testing.TB, program pulumi.RunFunc, opts ...Option) *Recording {
	t.Helper()
	o := newOptions(opts)
	config, err := json.Marshal(o.config)
	if err != nil {
		t.Fatalf("recorder: %v", err)
	}
	t.Setenv(pulumi.EnvConfig, string(config))

	m := newMonitor(o)
	address, stop, err := serve(m)
	if err != nil {
		t.Fatalf("recorder: %v", err)
	}
	defer stop()
	err = pulumi.RunErr(func(ctx *pulumi.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("the program panicked: %v", p)
			}
		}()
		return program(ctx)
	}, func(info *pulumi.RunInfo) {
		info.Project, info.Stack, info.Organization = Project, o.stack, "organization"
		info.Config, info.ConfigSecretKeys = o.config, o.secret
		info.DryRun = o.preview
		info.MonitorAddr, info.EngineAddr = address, address
	})
	return m.recording(err)
}
