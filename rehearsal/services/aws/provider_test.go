package aws

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/world/schema"
)

// differences are what the world has beside the provider's table on purpose, and
// why. A path "*" stands for the whole type.
var differences = map[string]string{
	"ec2.Instance * no schema":                 "no program makes it: node groups do",
	"ec2.NetworkInterface * no schema":         "no program makes it: services do",
	"eks.Cluster name not required":            "required by the provider; Pulumi names what has no name before it looks (bridge, AutoName)",
	"ec2.LaunchTemplate latestVersion renewed": "the provider computes it in code (CustomizeDiff): any change of the content makes a version",
	"iam.Role assumeRolePolicy compared":       "the provider compares policies in code (SuppressEquivalentPolicyDiffs)",
	"iam.Policy policy compared":               "the provider compares policies in code (SuppressEquivalentPolicyDiffs)",
	"iam.RolePolicy policy compared":           "the provider compares policies in code (SuppressEquivalentPolicyDiffs)",
	"s3.BucketPolicy policy compared":          "the provider compares policies in code (SuppressEquivalentPolicyDiffs)",
	"budgets.Budget limitAmount compared":      "the provider compares amounts in code (suppressEquivalentBudgetLimitAmount)",
	"iam.OpenIdConnectProvider url compared":   "the provider compares URLs in code (suppressOpenIDURL)",
	"eks.Addon configurationValues checked":    "EKS takes YAML as well; the stricter reading takes JSON objects",
	"ec2.RouteTable routes checked":            "the world knows routes as resources of their own alone, as the provider allows one way or the other",
	"ec2.SecurityGroupRule cidrBlocks checked": "which source a rule names the provider asks in code",
}

// Every difference between what the kinds say and what the provider's code says
// has a reason, and every reason a difference.
func TestEveryDifferenceFromTheProviderHasAReason(t *testing.T) {
	found := map[string]bool{}
	for _, k := range ownWords() {
		if !strings.HasPrefix(k.Token, "aws:") {
			continue
		}
		module, name, _ := strings.Cut(strings.TrimPrefix(k.Token, "aws:"), "/")
		_, name, _ = strings.Cut(name, ":")
		say := func(path, what string) { found[module+"."+name+" "+path+" "+what] = true }
		s, known := provider()[k.Token]
		if !known {
			say("*", "no schema")
			continue
		}
		if a := s.Attributes[k.NameProperty]; a != nil && a.Required {
			say(k.NameProperty, "not required")
		}
		for what, paths := range map[string][]string{"required": k.Required, "replaces": k.Replace, "computed": k.Computed, "renewed": k.Renewed,
			"compared": slices.Collect(maps.Keys(k.Same))} {
			for _, p := range paths {
				say(p, what)
			}
		}
		for p := range k.Defaults {
			say(string(p), "default")
		}
		for _, c := range k.Check {
			say(strings.Join(propertiesOf[c.Rule], " "), "checked")
		}
	}
	for d := range found {
		if differences[d] == "" {
			t.Errorf("%s: the world differs from services/aws/provider.txt without a reason", d)
		}
	}
	for d := range differences {
		if !found[d] {
			t.Errorf("%s: the reason is given, the difference is gone", d)
		}
	}
}

// propertiesOf are the properties that checks beside the table look at.
var propertiesOf = map[string][]string{
	"eks/addon-configuration-is-json": {"configurationValues"}, "ec2/routes-apart-from-their-table": {"routes"},
	"ec2/security-group-rule-source": {"cidrBlocks"},
}

// The table is read whole, and names no attribute that is not there.
func TestTheTableHoldsTogether(t *testing.T) {
	if n := len(provider()); n != 46 {
		t.Errorf("%d types, want 46", n)
	}
	for token, typ := range provider() {
		paths := typ.Where(func(*schema.Attribute) bool { return true })
		for _, pick := range []func(*schema.Attribute) []string{
			func(a *schema.Attribute) []string { return a.Conflicts },
			func(a *schema.Attribute) []string { return a.With },
			func(a *schema.Attribute) []string { return a.OneOf },
		} {
			typ.Where(func(a *schema.Attribute) bool {
				for _, p := range pick(a) {
					if !slices.Contains(paths, p) {
						t.Errorf("%s: %s is no attribute", token, p)
					}
				}
				return false
			})
		}
		if !strings.HasPrefix(token, "aws:") || len(paths) == 0 {
			t.Errorf("%s has %d attributes", token, len(paths))
		}
	}
}
