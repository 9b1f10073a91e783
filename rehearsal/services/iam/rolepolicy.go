package iam

import (
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

func rolePolicy() *world.ResourceType {
	return &world.ResourceType{
		Token: RolePolicy, Title: "inline role policy", Service: "IAM", NameProperty: "name", MaxName: 128,
		Same:     map[string]func(old, new string) bool{"policy": policy.Same},
		Refs:     []world.Ref{ofRole()},
		OnCreate: []world.Rule{permissionsSound, policySize},
		OnUpdate: []world.Rule{permissionsSound, policySize},
		ID:       func(op *world.Op) string { return op.Str("role") + ":" + op.Str("name") },
	}
}

func rolePolicyAttachment() *world.ResourceType {
	return &world.ResourceType{
		Token: RolePolicyAttachment, Title: "role policy attachment", Service: "IAM",
		Refs:     []world.Ref{ofRole()},
		OnCreate: []world.Rule{attachedPolicy, attachOnce, attachments, leastPrivilege},
		// The provider's id is the role's name and something unique.
		ID: func(op *world.Op) string { return op.Str("role") + "-2026010100000000" + op.Hex(8) },
	}
}

// attachedPolicy: it is the account's own, or one of AWS's.
var attachedPolicy = world.Rule{
	ID: "iam/attached-policy-exists", Source: "IAM API AttachRolePolicy: NoSuchEntity",
	Test: func(op *world.Op) error { return exists(op, op.Str("policyArn")) },
}

func exists(op *world.Op, arn string) error {
	name, ok := Managed(op, arn)
	if ok || op.Find("", arn, Policy) != nil {
		return nil
	}
	if strings.HasPrefix(arn, managedARN(op.Region(), "")) && !misspelt(name) {
		return world.Refuse("IAM", "", "the rehearsal does not know AWS's own policy %s: if the AWS managed policy reference guide has it, "+
			"add it to rehearsal/services/iam/managed.go", name)
	}
	return world.Refuse("IAM", "NoSuchEntity", "Policy %s does not exist or is not attachable.", arn)
}

// attachOnce: IAM takes a second attachment for the first, so that deleting
// either detaches both.
var attachOnce = world.Rule{
	ID: "iam/policy-attached-once", Source: "IAM API AttachRolePolicy is idempotent: two resources for one attachment take it from each other",
	Test: func(op *world.Op) error {
		for _, other := range op.Where(RolePolicyAttachment, "role", op.Str("role")) {
			if other.Str("policyArn") == op.Str("policyArn") {
				op.Violate("iam/policy-attached-once", "%s attaches %s to role %s, as %s does already", op.Object, op.Str("policyArn"),
					op.Str("role"), other)
			}
		}
		return nil
	},
}

var attachments = world.Rule{
	ID: "iam/policies-of-a-role", Source: "Service Quotas, L-0DA4ABF3: managed policies attached to a role",
	Test: func(op *world.Op) error {
		if most := op.Quota("L-0DA4ABF3"); len(op.Where(RolePolicyAttachment, "role", op.Str("role"))) >= most {
			return world.Refuse("IAM", "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: %d", most)
		}
		return nil
	},
}

var permissionsSound = world.Rule{
	ID: "iam/policy-sound", Source: "IAM user guide, policy grammar; IAM API CreatePolicy: MalformedPolicyDocument",
	Test: func(op *world.Op) error {
		return malformed(policy.Permissions(op.Str("policy")))
	},
}

var policySize = documentSize("iam/policy-size", 10240)

func documentSize(id string, most int) world.Rule {
	return world.Rule{
		ID:     id,
		Source: "IAM user guide, IAM and STS quotas: characters of a policy without its white space",
		Test: func(op *world.Op) error {
			if n := len(strings.Join(strings.Fields(op.Str("policy")), "")); n > most {
				return world.Refuse("IAM", "LimitExceeded", "Cannot exceed quota for PolicySize: %d", most)
			}
			return nil
		},
	}
}
