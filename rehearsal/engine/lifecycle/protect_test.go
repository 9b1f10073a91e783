package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/world"
)

// EKS appends a successor to a cluster's certificate authority before the old one
// expires. The Kubernetes providers, and all that is behind them, are then to be
// replaced: what is protected is not, and the preview says so.
func TestProtectionStopsWhatWouldLoseData(t *testing.T) {
	ctx := context.Background()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	r := lifecycletest.Start(t, o)
	set := func(settings ...string) {
		t.Helper()
		if err := r.Set(settings); err != nil {
			t.Fatal(err)
		}
	}
	passes := func(s lifecycle.Step) {
		t.Helper()
		if s.Failed != nil {
			t.Fatalf("%s: %q", s.Name, s.Problems)
		}
	}
	refused := func(s lifecycle.Step, wants ...string) {
		t.Helper()
		text := strings.Join(s.Problems, "\n")
		for _, want := range append(wants, "protect") {
			if s.Failed == nil || !strings.Contains(text, want) {
				t.Errorf("%s does not say %q, but %q", s.Name, want, s.Problems)
			}
		}
	}
	set("cluster.protect=true")
	passes(r.Up(ctx))
	before := len(r.World.Objects())

	cluster := r.World.Objects("aws:eks/cluster:Cluster")[0]
	authority := cluster.Outputs["certificateAuthority"]
	r.World.Patch(cluster, func(o *world.Object) {
		o.Outputs["certificateAuthority"] = resource.NewPropertyValue(map[string]any{"data": "c3VjY2Vzc29y"})
	})
	passes(r.Refresh(ctx))
	refused(r.Preview(ctx), "elk")
	r.World.Patch(cluster, func(o *world.Object) { o.Outputs["certificateAuthority"] = authority })
	passes(r.Refresh(ctx))
	passes(r.Preview(ctx))

	refused(r.Destroy(ctx))
	if after := len(r.World.Objects()); after != before {
		t.Errorf("of %d things %d are left", before, after)
	}
	set("cluster.protect=false")
	passes(r.Up(ctx))
	passes(r.Destroy(ctx))
}
