// Package lifecycletest begins rehearsals for tests, with stack files of its
// own: what a user writes into Pulumi.<stack>.yaml makes no test red.
package lifecycletest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
)

// Options are those of a rehearsal of stacks/<file>.yaml under the name of a
// stack. They skip the test where the tools or the program are not built, and
// fail it where make has built them.
func Options(t testing.TB, stack, file string) lifecycle.Options {
	t.Helper()
	project := projectDirectory(t)
	cache := filepath.Join(project, ".cache")
	tools, err := lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	switch {
	case err == nil:
	case os.Getenv("EKS_ELK_TOOLS") != "": // of the Makefile
		t.Fatal(err)
	default:
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	return lifecycle.Options{
		Project: project, Stack: stack, Tools: tools,
		StackFile: filepath.Join(project, "rehearsal/engine/lifecycle/lifecycletest/stacks", file+".yaml"),
	}
}

// projectDirectory returns the nearest directory with a Pulumi.yaml, upwards from
// the test's package. The compiler knows no path: make builds with -trimpath.
func projectDirectory(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "Pulumi.yaml")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no Pulumi.yaml above the test")
		}
		dir = filepath.Dir(dir)
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
