package lifecycle_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"eks-elk/rehearsal/lifecycle"
	"eks-elk/rehearsal/report"
)

// journal is the order in which a seed's up and destroy reached the world.
func journal(t *testing.T, project string, tools lifecycle.Tools, seed int64) []string {
	t.Helper()
	ctx := context.Background()
	r, err := lifecycle.Start(ctx, lifecycle.Options{Project: project, Stack: "dev", Tools: tools, Seed: seed, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	rep := report.New("dev", seed)
	if err := r.Run(ctx, seed, rep); err != nil {
		t.Fatal(err)
	}
	if !rep.Sound() {
		t.Fatalf("seed %d: %v", seed, rep.Findings())
	}
	var out []string
	for _, e := range r.World.Journal() {
		out = append(out, e.Op+" "+e.URN)
	}
	return out
}

func TestSameSeedSameRunAnotherSeedAnother(t *testing.T) {
	project, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(project, ".cache")
	tools, err := lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	if err != nil {
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	first, again, other := journal(t, project, tools, 7), journal(t, project, tools, 7), journal(t, project, tools, 8)
	if !slices.Equal(first, again) {
		t.Error("the same seed gave two different runs")
	}
	if slices.Equal(first, other) {
		t.Error("two seeds gave the same run")
	}
	if len(first) < 150 {
		t.Errorf("only %d operations", len(first))
	}
}
