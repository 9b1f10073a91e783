package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

func TestSoundDocumentsAreTaken(t *testing.T) {
	for _, text := range []string{
		read,
		`{"Statement":{"Effect":"Deny","NotAction":["s3:*"],"NotResource":["arn:aws:s3:::a"]}}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:ArnNotLikeIfExists":{"a:b":"c"},"DateLessThanEquals":{"a:c":"d"},"NotIpAddress":{"a:d":"e"}}}]}`,
		`{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"a:b":3}}}]}`,
	} {
		if _, err := iam.Permissions(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		trust,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:root"]},"Action":"sts:AssumeRole"}]}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
	} {
		if _, err := iam.Trust(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestMalformedDocumentsAreRefused(t *testing.T) {
	swap := func(document, old, new string) string { return strings.Replace(document, old, new, 1) }
	for text, want := range map[string]string{
		"":         "invalid Json",
		"{":        "invalid Json",
		read + "x": "invalid Json",
		swap(read, `"Statement"`, `"Statements"`):                                       "Syntax errors",
		swap(read, "2012-10-17", "2012-10-18"):                                          "Version",
		swap(read, `"Allow"`, `"allow"`):                                                "Effect",
		swap(read, `"Action":"s3:GetObject",`, ""):                                      "must contain actions",
		swap(read, "s3:GetObject", "GetObject"):                                         "prefaced by a vendor",
		swap(read, `,"Resource":"*"`, ""):                                               "must contain resources",
		swap(read, `"Resource":"*"`, `"Resource":"mine"`):                               "ARN format",
		swap(read, `"Resource"`, `"Principal":"*","Resource"`):                          "should not specify a principal",
		`{"Version":"2012-10-17","Statement":[]}`:                                       "no statement",
		swap(read, `"Resource"`, `"Condition":{"A":{"b":{}}},"Resource"`):               "Syntax errors",
		swap(read, `"Resource"`, `"Condition":{"StringEqual":{"a:b":"c"}},"Resource"`):  "Invalid Condition type : StringEqual",
		swap(read, `"Resource"`, `"Condition":{"NullIfExists":{"a:b":"c"}},"Resource"`): "Invalid Condition type : NullIfExists",
	} {
		refused(t, text, want, func() error { _, err := iam.Permissions(text); return err })
	}
	for text, want := range map[string]string{
		swap(trust, `"Principal":{"Service":"ec2.amazonaws.com"},`, ""):       "Missing required field Principal",
		swap(trust, `"Action"`, `"Resource":"*","Action"`):                    "prohibited field Resource",
		swap(trust, "sts:AssumeRole", "s3:GetObject"):                         "STS AssumeRole",
		swap(trust, "ec2.amazonaws.com", "ec3.amazonaws.com"):                 "Invalid principal",
		swap(trust, "ec2.amazonaws.com", "ec2"):                               "Invalid principal",
		swap(trust, `{"Service":"ec2.amazonaws.com"}`, `{"AWS":"me"}`):        "Invalid principal",
		swap(trust, `{"Service":"ec2.amazonaws.com"}`, `{"Federated":"idp"}`): "Invalid principal",
		swap(trust, `{"Service":"ec2.amazonaws.com"}`, `{"Servcie":"a"}`):     "Invalid principal",
		swap(trust, `{"Service":"ec2.amazonaws.com"}`, `"me"`):                "Syntax errors",
	} {
		refused(t, text, want, func() error { _, err := iam.Trust(text); return err })
	}
}

func refused(t *testing.T, text, want string, read func() error) {
	t.Helper()
	err := read()
	if err == nil || !strings.Contains(err.Error(), "MalformedPolicyDocument") || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: got %v, want %q", text, err, want)
	}
}

func TestAServiceAccountAssumesItsRoleOnly(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	role := a.AccountRole(p, "role", "me")
	n := 0
	swap := func(old, new string) awstest.Thing {
		n++
		name := fmt.Sprint("role-", n)
		return a.Make(iam.Role, name, in{"name": name, "assumeRolePolicy": strings.Replace(p.AccountTrust("me"), old, new, 1)})
	}
	for _, c := range []struct {
		role      awstest.Thing
		issuer    string
		account   string
		ok        bool
		condition string
	}{
		{role, p.Issuer(), "me", true, "its own"},
		{role, p.Issuer(), "you", false, "another's"},
		{role, p.Issuer() + "0", "me", false, "another cluster's"},
		{swap("kube-system:me", "other:me"), p.Issuer(), "me", false, "another namespace's"},
		{swap("sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"), p.Issuer(), "me", false, "another action"},
		{swap(`:"sts.amazonaws.com"`, `:"kube"`), p.Issuer(), "me", false, "another audience"},
		{swap("StringEquals", "StringLike"), p.Issuer(), "me", true, "a pattern without stars"},
		{swap("/id/", "/di/"), p.Issuer(), "me", false, "another provider"},
		{swap(`:aud"`, `:audience"`), p.Issuer(), "me", false, "a key that no request carries"},
		{swap(`:aud"`, `:AUD"`), p.Issuer(), "me", true, "a key in capitals"},
		{swap(`,"`+strings.TrimPrefix(p.Issuer(), "https://")+`:aud":"sts.amazonaws.com"`, ""), p.Issuer(), "me", true, "no audience"},
		{swap("StringEquals", "StringNotEquals"), p.Issuer(), "me", false, "all but its own"},
		{swap("StringEquals", "StringEqualsIfExists"), p.Issuer(), "me", true, "its own, where it is said"},
		{swap("StringEquals", "ForAnyValue:StringEquals"), p.Issuer(), "me", true, "one of several"},
		{swap("StringEquals", "NumericEquals"), p.Issuer(), "me", false, "a number"},
		{swap(`"Condition":{`, `"Condition":{"Null":{"aws:PrincipalArn":"true"},`), p.Issuer(), "me", true, "a key of AWS's own"},
	} {
		a.Ask(func(op *world.Op) {
			_, problem := iam.TrustsServiceAccount(op, op.Find("", c.role.ID, iam.Role), c.issuer, "kube-system", c.account)
			if (problem == "") != c.ok {
				t.Errorf("%s: %q", c.condition, problem)
			}
		})
	}
}

func TestOwnPoliciesPermit(t *testing.T) {
	a := awstest.New(t)
	policy := strings.Replace(read, "s3:GetObject", "ec2:Create*", 1)
	role := func(name string, more in) awstest.Thing {
		return a.Make(iam.Role, name, in{"name": name, "assumeRolePolicy": trust}.With(more))
	}
	none, inline := role("none", nil), role("inline", nil)
	listed := role("listed", in{"inlinePolicies": []any{map[string]any{"name": "p", "policy": policy}}})
	a.Make(iam.RolePolicy, "p", in{"role": inline.ID, "policy": policy})
	a.Ask(func(op *world.Op) {
		for _, c := range []struct {
			role   awstest.Thing
			action string
			want   bool
		}{
			{none, "ec2:CreateVolume", false}, {inline, "ec2:CreateVolume", true}, {inline, "ec2:DeleteVolume", false},
			{listed, "ec2:CreateVolume", true},
		} {
			if got := iam.Permits(op, op.Find("", c.role.ID, iam.Role), c.action); (got != nil) != c.want {
				t.Errorf("role %s, %s: %v", c.role.ID, c.action, got)
			}
		}
	})
}

func TestATrustNamesTheServiceAccount(t *testing.T) {
	const rule = "iam/trust-names-the-service-account"
	a := awstest.New(t)
	p := a.Plane()
	trusting := func(name, old, new string) {
		a.Make(iam.Role, name, in{"name": name, "assumeRolePolicy": strings.Replace(p.AccountTrust("me"), old, new, 1)})
	}
	trusting("narrow", "", "")
	trusting("namespace", `"StringEquals":{"`, `"StringLike":{"`)
	trusting("nobody", `:sub"`, `:subject"`) // never met: nobody may
	a.Clean()
	trusting("anybody", `:sub":"system:serviceaccount:kube-system:me"`, `:aud":"sts.amazonaws.com"`)
	a.Violated(rule)
	b := awstest.New(t)
	q := b.Plane()
	b.Make(iam.Role, "any", in{"name": "any",
		"assumeRolePolicy": strings.Replace(strings.Replace(q.AccountTrust("me"), "kube-system:me", "*", 1), "StringEquals", "StringLike", 1)})
	b.Violated(rule)
}
