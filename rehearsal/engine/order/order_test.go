package order

import (
	"slices"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
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

func TestClockFollowsTheLongestPath(t *testing.T) {
	g := state(custom("vpc"), custom("nat", "vpc"), custom("cluster", "vpc"), custom("nodes", "cluster", "nat"))
	takes := Durations{"vpc": 4 * time.Second, "nat": 2 * time.Minute, "cluster": 9 * time.Minute, "nodes": 2 * time.Minute}
	up := g.Up(takes)
	if want := 11*time.Minute + 4*time.Second; up.Total != want {
		t.Errorf("up takes %s, want %s", up.Total, want)
	}
	if want := []string{"vpc", "cluster", "nodes"}; !slices.Equal(up.Critical, want) {
		t.Errorf("the critical path is %v, want %v", up.Critical, want)
	}
}

func TestDestroyGoesLayerByLayer(t *testing.T) {
	// The gateway hangs on the network alone, but goes only with the cluster's
	// layer: the engine waits for each layer to be gone.
	g := state(custom("vpc"), custom("gateway", "vpc"), custom("cluster", "vpc"), custom("nodes", "cluster"))
	takes := Durations{"vpc": time.Second, "gateway": 5 * time.Minute, "cluster": 3 * time.Minute, "nodes": 4 * time.Minute}
	down := g.Destroy(takes)
	if want := 9*time.Minute + time.Second; down.Total != want {
		t.Errorf("destroy takes %s, want %s", down.Total, want)
	}
	if want := []string{"nodes", "gateway", "vpc"}; !slices.Equal(down.Critical, want) {
		t.Errorf("the slowest of the layers are %v, want %v", down.Critical, want)
	}
}

func TestLowerBoundKnowsOnlyTheRules(t *testing.T) {
	g := state(custom("nat"), custom("cluster", "nat"), custom("nodes", "cluster"))
	takes := Durations{"nat": 2 * time.Minute, "cluster": 9 * time.Minute, "nodes": 2 * time.Minute}
	bound := g.LowerBound([]world.Edge{edge("nodes", "cluster"), edge("nodes", "nat")}, takes)
	if bound.Total != 11*time.Minute || g.Up(takes).Total != 13*time.Minute {
		t.Errorf("bound %s, up %s; want 11m and 13m: the cluster waits for the NAT and no rule asks for it",
			bound.Total, g.Up(takes).Total)
	}
}
