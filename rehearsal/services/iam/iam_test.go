package iam_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

const (
	read  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`
	trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

func TestRoleRules(t *testing.T) {
	a := awstest.New(t)
	sound := in{"name": "node", "assumeRolePolicy": trust}
	role := a.Make(iam.Role, "node", sound)
	if got := role.Str("arn"); got != "arn:aws:iam::123456789012:role/node" {
		t.Errorf("arn %q", got)
	}
	for _, c := range []struct {
		changes    in
		code, rule string
	}{
		{in{"name": "NODE"}, "EntityAlreadyExists", "iam/role-name-unique"},
		{in{"name": "x", "assumeRolePolicy": read}, "MalformedPolicyDocument", "iam/trust-policy-sound"},
		{in{"name": "x", "managedPolicyArns": []any{"arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy"}}, "NoSuchEntity",
			"iam/role-policies-exist"},
		{in{"name": "x", "inlinePolicies": []any{map[string]any{"name": "p", "policy": "{"}}}, "MalformedPolicyDocument",
			"iam/role-policies-exist"},
	} {
		a.Refused(iam.Role, "other", sound.With(c.changes), c.code, c.rule)
	}
	if _, err := a.Change(role, in{"assumeRolePolicy": "{}"}); err == nil {
		t.Error("a role was changed to an empty trust policy")
	}
	for _, name := range []string{strings.Repeat("x", 65), "a b"} {
		a.Checked(iam.Role, sound.With(in{"name": name}), "aws/inputs-fit-the-provider")
	}
	a.Checked(iam.Role, sound, "")
	a.Checked(iam.Role, sound.With(in{"maxSessionDuration": 60}), "aws/inputs-fit-the-provider")
}

func TestARoleIsDeletedLast(t *testing.T) {
	a := awstest.New(t)
	role := a.Make(iam.Role, "node", in{"name": "node", "assumeRolePolicy": trust})
	attached := a.Attach(role, "AmazonEKSWorkerNodePolicy")
	inline := a.Make(iam.RolePolicy, "inline", in{"role": role.ID, "policy": read})
	a.Kept(role, "DeleteConflict", "iam/role-free-when-deleted")
	a.Dropped(attached)
	a.Kept(role, "DeleteConflict", "iam/role-free-when-deleted")
	a.Dropped(inline, role)
	a.Leaks(0, "")
}

func TestPolicyRules(t *testing.T) {
	a := awstest.New(t)
	role := a.Make(iam.Role, "node", in{"name": "node", "assumeRolePolicy": trust})
	long := strings.Replace(read, "s3:GetObject", "s3:"+strings.Repeat("x", 11000), 1)
	a.Refused(iam.RolePolicy, "p", in{"role": "nobody", "policy": read}, "NoSuchEntity", "inline role policy/role-exists")
	a.Checked(iam.RolePolicy, in{"name": "a b", "role": role.ID, "policy": read}, "aws/inputs-fit-the-provider")
	a.Refused(iam.RolePolicy, "p", in{"role": role.ID, "policy": "{"}, "MalformedPolicyDocument", "iam/policy-sound")
	a.Refused(iam.RolePolicy, "bad", in{"role": role.ID, "policy": trust}, "MalformedPolicyDocument", "iam/policy-sound")
	a.Refused(iam.RolePolicy, "long", in{"role": role.ID, "policy": long}, "LimitExceeded", "iam/policy-size")
}

func TestAttachmentRules(t *testing.T) {
	a := awstest.New(t)
	role := a.Make(iam.Role, "node", in{"name": "node", "assumeRolePolicy": trust})
	a.Attach(role, "AmazonEKS_CNI_Policy")
	a.Attach(role, "service-role/AmazonEBSCSIDriverPolicy")
	a.Refused(iam.RolePolicyAttachment, "x", in{"role": "nobody", "policyArn": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"},
		"NoSuchEntity", "role policy attachment/role-exists")
	for _, misspelt := range []string{
		"arn:aws:iam::aws:policy/AmazonEKSCNIPolicy", "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy",
		"arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy", "AmazonEKS_CNI_Policy",
	} {
		a.Refused(iam.RolePolicyAttachment, "x", in{"role": role.ID, "policyArn": misspelt}, "NoSuchEntity", "iam/attached-policy-exists")
	}
	_, err := a.Try(iam.RolePolicyAttachment, "x", in{"role": role.ID, "policyArn": "arn:aws:iam::aws:policy/AWSDirectConnectFullAccess"})
	if err == nil || !strings.Contains(err.Error(), "the rehearsal does not know") || strings.Contains(err.Error(), "NoSuchEntity") {
		t.Errorf("of a policy that may well exist: %v", err)
	}
	a.Clean()
	a.Make(iam.RolePolicyAttachment, "again", in{"role": role.ID, "policyArn": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"})
	a.Violated("iam/policy-attached-once")
}

func TestOpenIDConnectProviderRules(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	sound := in{"url": "https://accounts.example.com", "clientIdLists": []any{"x"}, "thumbprintLists": []any{strings.Repeat("a", 40)}}
	a.Make(iam.OpenIDConnectProvider, "other", sound)
	a.Needs(p.OIDC, p.Cluster, "iam/oidc-issuer-is-a-cluster")
	a.Refused(iam.OpenIDConnectProvider, "again", sound, "EntityAlreadyExists", "iam/oidc-url-unique")
	a.Refused(iam.OpenIDConnectProvider, "plain", sound.With(in{"url": "http://a.example.com"}), "ValidationError", "iam/oidc-url")
	a.Refused(iam.OpenIDConnectProvider, "lost", sound.With(in{"url": "https://oidc.eks.eu-central-1.amazonaws.com/id/0"}), "InvalidInput",
		"iam/oidc-issuer-is-a-cluster")
	if got := p.OIDC.Str("arn"); !strings.HasPrefix(got, "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/") {
		t.Errorf("arn %q", got)
	}
	a.Checked(iam.OpenIDConnectProvider, sound, "")
	a.Checked(iam.OpenIDConnectProvider, sound.With(in{"thumbprintLists": nil}), "aws/inputs-fit-the-provider")
	a.Checked(iam.OpenIDConnectProvider, sound.With(in{"thumbprintLists": []any{"9e99"}}), "aws/inputs-fit-the-provider")
}

func TestAWidePolicyServesAndIsTooMuch(t *testing.T) {
	for name, serves := range map[string]bool{"AdministratorAccess": true, "AmazonEC2FullAccess": true, "AmazonS3FullAccess": false} {
		a := awstest.New(t)
		role := a.Make(iam.Role, "node", in{"name": "node", "assumeRolePolicy": trust})
		a.Attach(role, name)
		a.Violated("iam/least-privilege")
		a.Ask(func(op *world.Op) {
			work := iam.Work{Does: createVolume, Policies: []string{"AmazonEBSCSIDriverPolicyV2"}}
			if grants, problem := iam.Serves(op, op.Find("", role.ID, iam.Role), work); (problem == "") != serves || (len(grants) == 1) != serves {
				t.Errorf("%s: %v, %s", name, grants, problem)
			}
		})
	}
	a := awstest.New(t)
	a.Make(iam.Role, "listed", in{"name": "listed", "assumeRolePolicy": trust,
		"managedPolicyArns": []any{"arn:aws:iam::aws:policy/PowerUserAccess"}})
	a.Violated("iam/least-privilege")
}

var createVolume = []policy.Request{{Action: "ec2:CreateVolume", Resource: "arn:aws:ec2:eu-central-1:123456789012:volume/*"}}

func TestWhatARolesPoliciesServe(t *testing.T) {
	const none, deny = "because no identity-based policy allows the ec2:CreateVolume action", "with an explicit deny in an identity-based policy"
	const boundary = "because no permissions boundary allows the ec2:CreateVolume action"
	statement := func(effect, rest string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `",` + rest + `}]}`
	}
	all := statement("Allow", `"Action":"ec2:Create*","Resource":"*"`)
	for name, c := range map[string]struct {
		own     []string // inline, the last in the role itself
		managed string
		role    in
		want    string
	}{
		"nothing":            {want: none},
		"allowed":            {own: []string{all}},
		"in the role":        {own: []string{statement("Allow", `"Action":"s3:*","Resource":"*"`), all}},
		"another action":     {own: []string{statement("Allow", `"Action":"ec2:Delete*","Resource":"*"`)}, want: none},
		"all but it":         {own: []string{statement("Allow", `"NotAction":"ec2:CreateVolume","Resource":"*"`)}, want: none},
		"all but another":    {own: []string{statement("Allow", `"NotAction":"ec2:DeleteVolume","Resource":"*"`)}},
		"a bucket":           {own: []string{statement("Allow", `"Action":"*","Resource":"arn:aws:s3:::b"`)}, want: none},
		"volumes":            {own: []string{statement("Allow", `"Action":"*","Resource":"arn:aws:ec2:*:*:volume/*"`)}},
		"another region":     {own: []string{statement("Allow", `"Action":"*","Resource":"arn:aws:ec2:us-east-1:*:volume/*"`)}, want: none},
		"not volumes":        {own: []string{statement("Allow", `"Action":"*","NotResource":"arn:aws:ec2:*:*:volume/*"`)}, want: none},
		"a region":           {own: []string{statement("Allow", `"Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}`)}, want: none},
		"denied":             {own: []string{all, statement("Deny", `"Action":"*","Resource":"*"`)}, want: deny},
		"denied AWS's own":   {managed: "AmazonEBSCSIDriverPolicyV2", own: []string{statement("Deny", `"Action":"ec2:*","Resource":"*"`)}, want: deny},
		"denied elsewhere":   {own: []string{all, statement("Deny", `"Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`)}},
		"AWS's own":          {managed: "AmazonEBSCSIDriverPolicyV2"},
		"AWS's own, another": {managed: "AmazonEKS_CNI_Policy", want: none},
		"bounded":            {own: []string{all}, role: in{"permissionsBoundary": "arn:aws:iam::aws:policy/IAMFullAccess"}, want: boundary},
		"within its bounds":  {own: []string{all}, role: in{"permissionsBoundary": "arn:aws:iam::aws:policy/AmazonEC2FullAccess"}},
	} {
		a := awstest.New(t)
		more := in{"name": "r", "assumeRolePolicy": trust}
		if n := len(c.own); n > 1 {
			more["inlinePolicies"] = []any{map[string]any{"name": "p", "policy": c.own[n-1]}}
		}
		role := a.Make(iam.Role, "r", more.With(c.role))
		if len(c.own) > 0 {
			a.Make(iam.RolePolicy, "p", in{"role": role.ID, "policy": c.own[0]})
		}
		if c.managed != "" {
			a.Attach(role, c.managed)
		}
		a.Ask(func(op *world.Op) {
			work := iam.Work{Does: createVolume, Policies: []string{"AmazonEBSCSIDriverPolicyV2"}}
			grants, problem := iam.Serves(op, op.Find("", role.ID, iam.Role), work)
			if !strings.HasSuffix(problem, c.want) || (problem == "") != (c.want == "") || (len(grants) == 1) != (c.want == "") {
				t.Errorf("%s: %v, %q; want %q", name, grants, problem, c.want)
			}
		})
	}
}

func TestAnAccountsOwnPolicies(t *testing.T) {
	const volumes = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:CreateVolume","Resource":"*"}]}`
	a := awstest.New(t)
	sound := in{"name": "volumes", "policy": volumes}
	own := a.Make(iam.Policy, "volumes", sound)
	bound := a.Make(iam.Policy, "bound", in{"name": "bound", "policy": read})
	for _, c := range []struct {
		changes    in
		code, rule string
	}{
		{in{"name": "VOLUMES"}, "EntityAlreadyExists", "iam/policy-name-unique"},
		{in{"name": "x", "policy": trust}, "MalformedPolicyDocument", "iam/policy-sound"},
		{in{"name": "x", "policy": strings.Replace(volumes, "ec2:CreateVolume", "ec2:"+strings.Repeat("x", 6144), 1)}, "LimitExceeded",
			"iam/managed-policy-size"},
	} {
		a.Refused(iam.Policy, "other", sound.With(c.changes), c.code, c.rule)
	}
	role := func(name string, more in) awstest.Thing {
		return a.Make(iam.Role, name, in{"name": name, "assumeRolePolicy": trust}.With(more))
	}
	attached, listed := role("attached", nil), role("listed", in{"managedPolicyArns": []any{own.ID}})
	bounded := role("bounded", in{"managedPolicyArns": []any{own.ID}, "permissionsBoundary": bound.ID})
	attachment := a.Make(iam.RolePolicyAttachment, "a", in{"role": attached.ID, "policyArn": own.ID})
	for _, c := range []struct {
		role   awstest.Thing
		grants int
	}{{attached, 1}, {listed, 1}, {bounded, 0}} {
		a.Ask(func(op *world.Op) {
			grants, problem := iam.Serves(op, op.Find("", c.role.ID, iam.Role), iam.Work{Does: createVolume})
			if len(grants) != c.grants || (problem == "") != (c.grants > 0) {
				t.Errorf("%s: %v, %s", c.role.Name, grants, problem)
			}
		})
	}
	a.Kept(own, "DeleteConflict", "iam/policy-free-when-deleted")
	a.Kept(bound, "DeleteConflict", "iam/policy-free-when-deleted")
	a.Dropped(attachment, attached, listed, bounded, own, bound)
	a.Leaks(0, "")
}
