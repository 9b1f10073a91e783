package iam

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// ownPolicy is a managed policy of the account's own.
func ownPolicy() *world.ResourceType {
	return &world.ResourceType{
		Token: Policy, Title: "policy", Service: "IAM", NameProperty: "name", MaxName: 128,
		Same: map[string]func(old, new string) bool{"policy": policy.Same},
		OnCreate: []world.Rule{unique("iam/policy-name-unique", Policy, "Policy"), permissionsSound,
			documentSize("iam/managed-policy-size", 6144)},
		OnUpdate: []world.Rule{permissionsSound, documentSize("iam/managed-policy-size", 6144)},
		OnDelete: []world.Rule{unattached},
		ID:       func(op *world.Op) string { return op.ARN("iam", "policy"+pathOf(op)+op.Str("name")) },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.Object.ID)
			op.Default("policyId", "ANPA"+strings.ToUpper(op.Hex(17)))
			return nil
		},
	}
}

var unattached = world.Rule{
	ID: "iam/policy-free-when-deleted", Source: "IAM API DeletePolicy: DeleteConflict",
	Test: func(op *world.Op) error {
		held := len(op.Where(RolePolicyAttachment, "policyArn", op.Object.ID)) > 0 || slices.ContainsFunc(op.List(Role), func(r *world.Object) bool {
			return r.Str("permissionsBoundary") == op.Object.ID || slices.Contains(r.Strs("managedPolicyArns"), op.Object.ID)
		})
		if held {
			return world.Refuse("IAM", "DeleteConflict", "Cannot delete a policy attached to entities.")
		}
		return nil
	},
}
