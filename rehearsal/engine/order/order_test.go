package order

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func custom(urn string, deps ...resource.URN) apitype.ResourceV3 {
	return apitype.ResourceV3{URN: resource.URN(urn), Custom: true, Dependencies: deps}
}

func state(resources ...apitype.ResourceV3) *Graph {
	return Read(apitype.DeploymentV3{Resources: resources})
}

func edge(from, to string) world.Edge {
	return world.Edge{From: &world.Object{URN: from}, To: &world.Object{URN: to}, Rule: "test/rule"}
}

func TestAPathMayRunOverParentProviderAndProperty(t *testing.T) {
	byParent := custom("child")
	byParent.Parent = "parent"
	byProvider := custom("provided")
	byProvider.Provider = "provider::1234"
	byProperty := custom("property")
	byProperty.PropertyDependencies = map[resource.PropertyKey][]resource.URN{"id": {"child"}}
	g := state(custom("root"), custom("parent", "root"), byParent, custom("provider", "root"), byProvider, byProperty)
	for _, from := range []string{"child", "provided", "property"} {
		if !g.Path(from, "root") {
			t.Errorf("%s does not wait for root", from)
		}
	}
	if g.Path("root", "child") || g.Path("provided", "child") {
		t.Error("a path runs where none is")
	}
}

func TestADependencyOnAComponentIsOneOnItsChildren(t *testing.T) {
	component := apitype.ResourceV3{URN: "component"}
	inner := custom("inner")
	inner.Parent = "component"
	late := custom("late")
	late.Parent = "component"
	g := state(component, inner, custom("outer", "component"), late)
	if !g.Path("outer", "inner") {
		t.Error("outer does not wait for what is in the component it depends on")
	}
	if g.Path("outer", "late") {
		t.Error("outer waits for a child that came after it; the engine does not")
	}
	if g.Path("inner", "late") {
		t.Error("siblings wait for each other")
	}
}

func TestProofNamesThePairWithoutAPath(t *testing.T) {
	g := state(custom("gateway"), custom("address"), custom("nat", "address"))
	said := edge("nat", "gateway")
	said.Why = "goes through it"
	p := Prove(g, []world.Edge{edge("nat", "address"), said, said, edge("nat", "elsewhere")})
	if want := []MissingEdge{{From: "nat", To: "gateway", Rule: "test/rule", Why: "goes through it"}}; !slices.Equal(p.Missing, want) ||
		p.Pairs != 2 {
		t.Errorf("got %d pairs, missing %v; want 2 and %v", p.Pairs, p.Missing, want)
	}
}

// A bucket's encryption goes with the bucket: the key has to be there until then.
func TestWhatGoesWithAnotherNeedsWhatItNeedsUntilThen(t *testing.T) {
	with := func(r apitype.ResourceV3) apitype.ResourceV3 {
		r.DeletedWith = "bucket"
		return r
	}
	policy := edge("policy", "block")
	for _, c := range []struct {
		bucket []resource.URN
		want   []MissingEdge
	}{
		{[]resource.URN{"key"}, []MissingEdge{}},
		{nil, []MissingEdge{{From: "bucket", To: "key", Rule: "test/rule", Why: "encryption goes with it"}}},
	} {
		g := state(custom("key"), custom("bucket", c.bucket...), with(custom("encryption", "bucket", "key")), with(custom("block", "bucket")),
			with(custom("policy", "bucket", "block")))
		if p := Prove(g, []world.Edge{edge("encryption", "key"), edge("encryption", "bucket"), policy}); !slices.Equal(p.Missing, c.want) {
			t.Errorf("with %v: missing %v, want %v", c.bucket, p.Missing, c.want)
		}
	}
}

// took makes each operation one step that always takes as long.
func took(times map[string]time.Duration) Durations {
	d := Durations{}
	for urn, median := range times {
		d[urn] = latency.Steps{{Time: latency.Time{Median: median, P90: median}}}
	}
	return d
}

func path(t Timeline) (out []string) {
	for _, s := range t.Critical {
		out = append(out, strings.TrimSpace(s.URN+" "+s.Step))
	}
	return out
}

func TestClockFollowsTheLongestPath(t *testing.T) {
	g := state(custom("vpc"), custom("nat", "vpc"), custom("cluster", "vpc"), custom("nodes", "cluster", "nat"))
	takes := took(map[string]time.Duration{"vpc": 4 * time.Second, "nat": 2 * time.Minute, "cluster": 9 * time.Minute, "nodes": 2 * time.Minute})
	up := g.Up(nil, takes).Timeline()
	if want := 11*time.Minute + 4*time.Second; up.Total != want {
		t.Errorf("up takes %s, want %s", up.Total, want)
	}
	if got, want := path(up), []string{"vpc", "cluster", "nodes"}; !slices.Equal(got, want) {
		t.Errorf("the critical path is %v, want %v", got, want)
	}
}

func TestDestroyGoesLayerByLayer(t *testing.T) {
	// The gateway hangs on the network alone, but goes only with the cluster's
	// layer: the engine waits for each layer to be gone.
	g := state(custom("vpc"), custom("gateway", "vpc"), custom("cluster", "vpc"), custom("nodes", "cluster"))
	takes := took(map[string]time.Duration{"vpc": time.Second, "gateway": 5 * time.Minute, "cluster": 3 * time.Minute, "nodes": 4 * time.Minute})
	if got, want := g.Destroy(takes), 9*time.Minute+time.Second; got != want {
		t.Errorf("destroy takes %s, want %s", got, want)
	}
}

func TestLowerBoundKnowsOnlyTheRules(t *testing.T) {
	g := state(custom("nat"), custom("cluster", "nat"), custom("nodes", "cluster"))
	takes := took(map[string]time.Duration{"nat": 2 * time.Minute, "cluster": 9 * time.Minute, "nodes": 2 * time.Minute})
	bound := g.LowerBound([]world.Edge{edge("nodes", "cluster"), edge("nodes", "nat")}, takes).Timeline().Total
	if up := g.Up(nil, takes).Timeline().Total; bound != 11*time.Minute || up != 13*time.Minute {
		t.Errorf("bound %s, up %s; want 11m and 13m: the cluster waits for the NAT and no rule asks for it", bound, up)
	}
}
