package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/kubernetes"
)

// besideAnOperator starts a rehearsal on a cluster that has a Prometheus operator.
func besideAnOperator(t *testing.T, settings ...string) *lifecycle.Rehearsal {
	t.Helper()
	r := onAnExistingCluster(t)
	if err := kubernetes.GiveOperator(r.World, "https://"+r.World.APIServer, "PodMonitor", "ServiceMonitor"); err != nil {
		t.Fatal(err)
	}
	if err := r.Set(settings); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBesideAnOperatorTheStackComesUpWithoutMonitoring(t *testing.T) {
	ctx := context.Background()
	rep := report.New("local", 0)
	if err := besideAnOperator(t, "monitoring.enabled=false").Cycle(ctx, rep, func(lifecycle.Step) {}); err != nil {
		t.Fatal(err)
	}
	if !rep.Sound() {
		t.Errorf("%v", rep.Findings())
	}
}

func TestBesideAnOperatorMonitoringIsRefused(t *testing.T) {
	up := besideAnOperator(t).Up(context.Background())
	const want = "exists and cannot be imported into the current release: invalid ownership metadata"
	if up.Failed == nil || !slices.ContainsFunc(up.Problems, func(p string) bool { return strings.Contains(p, want) }) {
		t.Errorf("%v: %q", up.Failed, up.Problems)
	}
}
