package policy_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/iam/policy"
)

const (
	me   = "arn:aws:iam::123456789012:role/me"
	you  = "arn:aws:iam::123456789012:role/you"
	far  = "arn:aws:iam::999999999999:role/me"
	item = "arn:aws:s3:::b/k"
)

func parse(t *testing.T, statements string) *policy.Document {
	t.Helper()
	d, err := policy.Parse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConditions(t *testing.T) {
	keys := map[string][]string{
		"aws:PrincipalTag/Team": {"elk"}, "aws:TagKeys": {"Name", "stack"}, "aws:SecureTransport": {"true"}, "aws:SourceIp": {"203.0.113.7"},
		"iam:PolicyARN": {"arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"}, "s3:max-keys": {"7"}, "empty": {""},
	}
	for condition, met := range map[string]bool{
		`"StringEquals":{"aws:principaltag/team":"elk"}`:                           true,
		`"StringEquals":{"aws:PrincipalTag/Team":"Elk"}`:                           false,
		`"StringEquals":{"aws:PrincipalTag/Team":["x","elk"]}`:                     true,
		`"StringEqualsIgnoreCase":{"aws:PrincipalTag/Team":"ELK"}`:                 true,
		`"StringNotEquals":{"aws:PrincipalTag/Team":"elk"}`:                        false,
		`"StringNotEquals":{"aws:PrincipalTag/None":"elk"}`:                        true,
		`"StringEquals":{"aws:PrincipalTag/None":"elk"}`:                           false,
		`"StringEqualsIfExists":{"aws:PrincipalTag/None":"elk"}`:                   true,
		`"StringEqualsIfExists":{"aws:PrincipalTag/Team":"x"}`:                     false,
		`"StringLike":{"aws:PrincipalTag/Team":"e?k"}`:                             true,
		`"StringLike":{"aws:PrincipalTag/Team":"e*x"}`:                             false,
		`"StringEquals":{"aws:PrincipalTag/Team":"e*"}`:                            false,
		`"StringLike":{"aws:PrincipalTag/Team":"[e]lk"}`:                           false,
		`"Null":{"aws:PrincipalTag/Team":"true"}`:                                  false,
		`"Null":{"aws:PrincipalTag/Team":false}`:                                   true,
		`"Null":{"aws:PrincipalTag/None":"true"}`:                                  true,
		`"Bool":{"aws:SecureTransport":true}`:                                      true,
		`"Bool":{"aws:SecureTransport":"false"}`:                                   false,
		`"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}`:                     true,
		`"Bool":{"aws:MultiFactorAuthPresent":"true"}`:                             false,
		`"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}`:                            true,
		`"NotIpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.7"]}`:        false,
		`"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/AmazonEKS_*"}`:      true,
		`"ArnLike":{"iam:PolicyARN":"arn:aws:*:policy/AmazonEKS_CNI_Policy"}`:      false,
		`"ArnNotLike":{"iam:PolicyARN":"arn:*:iam::*:policy/*"}`:                   false,
		`"ArnEquals":{"iam:PolicyARN":"AmazonEKS_CNI_Policy"}`:                     false,
		`"ForAllValues:StringEquals":{"aws:TagKeys":["Name","stack","x"]}`:         true,
		`"ForAllValues:StringEquals":{"aws:TagKeys":["Name"]}`:                     false,
		`"ForAllValues:StringEquals":{"aws:none":["Name"]}`:                        true,
		`"ForAnyValue:StringEquals":{"aws:TagKeys":["stack"]}`:                     true,
		`"ForAnyValue:StringEquals":{"aws:TagKeys":["x"]}`:                         false,
		`"ForAnyValue:StringEquals":{"aws:none":["x"]}`:                            false,
		`"NumericLessThanEquals":{"s3:max-keys":7}`:                                true,
		`"NumericGreaterThan":{"s3:max-keys":"7"}`:                                 false,
		`"NumericEquals":{"s3:max-keys":"seven"}`:                                  false,
		`"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}`:             false,
		`"StringEquals":{"aws:PrincipalTag/Team":"elk","aws:PrincipalTag/None":1}`: false,
	} {
		d := parse(t, `{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{`+condition+`}}`)
		if got := d.Decide(policy.Request{Action: "s3:GetObject", Resource: item, Keys: keys}); (got == policy.Allowed) != met {
			t.Errorf("%s: %v", condition, got)
		}
	}
}

func TestWhoAStatementNames(t *testing.T) {
	for principal, want := range map[string]map[string]policy.Decision{
		`"Principal":"*"`:                                                      {me: policy.Allowed, you: policy.Allowed, far: policy.Allowed},
		`"Principal":{"AWS":"` + me + `"}`:                                     {me: policy.Allowed},
		`"Principal":{"AWS":"123456789012"}`:                                   {me: policy.Delegated, you: policy.Delegated},
		`"Principal":{"Service":"ec2.amazonaws.com"}`:                          {},
		`"NotPrincipal":{"AWS":"` + me + `"}`:                                  {you: policy.Allowed, far: policy.Allowed},
		`"Principal":{"AWS":["arn:aws:iam::123456789012:root","` + you + `"]}`: {me: policy.Delegated, you: policy.Allowed},
	} {
		d := parse(t, `{"Effect":"Allow",`+principal+`,"Action":"kms:Decrypt","Resource":"*"}`)
		for _, who := range []string{me, you, far} {
			if got := d.Decide(policy.Request{Action: "kms:Decrypt", By: map[string]string{"AWS": who}}); got != want[who] {
				t.Errorf("%s, asked by %s: %v", principal, who, got)
			}
		}
	}
}

func TestPoliciesTogether(t *testing.T) {
	allow := parse(t, `{"Effect":"Allow","Action":"KMS:decrypt","Resource":"*"}`)
	deny := parse(t, `{"Effect":"Deny","Action":"*","Resource":"*"}`)
	key := func(effect, who string) *policy.Document {
		return parse(t, `{"Effect":"`+effect+`","Principal":{"AWS":"`+who+`"},"Action":"kms:*","Resource":"*"}`)
	}
	own := []*policy.Document{allow}
	for _, c := range []struct {
		policies policy.Policies
		want     string
	}{
		{policy.Policies{}, "no identity-based policy allows the kms:Decrypt action"},
		{policy.Policies{Identity: own}, ""},
		{policy.Policies{Identity: append(own, deny)}, "explicit deny in an identity-based policy"},
		{policy.Policies{Identity: own, Boundary: allow}, ""},
		{policy.Policies{Identity: own, Boundary: policy.Permit()}, "no permissions boundary allows"},
		{policy.Policies{Boundary: allow}, "no identity-based policy allows"},
		{policy.Policies{Identity: own, Boundary: deny}, "explicit deny in a permissions boundary"},
		{policy.Policies{Identity: own, Resource: key("Allow", you)}, "no resource-based policy allows"},
		{policy.Policies{Identity: own, Resource: key("Allow", "123456789012")}, ""},
		{policy.Policies{Resource: key("Allow", "123456789012")}, "no identity-based policy allows"},
		{policy.Policies{Resource: key("Allow", me)}, ""},
		{policy.Policies{Identity: own, Resource: key("Deny", me)}, "explicit deny in a resource-based policy"},
	} {
		got := c.policies.Refusal(policy.Request{Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-central-1:123456789012:key/k", By: map[string]string{"AWS": me}})
		if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%+v: %q, want %q", c.policies, got, c.want)
		}
	}
}

func TestAResourceIsNeverMatchedByChance(t *testing.T) {
	for pattern, matches := range map[string]bool{
		"*": true, "arn:aws:s3:::b/*": true, "arn:aws:s3:::b": false, "arn:aws:s3:::?/k": true, "arn:aws:s3:::*": true,
		"arn:aws:s3:::b/k/": false, "arn:aws:s3:*": true,
	} {
		d := parse(t, `{"Effect":"Allow","Action":"s3:*","Resource":"`+pattern+`"}`)
		if got := d.Decide(policy.Request{Action: "s3:GetObject", Resource: item}); (got == policy.Allowed) != matches {
			t.Errorf("%s: %v", pattern, got)
		}
	}
	d := parse(t, `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"}`)
	if got := d.Decide(policy.Request{Action: "s3:ListAllMyBuckets"}); got != policy.Silent {
		t.Errorf("an action about no resource: %v", got)
	}
}
