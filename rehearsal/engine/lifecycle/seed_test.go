package lifecycle_test

import (
	"context"
	"slices"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// journal is the order in which a seed's up and destroy reached the world.
func journal(t *testing.T, seed int64) []string {
	t.Helper()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Seed, o.Quick = seed, true
	r := lifecycletest.Start(t, o)
	rep := report.New("dev", seed)
	if err := r.Run(context.Background(), seed, rep); err != nil {
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
	first, again, other := journal(t, 7), journal(t, 7), journal(t, 8)
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
