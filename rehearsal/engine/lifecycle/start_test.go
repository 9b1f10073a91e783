package lifecycle_test

import (
	"context"
	"path/filepath"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
)

// start begins a rehearsal of the project's program; it ends with the test.
func start(t *testing.T, o lifecycle.Options) *lifecycle.Rehearsal {
	t.Helper()
	project, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(project, ".cache")
	tools, err := lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	if err != nil {
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	o.Project, o.Tools = project, tools
	r, err := lifecycle.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}
