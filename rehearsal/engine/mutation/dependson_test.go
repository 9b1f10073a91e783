package mutation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/order"
)

// TestEveryDependsOnIsAskedForByARule takes each stated dependency of the
// programs away, one at a time, from the state of a stack that is up. The proof
// must miss it; a dependency that nothing misses has no reason to be there.
func TestEveryDependsOnIsAskedForByARule(t *testing.T) {
	for name, c := range map[string]struct {
		options lifecycle.Options
		set     []string
		least   int // that many are stated
	}{
		// A group may be in as many zones as there are, and waits for the route to the internet of each.
		"eks-elk":           {options(t), []string{"nodes.desired=3", "elk.backups.enabled=true", "elk.backups.restore=latest"}, 30},
		"eks-elk-bootstrap": {lifecycletest.Bootstrap(t), nil, 2},
	} {
		t.Run(name, func(t *testing.T) { everyDependsOn(t, c.options, c.set, c.least) })
	}
}

func everyDependsOn(t *testing.T, o lifecycle.Options, set []string, least int) {
	ctx := context.Background()
	r := lifecycletest.Start(t, o)
	if err := r.Set(set); err != nil {
		t.Fatal(err)
	}
	if up := r.Up(ctx); up.Failed != nil {
		t.Fatalf("up: %v", up.Problems)
	}
	state, err := r.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	edges := r.World.Edges()
	if p := order.Prove(order.Read(state), edges); len(p.Missing) > 0 {
		t.Fatalf("edges are missing before any is taken away: %v", p.Missing)
	}
	stated := 0
	var redundant []string
	for i, res := range state.Resources {
		for _, dep := range dependsOn(res) {
			stated++
			without := apitype.DeploymentV3{Resources: slices.Clone(state.Resources)}
			without.Resources[i].Dependencies = slices.DeleteFunc(slices.Clone(res.Dependencies), func(u resource.URN) bool { return u == dep })
			if p := order.Prove(order.Read(without), edges); len(p.Missing) == 0 {
				redundant = append(redundant, fmt.Sprintf("%s on %s", short(res.URN), short(dep)))
			}
		}
	}
	if stated < least {
		t.Errorf("only %d stated dependencies were found", stated)
	}
	for _, r := range redundant {
		t.Errorf("no rule misses the dependency of %s", r)
	}
	t.Logf("%d stated dependencies taken away one at a time", stated)
}

// dependsOn are the dependencies the program stated, beyond those that its
// properties carry. What the eks component registers states its own.
func dependsOn(res apitype.ResourceV3) []resource.URN {
	if strings.Contains(string(res.URN), "$eks:index:") && res.Custom {
		return nil
	}
	carried := map[resource.URN]bool{}
	for _, list := range res.PropertyDependencies {
		for _, urn := range list {
			carried[urn] = true
		}
	}
	var out []resource.URN
	for _, urn := range res.Dependencies {
		if !carried[urn] {
			out = append(out, urn)
		}
	}
	return out
}

func short(urn resource.URN) string { return string(urn.Type().Name()) + " " + urn.Name() }
