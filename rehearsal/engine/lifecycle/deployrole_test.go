package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/iam/policy"
)

// What would make an administrator of a role that the deploy role made, or of
// itself, or give it what is not the stack's, beside what the stack needs of the
// same action.
func TestTheDeployRoleIsNoAdministrator(t *testing.T) {
	const (
		roles = "arn:aws:iam::123456789012:role/"
		own   = roles + "github-eks-elk-deploy"
		made  = roles + "eks-elk-dev-eu-central-1-node"
		logs  = roles + "flow-logs-0123456"
		aws   = "arn:aws:iam::aws:policy/"
		key   = "arn:aws:kms:eu-central-1:123456789012:key/"
		ec2   = "arn:aws:ec2:eu-central-1:123456789012:"
	)
	type keys map[string]string
	d := document(t, "deploy.json")
	for _, c := range []struct {
		action, resource string
		keys             keys
		allowed          bool
	}{
		{"iam:AttachRolePolicy", made, keys{"iam:PolicyARN": aws + "AmazonEKSClusterPolicy"}, true},
		{"iam:AttachRolePolicy", made, keys{"iam:PolicyARN": aws + "AdministratorAccess"}, false},
		{"iam:AttachRolePolicy", made, keys{"iam:PolicyARN": aws + "IAMFullAccess"}, false},
		{"iam:AttachRolePolicy", made, keys{"iam:PolicyARN": "arn:aws:iam::123456789012:policy/mine"}, false},
		{"iam:AttachRolePolicy", own, keys{"iam:PolicyARN": aws + "AmazonEKSClusterPolicy"}, false},
		{"iam:AttachRolePolicy", logs, keys{"iam:PolicyARN": aws + "AdministratorAccess"}, false},
		{"iam:PutRolePolicy", made, nil, false},
		{"iam:PutRolePolicy", logs, nil, false},
		{"iam:PutRolePolicy", own, nil, false},
		{"iam:UpdateAssumeRolePolicy", own, nil, false},
		{"iam:UpdateAssumeRolePolicy", roles + "somebody-elses", nil, false},
		{"iam:PassRole", made, keys{"iam:PassedToService": "ec2.amazonaws.com"}, true},
		{"iam:PassRole", made, keys{"iam:PassedToService": "lambda.amazonaws.com"}, false},
		{"iam:PassRole", made, nil, false},
		{"iam:PassRole", own, keys{"iam:PassedToService": "ec2.amazonaws.com"}, false},
		{"iam:DeleteRolePermissionsBoundary", made, nil, false},
		{"iam:CreatePolicyVersion", made, nil, false},
		{"iam:CreateUser", made, nil, false},
		{"ec2:CreateTags", ec2 + "vpc/vpc-1", keys{"ec2:CreateAction": "CreateVpc"}, true},
		{"ec2:CreateTags", ec2 + "vpc/vpc-1", keys{"aws:RequestTag/project": "eks-elk"}, false},
		{"ec2:DeleteVpc", ec2 + "vpc/vpc-1", keys{"aws:ResourceTag/project": "other"}, false},
		{"kms:TagResource", key + "new", nil, true},
		{"kms:CreateGrant", key + "new", nil, true},
		{"kms:ScheduleKeyDeletion", key + "new", keys{"aws:ResourceTag/project": "eks-elk"}, true},
		{"kms:ScheduleKeyDeletion", key + "new", nil, false},
		{"kms:TagResource", key + "KEY_ID", nil, false},
		{"kms:CreateGrant", key + "KEY_ID", nil, false},
		{"kms:ScheduleKeyDeletion", key + "KEY_ID", keys{"aws:ResourceTag/project": "eks-elk"}, false},
		{"kms:Decrypt", key + "KEY_ID", nil, true},
		{"kms:Decrypt", key + "new", nil, false},
	} {
		r := policy.Request{Action: c.action, Resource: c.resource, Keys: map[string][]string{}}
		for k, v := range c.keys {
			r.Keys[k] = []string{v}
		}
		if refusal := (policy.Policies{Identity: []*policy.Document{d}}).Refusal(r); (refusal == "") != c.allowed {
			t.Errorf("%s on %s with %v: allowed should be %v (%s)", c.action, c.resource, c.keys, c.allowed, refusal)
		}
	}
	for _, s := range d.Statement {
		for _, action := range s.Action {
			if strings.Contains(action, "*") || strings.HasPrefix(action, "iam:") && slices.Contains(s.Resource, "*") {
				t.Errorf("%s is allowed on %v: nothing is limited", action, s.Resource)
			}
		}
	}
}
