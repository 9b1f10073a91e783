// Package lifecycletest begins rehearsals for tests, with stack files of its
// own: what a user writes into Pulumi.<stack>.yaml makes no test red.
package lifecycletest

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
)

// Options are those of a rehearsal of stacks/<file>.yaml under the name of a
// stack. They skip the test where the tools or the program are not built.
func Options(t testing.TB, stack, file string) lifecycle.Options {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	here = filepath.Dir(here)
	project := filepath.Join(here, "../../../..")
	cache := filepath.Join(project, ".cache")
	tools, err := lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	if err != nil {
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	return lifecycle.Options{
		Project: project, Stack: stack, Tools: tools, StackFile: filepath.Join(here, "stacks", file+".yaml"),
	}
}

// Start begins a rehearsal that ends with the test.
func Start(t testing.TB, o lifecycle.Options) *lifecycle.Rehearsal {
	t.Helper()
	r, err := lifecycle.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}
