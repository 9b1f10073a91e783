package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

func TestAClusterThatCannotBeReplacedUnderItsNameKeepsItsData(t *testing.T) {
	ctx := context.Background()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	r := lifecycletest.Start(t, o)
	up := func(settings ...string) lifecycle.Step {
		if err := r.Set(settings); err != nil {
			t.Fatal(err)
		}
		return r.Up(ctx)
	}
	if s := r.Up(ctx); s.Failed != nil {
		t.Fatal(s.Problems)
	}
	before := len(r.World.Objects())
	s := up("network.zones=2")
	if s.Failed == nil || len(s.Problems) != 1 || !strings.Contains(s.Problems[0], "under the same name") {
		t.Errorf("the up with two zones says %q", s.Problems)
	}
	if after := len(r.World.Objects()); after != before {
		t.Errorf("of %d things %d are left", before, after)
	}
	if s := up("network.zones=3"); s.Failed != nil {
		t.Errorf("with the setting put back: %q", s.Problems)
	}
	if s := r.Preview(ctx); s.Failed != nil || s.Changes() > 0 {
		t.Errorf("the preview after that: %d changes, %q", s.Changes(), s.Problems)
	}
	if s := r.Destroy(ctx); s.Failed != nil {
		t.Errorf("the destroy: %q", s.Problems)
	}
}
