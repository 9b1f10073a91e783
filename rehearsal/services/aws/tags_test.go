package aws_test

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/iam"
)

func TestTagsOfAWSsOwnAreRefused(t *testing.T) {
	a := awstest.New(t)
	many := map[string]any{}
	for i := range 51 {
		many[fmt.Sprint("key", i)] = ""
	}
	for _, c := range []struct {
		tags map[string]any
		code string
	}{
		{map[string]any{"aws:owner": "me"}, "InvalidParameterValue"},
		{map[string]any{strings.Repeat("k", 129): ""}, "InvalidParameterValue"},
		{map[string]any{"note": strings.Repeat("v", 257)}, "InvalidParameterValue"},
		{many, "TagLimitExceeded"},
	} {
		a.Refused(ec2.VPC, "vpc", awstest.VPCIn.With(awstest.In{"tags": c.tags}), c.code, "aws/tags")
		a.Refused(iam.Role, "role", awstest.In{"name": "role", "assumeRolePolicy": awstest.ServiceTrust("ec2.amazonaws.com"), "tags": c.tags}, c.code,
			"aws/tags")
		a.Refused(ec2.LaunchTemplate, "nodes", awstest.In{"name": "nodes", "tagSpecifications": []any{map[string]any{
			"resourceType": "instance", "tags": c.tags}}}, c.code, "aws/tags")
	}
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	_, err := a.Change(vpc, awstest.In{"tags": map[string]any{"AWS:owner": "me"}})
	a.Refusal(err, "InvalidParameterValue", "aws/tags")
	a.Session.Tags = map[string]string{"aws:owner": "me"}
	a.Refused(ec2.VPC, "other", awstest.VPCIn, "InvalidParameterValue", "aws/tags")
}
