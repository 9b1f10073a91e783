package lifecycle_test

import (
	"context"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/world"
)

var update = flag.Bool("update", false, "rewrite the lists of URNs, and the table of what pods request")

// goldenStacks are the stacks whose URNs are listed in urns-<file>.golden, by
// the stack's name: the engine's own state after an up.
var goldenStacks = map[string]string{"dev": "dev", "local": "local", "everything": "dev"}

// ups are stacks that are up, by file: the world, and what the engine has in its state.
var ups = map[string]struct {
	world *world.World
	state []apitype.ResourceV3
}{}

// made is the engine's state of a stack that is up. Each comes up once.
func made(t *testing.T, file string) []apitype.ResourceV3 {
	t.Helper()
	if up, is := ups[file]; is {
		return up.state
	}
	o := lifecycletest.Options(t, goldenStacks[file], file)
	o.Quick = true
	r := lifecycletest.Start(t, o)
	if up := r.Up(context.Background()); up.Failed != nil {
		t.Fatal(up.Problems)
	}
	state, err := r.State(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	up := ups[file]
	up.world, up.state = r.World, slices.DeleteFunc(state.Resources, func(res apitype.ResourceV3) bool {
		// The stack itself, and the providers that the engine makes by their version.
		return res.Type == "pulumi:pulumi:Stack" || strings.HasPrefix(res.URN.Name(), "default") &&
			strings.HasPrefix(string(res.Type), "pulumi:providers:")
	})
	ups[file] = up
	return up.state
}

func TestURNsAreThoseOfTheStacksThatRun(t *testing.T) {
	for file := range goldenStacks {
		t.Run(file, func(t *testing.T) {
			var urns []string
			for _, res := range made(t, file) {
				urns = append(urns, string(res.URN))
			}
			slices.Sort(urns)
			golden := "../../../stack/testdata/urns-" + file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(strings.Join(urns, "\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			text, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			listed := strings.Fields(string(text))
			for _, urn := range listed {
				if !slices.Contains(urns, urn) {
					t.Errorf("- %s: nothing has this URN any longer. Without an alias whoever upgrades loses a living resource (rehearse -from shows "+
						"it); -update lists the URNs anew", urn)
				}
			}
			for _, urn := range urns {
				if !slices.Contains(listed, urn) {
					t.Errorf("+ %s: not listed in %s; -update", urn, golden)
				}
			}
		})
	}
}

func TestNoSecurityGroupAdmitsTheInternet(t *testing.T) {
	for _, file := range []string{"dev", "everything"} {
		groups, rules := 0, 0
		for _, res := range made(t, file) {
			switch res.Type {
			case "aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":
				groups++
				ingress, _ := res.Inputs["ingress"].([]any)
				for _, rule := range ingress {
					admits(t, res, rule)
				}
			case "aws:ec2/securityGroupRule:SecurityGroupRule":
				rules++
				if res.Inputs["type"] == "ingress" {
					admits(t, res, res.Inputs)
				}
			}
		}
		if groups < 3 || rules < 6 {
			t.Errorf("%s has %d security groups and %d rules: the eks component alone makes two and six", file, groups, rules)
		}
	}
}

// admits reports a rule of ingress that is open to all addresses.
func admits(t *testing.T, res apitype.ResourceV3, rule any) {
	t.Helper()
	inputs, _ := rule.(map[string]any)
	for _, key := range []string{"cidrBlocks", "ipv6CidrBlocks"} {
		blocks, _ := inputs[key].([]any)
		for _, block := range blocks {
			if block == "0.0.0.0/0" || block == "::/0" {
				t.Errorf("%s admits %s", res.URN, block)
			}
		}
	}
}
