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

// Options are those of a rehearsal of stack/testdata/stacks/<file>.yaml under the name of a
// stack. They skip the test where the tools or the program are not built, and
// fail it where make has built them.
func Options(t testing.TB, stack, file string) lifecycle.Options {
	t.Helper()
	project, tools := found(t, "program")
	return lifecycle.Options{
		Project: project, Stack: stack, Tools: tools,
		StackFile: filepath.Join(project, "stack/testdata/stacks", file+".yaml"),
	}
}

// Bootstrap are the options of a rehearsal of the program in bootstrap/.
func Bootstrap(t testing.TB) lifecycle.Options {
	t.Helper()
	project, tools := found(t, "bootstrap")
	project = filepath.Join(project, "bootstrap")
	return lifecycle.Options{
		Project: project, Stack: "account", Tools: tools, StackFile: filepath.Join(project, "testdata/Pulumi.account.yaml"), Quick: true,
	}
}

// found returns the checkout and what make has built there, a program among it.
func found(t testing.TB, program string) (project string, tools lifecycle.Tools) {
	t.Helper()
	project, err := lifecycle.FindProject() // the compiler knows no path: make builds with -trimpath
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(project, ".cache")
	tools, err = lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, program))
	switch {
	case err == nil:
	case os.Getenv("EKS_ELK_TOOLS") != "": // of the Makefile
		t.Fatal(err)
	default:
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	return project, tools
}

// Leftovers is the built command of `make leftovers`. It skips or fails the test as
// Options does.
func Leftovers(t testing.TB) string {
	t.Helper()
	project, err := lifecycle.FindProject()
	if err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(project, ".cache", "leftovers")
	if _, err := os.Stat(command); err == nil {
		return command
	}
	if os.Getenv("EKS_ELK_TOOLS") != "" { // of the Makefile
		t.Fatalf("%s is not built", command)
	}
	t.Skip("make leftovers is not built")
	return ""
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
