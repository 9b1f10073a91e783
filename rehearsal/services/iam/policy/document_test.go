package policy_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/iam/policy"
)

const (
	read  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`
	trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

func TestSoundDocumentsAreTaken(t *testing.T) {
	for _, text := range []string{
		read,
		`{"Statement":{"Effect":"Deny","NotAction":["s3:*"],"NotResource":["arn:aws:s3:::a"]}}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:ArnNotLikeIfExists":{"a:b":"c"},"DateLessThanEquals":{"a:c":"d"},"NotIpAddress":{"a:d":"e"}}}]}`,
		`{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"a:b":3}}}]}`,
	} {
		if _, err := policy.Permissions(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		trust,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:root"]},"Action":"sts:AssumeRole"}]}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
	} {
		if _, err := policy.Trust(text); err != nil {
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
		swap(read, `"Resource"`, `"NotAction":"s3:Get*","Resource"`):                    "an element and its Not",
		swap(read, `"Resource":"*"`, `"NotResource":"mine"`):                            "ARN format",
		swap(read, `"Resource":"*"`, `"Resource":"arn:aws:*:eu-central-1:1:x"`):         "vendor must be fully qualified",
		swap(read, `"Resource":"*"`, `"Resource":"mine"`):                               "ARN format",
		swap(read, `"Resource"`, `"Principal":"*","Resource"`):                          "should not specify a principal",
		`{"Version":"2012-10-17","Statement":[]}`:                                       "no statement",
		swap(read, `"Resource"`, `"Condition":{"A":{"b":{}}},"Resource"`):               "Syntax errors",
		swap(read, `"Resource"`, `"Condition":{"StringEqual":{"a:b":"c"}},"Resource"`):  "Invalid Condition type : StringEqual",
		swap(read, `"Resource"`, `"Condition":{"NullIfExists":{"a:b":"c"}},"Resource"`): "Invalid Condition type : NullIfExists",
	} {
		refused(t, text, want, func() error { _, err := policy.Permissions(text); return err })
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
		refused(t, text, want, func() error { _, err := policy.Trust(text); return err })
	}
}

func refused(t *testing.T, text, want string, read func() error) {
	t.Helper()
	if err := read(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: got %v, want %q", text, err, want)
	}
}
