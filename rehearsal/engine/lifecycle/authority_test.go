package lifecycle_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// A stack whose authority was rotated before its program kept the first one: the
// preview replaces everything on the cluster, and the state is mended by hand.
func TestAStateThatKnowsAnOlderAuthorityIsMendedByHand(t *testing.T) {
	ctx := context.Background()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	r := lifecycletest.Start(t, o)
	passes := func(s lifecycle.Step) lifecycle.Step {
		t.Helper()
		if s.Failed != nil {
			t.Fatalf("%s: %q", s.Name, s.Problems)
		}
		return s
	}
	cluster := func() *world.Object { return r.World.Objects(eks.ClusterType)[0] }
	authority := func() string { return cluster().Str("certificateAuthority.data") }
	passes(r.Up(ctx))
	first := authority()
	// With an authority that is retired nothing can be changed until a refresh.
	eks.RotateAuthority(r.World, cluster(), "Mg==", true)
	if err := r.Set([]string{"elk.kibana.heap=1200Mi"}); err != nil {
		t.Fatal(err)
	}
	if s := r.Up(ctx); s.Failed == nil || !strings.Contains(strings.Join(s.Problems, " "), "certificate signed by unknown authority") {
		t.Errorf("with the retired authority: %q", s.Problems)
	}
	passes(r.RefreshOnly(ctx, "**::cluster-eksCluster"))
	passes(r.Up(ctx))

	old := authority()
	eks.RotateAuthority(r.World, cluster(), "NA==", false)
	edit := func(change func([]byte) []byte) {
		t.Helper()
		if err := r.EditState(ctx, change); err != nil {
			t.Fatal(err)
		}
	}
	passes(r.Refresh(ctx))
	edit(func(state []byte) []byte { return seenFirst(t, replaced(state, first, old), authority()) })
	if s := passes(r.Preview(ctx)); s.Counts[apitype.OpReplace] < 20 {
		t.Errorf("a preview that replaces %d", s.Counts[apitype.OpReplace])
	}
	edit(func(state []byte) []byte { return replaced(state, old, authority()) })
	if s := passes(r.Preview(ctx)); s.Changes() > 0 {
		t.Errorf("the mended state: %d changes", s.Changes())
	}
	passes(r.Destroy(ctx))
}

// replaced is `sed` of docs/troubleshooting.md: the whole text between quotes,
// which have as many backslashes as JSON in JSON has.
func replaced(state []byte, old, successor string) []byte {
	return regexp.MustCompile(`"`+regexp.QuoteMeta(old)+`(\\*)"`).ReplaceAll(state, []byte(`"`+successor+`$1"`))
}

// seenFirst lets the state say that an authority was the first.
func seenFirst(t *testing.T, state []byte, authority string) []byte {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(state, &d); err != nil {
		t.Fatal(err)
	}
	for _, r := range d["resources"].([]any) {
		if r := r.(map[string]any); r["type"] == "pulumi:index:Stash" {
			r["outputs"].(map[string]any)["output"] = authority
		}
	}
	out, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
