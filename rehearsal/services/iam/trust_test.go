package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

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
		{swap(`"Condition":{`, `"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},`), p.Issuer(), "me", false, "a key that a token lacks"},
		{swap(`"Statement":[`, `"Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:*"},`), p.Issuer(), "me", true, "a deny of AWS's own principals"},
		{swap(`"Statement":[`, `"Statement":[{"Effect":"Deny","Principal":{"Federated":"`+p.OIDC.Str("arn")+`"},"Action":"sts:*"},`), p.Issuer(), "me",
			false, "a deny"},
	} {
		a.Ask(func(op *world.Op) {
			_, problem := iam.TrustsServiceAccount(op, op.Find("", c.role.ID, iam.Role), c.issuer, "kube-system", c.account)
			if (problem == "") != c.ok {
				t.Errorf("%s: %q", c.condition, problem)
			}
		})
	}
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

const github = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
	"Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},"Condition":{
	"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},
	"StringLike":{"token.actions.githubusercontent.com:sub":SUB}}}]}`

// GitHub's subjects have two forms: of repositories made before and since July 2026.
func TestATrustTakesTheSubjectsThatItNames(t *testing.T) {
	const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
	const old, ids = "repo:me/elk:environment:production", "repo:me@12/elk@34:environment:production"
	for sub, takes := range map[string][2]bool{
		`"repo:me/elk:environment:production"`:                                              {true, false},
		`"repo:me@12/elk@34:environment:production"`:                                        {false, true},
		`["repo:me/elk:environment:production","repo:me@12/elk@34:environment:production"]`: {true, true},
		`"repo:me*/elk*:environment:production"`:                                            {true, true},
		`"repo:me/elk:pull_request"`:                                                        {false, false},
	} {
		a := awstest.New(t)
		role := a.Make(iam.Role, "deploy", in{"name": "deploy", "assumeRolePolicy": strings.Replace(github, "SUB", sub, 1)})
		a.Ask(func(op *world.Op) {
			o := op.Find("", role.ID, iam.Role)
			for i, subject := range []string{old, ids} {
				if got := iam.TrustsToken(o, provider, subject, "sts.amazonaws.com"); got != takes[i] {
					t.Errorf("%s takes %s: %t", sub, subject, got)
				}
			}
		})
		a.Clean()
	}
	for _, sub := range []string{`"repo:*"`, `"repo:*@*/*@*:*"`} {
		a := awstest.New(t)
		a.Make(iam.Role, "anybody", in{"name": "anybody", "assumeRolePolicy": strings.Replace(github, "SUB", sub, 1)})
		a.Violated("iam/trust-names-the-service-account")
	}
}

func TestAServiceSaysForWhat(t *testing.T) {
	a := awstest.New(t)
	trusting := func(name, condition string) awstest.Thing {
		return a.Make(iam.Role, name, in{"name": name, "assumeRolePolicy": strings.Replace(
			awstest.ServiceTrust("vpc-flow-logs.amazonaws.com"), `"Action"`, `"Condition":{`+condition+`},"Action"`, 1)})
	}
	for _, c := range []struct {
		role awstest.Thing
		ok   bool
	}{
		{trusting("account", `"StringEquals":{"aws:SourceAccount":"123456789012"}`), true},
		{trusting("foreign", `"StringEquals":{"aws:SourceAccount":"000000000000"}`), false},
		{trusting("mixed", `"StringEquals":{"aws:SourceArn":"123456789012"}`), false},
		{trusting("source", `"ArnLike":{"aws:SourceArn":"arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/*"}`), true},
		{trusting("user", `"Null":{"aws:SourceArn":"true"}`), false},
	} {
		a.Ask(func(op *world.Op) {
			got := iam.TrustsService(op, op.Find("", c.role.ID, iam.Role), "vpc-flow-logs.amazonaws.com", op.ARN("ec2", "vpc-flow-log/fl-1"))
			if got != c.ok {
				t.Errorf("%s: %t", c.role.Name, got)
			}
		})
	}
}
