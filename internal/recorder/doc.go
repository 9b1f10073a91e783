// Package recorder runs a Pulumi program without an engine and remembers what
// it registered: each resource with its inputs, options and dependencies, each
// invoke, each log line and the stack's outputs.
//
// It serves the resource monitor and engine services that a program talks to
// (pulumi/sdk proto/resource.proto, proto/engine.proto) from memory. The mocks
// of the SDK (pulumi.WithMocks) hide the stack's outputs, the log and the
// children of remote components, which tests here want to hold too.
package recorder
