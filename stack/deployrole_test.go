package stack

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

// oneOrMany is what IAM's grammar takes as one value or a list.
type oneOrMany []string

func (l *oneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*l = oneOrMany{one}
		return nil
	}
	var many []string
	err := json.Unmarshal(text, &many)
	*l = many
	return err
}

// deployPolicy is a policy of docs/ci.md.
type deployPolicy struct {
	Statement []struct {
		Effect           string
		Action, Resource oneOrMany
		Condition        map[string]map[string]oneOrMany
	}
}

// ciPolicy reads the block of docs/ci.md that follows the name of its file.
func ciPolicy(t *testing.T, file string) deployPolicy {
	t.Helper()
	text, err := os.ReadFile("../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "\n`"+file+"`")
	_, block, begun := strings.Cut(after, "```json\n")
	block, _, ended := strings.Cut(block, "```")
	var p deployPolicy
	if err := json.Unmarshal([]byte(strings.ReplaceAll(block, "ACCOUNT", recorder.Account)), &p); err != nil || !found || !begun || !ended {
		t.Fatalf("%s of docs/ci.md: %v", file, err)
	}
	return p
}

// allows evaluates the statements: action, resource and all conditions must hold.
// What is not Allow, or another operator than these two, is not evaluated.
func (p deployPolicy) allows(t *testing.T, action, arn string, context map[string]string) bool {
	t.Helper()
	for _, s := range p.Statement {
		if s.Effect != "Allow" {
			t.Fatalf("a statement with the effect %s", s.Effect)
		}
		holds := slices.Contains(s.Action, action) && slices.ContainsFunc(s.Resource, func(pattern string) bool {
			return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(arn)
		})
		for operator, keys := range s.Condition {
			if operator != "StringEquals" && operator != "ArnEquals" {
				t.Fatalf("a condition with the operator %s", operator)
			}
			for key, values := range keys {
				holds = holds && slices.Contains(values, context[key])
			}
		}
		if holds {
			return true
		}
	}
	return false
}

func roleARN(name string) string { return "arn:aws:iam::" + recorder.Account + ":role/" + name }

// Every role that the program makes can be made, given its policies and handed on
// to the service that it trusts.
func TestTheDeployRoleCanMakeTheStacksRoles(t *testing.T) {
	base, extra := ciPolicy(t, "deploy.json"), ciPolicy(t, "deploy-flow-logs.json")
	both := deployPolicy{Statement: slices.Concat(base.Statement, extra.Statement)}
	asked := map[string]int{}
	for name, rec := range map[string]*recorder.Recording{"dev": defaultStack(t), "everything": fullStack(t)} {
		policy := map[string]deployPolicy{"dev": base, "everything": both}[name]
		want := func(action, role string, context map[string]string) {
			t.Helper()
			asked[action]++
			if !policy.allows(t, action, roleARN(role), context) {
				t.Errorf("%s: %s on %s with %v is not allowed", name, action, role, context)
			}
		}
		for _, role := range rec.OfType("aws:iam/role:Role") {
			physical := physicalName(role)
			want("iam:CreateRole", physical, nil)
			want("iam:DeleteRole", physical, nil)
			for _, service := range matchesOf(`"Service":"([^"]+)"`, role.Inputs["assumeRolePolicy"]) {
				want("iam:PassRole", physical, map[string]string{"iam:PassedToService": service})
			}
		}
		for _, a := range rec.OfType("aws:iam/rolePolicyAttachment:RolePolicyAttachment") {
			context := map[string]string{"iam:PolicyARN": a.Inputs["policyArn"].StringValue()}
			want("iam:AttachRolePolicy", a.Inputs["role"].StringValue(), context)
			want("iam:DetachRolePolicy", a.Inputs["role"].StringValue(), context)
		}
		for range rec.OfType("aws:iam/rolePolicy:RolePolicy") {
			want("iam:PutRolePolicy", "flow-logs-0123456", nil)
		}
	}
	for _, action := range []string{"iam:CreateRole", "iam:PassRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"} {
		if asked[action] == 0 {
			t.Errorf("nothing asks for %s", action)
		}
	}
}

// physicalName is a role's name on AWS; without one the provider makes it.
func physicalName(role recorder.Resource) string {
	if v := role.Inputs["name"]; v.IsString() {
		return v.StringValue()
	}
	return role.Name + "-0123456"
}

func matchesOf(pattern string, v resource.PropertyValue) []string {
	var out []string
	if !v.IsString() {
		return nil
	}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(v.StringValue(), -1) {
		out = append(out, m[1])
	}
	return out
}

// What would make an administrator of a role that the deploy role made, or of
// itself.
func TestTheDeployRoleIsNoAdministrator(t *testing.T) {
	p := ciPolicy(t, "deploy.json")
	const own, made = "github-eks-elk-deploy", "eks-elk-dev-eu-central-1-node"
	for _, c := range []struct {
		action, role string
		context      map[string]string
	}{
		{"iam:AttachRolePolicy", made, map[string]string{"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}},
		{"iam:AttachRolePolicy", made, map[string]string{"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMFullAccess"}},
		{"iam:AttachRolePolicy", made, map[string]string{"iam:PolicyARN": "arn:aws:iam::" + recorder.Account + ":policy/mine"}},
		{"iam:AttachRolePolicy", own, map[string]string{"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"}},
		{"iam:AttachRolePolicy", "flow-logs-0123456", map[string]string{"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}},
		{"iam:PutRolePolicy", made, nil},
		{"iam:PutRolePolicy", "flow-logs-0123456", nil},
		{"iam:PutRolePolicy", own, nil},
		{"iam:UpdateAssumeRolePolicy", own, nil},
		{"iam:UpdateAssumeRolePolicy", "somebody-elses", nil},
		{"iam:PassRole", made, map[string]string{"iam:PassedToService": "lambda.amazonaws.com"}},
		{"iam:PassRole", made, nil},
		{"iam:PassRole", own, map[string]string{"iam:PassedToService": "ec2.amazonaws.com"}},
		{"iam:DeleteRolePermissionsBoundary", made, nil},
		{"iam:CreatePolicyVersion", made, nil},
		{"iam:CreateUser", made, nil},
	} {
		if p.allows(t, c.action, roleARN(c.role), c.context) {
			t.Errorf("%s on %s with %v is allowed", c.action, c.role, c.context)
		}
	}
	for _, s := range p.Statement {
		for _, action := range s.Action {
			if strings.Contains(action, "*") || strings.HasPrefix(action, "iam:") && slices.Contains(s.Resource, "*") {
				t.Errorf("%s is allowed on %v: nothing is limited", action, s.Resource)
			}
		}
	}
}
