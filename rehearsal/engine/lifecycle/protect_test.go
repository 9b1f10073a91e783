package lifecycle_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// Fewer zones would replace the cluster and all that is on it: what is protected
// is not, and the preview says so.
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
	count := func() string {
		var counts []int
		for _, kind := range []string{
			"aws:ec2/vpc:Vpc", "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup", "aws:kms/key:Key", "kubernetes:core/v1:Namespace",
			"kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:PersistentVolumeClaim",
		} {
			counts = append(counts, len(r.World.Objects(kind)))
		}
		// A Secret that only a Job reads is needed by nothing that is protected.
		var passwords []string
		for _, o := range r.World.Objects("kubernetes:core/v1:Secret") {
			if slices.Contains([]string{"elastic-credentials", "elasticsearch-file-realm", "grafana-admin"}, o.Name) {
				passwords = append(passwords, o.Name)
			}
		}
		return fmt.Sprint(counts, len(passwords))
	}
	before, all := count(), len(r.World.Objects())

	set("network.zones=2")
	refused(r.Preview(ctx), "cluster-eksCluster")
	set("network.zones=3")
	passes(r.Preview(ctx))

	refused(r.Destroy(ctx))
	if after := count(); after != before {
		t.Errorf("of %s things %s are left", before, after)
	}
	passes(r.Up(ctx)) // makes again what is not protected and nothing needed
	if now := len(r.World.Objects()); now != all {
		t.Errorf("of %d things the next up leaves %d", all, now)
	}
	set("cluster.protect=false")
	passes(r.Up(ctx))
	passes(r.Destroy(ctx))
}

// A stack whose file protects it is as sound as any: it is taken down by way of an
// up that takes the protection off.
func TestAProtectedStackIsTakenDown(t *testing.T) {
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	r := lifecycletest.Start(t, o)
	if err := r.Set([]string{"cluster.protect=true"}); err != nil {
		t.Fatal(err)
	}
	rep := report.New("dev", 0)
	if err := r.Cycle(context.Background(), rep, func(lifecycle.Step) {}); err != nil || !rep.Sound() {
		t.Errorf("%v, %q", err, rep.Findings())
	}
}
