package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
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

// A cluster takes one stack. The provider asks a cluster nothing about what is to be
// made (pulumi-kubernetes v3.30.2 provider.go, Create: without server-side apply a
// preview returns its inputs), so that the up is the first to know.
func TestASecondStackOnAClusterIsRefusedByTheUp(t *testing.T) {
	ctx := context.Background()
	r := onAnExistingCluster(t)
	namespace := func() world.Call {
		return world.Call{
			URN: "urn:pulumi:other::eks-elk::kubernetes:core/v1:Namespace::elk", Type: kubernetes.Namespace, Name: "elk",
			Inputs:  resource.NewPropertyMapFromMap(map[string]any{"metadata": map[string]any{"name": "elk"}}),
			Session: world.Session{Package: "kubernetes", Server: "https://" + r.World.APIServer},
		}
	}
	if _, _, err := r.World.Create(namespace()); err != nil {
		t.Fatal(err)
	}
	up := r.Up(ctx)
	if up.Failed == nil || !strings.Contains(strings.Join(up.Problems, "; "), `namespaces "elk" already exists`) {
		t.Errorf("%v: %q", up.Failed, up.Problems)
	}
	if s := r.Destroy(ctx); s.Failed != nil {
		t.Errorf("%q", s.Problems)
	}
	left := r.World.Objects(kubernetes.Namespace)
	if len(left) != 1 || left[0].URN != namespace().URN {
		t.Errorf("left: %v", left)
	}
}
