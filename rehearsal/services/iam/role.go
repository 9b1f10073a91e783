package iam

import (
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

func role() *world.ResourceType {
	return &world.ResourceType{
		Token: Role, Title: "role", Service: "IAM", NameProperty: "name", MaxName: 64,
		Same:     map[string]func(old, new string) bool{"assumeRolePolicy": policy.Same},
		OnCreate: []world.Rule{roleOnce, trustSound, trustNarrow, rolePolicies, leastPrivilege},
		OnUpdate: []world.Rule{trustSound, trustNarrow, rolePolicies, leastPrivilege},
		OnDelete: []world.Rule{roleFree},
		Findings: []world.Rule{
			{ID: "iam/caller-is-authorized", Source: "IAM user guide, Policy evaluation logic; the actions: services/aws/account/calls.txt"},
			{ID: "iam/credentials-last", Source: "STS API, ExpiredToken; docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html: ExpiredTokenException"},
			{ID: "iam/region-enabled", Source: "AWS Account Management reference guide, Enable or disable AWS Regions"},
		},
		ID: func(op *world.Op) string { return op.Str("name") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("iam", "role"+pathOf(op)+op.Object.ID))
			op.Default("createDate", "2026-01-01T00:00:00Z")
			op.Default("uniqueId", "AROA"+strings.ToUpper(op.Hex(17)))
			return nil
		},
	}
}

func pathOf(op *world.Op) string {
	if p := op.Str("path"); p != "" {
		return p
	}
	return "/"
}

var roleOnce = unique("iam/role-name-unique", Role, "Role")

// unique is the rule that a name is given once in the account.
func unique(id, typ, title string) world.Rule {
	return world.Rule{
		ID:     id,
		Source: "IAM user guide: names are unique within the account, whatever their case",
		Test: func(op *world.Op) error {
			taken := op.Existing() != nil
			for _, other := range op.List(typ) {
				taken = taken || strings.EqualFold(other.Str("name"), op.Str("name"))
			}
			if taken {
				return world.Refuse("IAM", "EntityAlreadyExists", "%s with name %s already exists.", title, op.Str("name"))
			}
			return nil
		},
	}
}

var trustSound = world.Rule{
	ID: "iam/trust-policy-sound", Source: "IAM user guide, policy grammar; IAM API CreateRole: MalformedPolicyDocument",
	Test: func(op *world.Op) error {
		return malformed(policy.Trust(op.Str("assumeRolePolicy")))
	},
}

// rolePolicies looks at the policies that a role lists itself.
var rolePolicies = world.Rule{
	ID: "iam/role-policies-exist", Source: "IAM API AttachRolePolicy: NoSuchEntity; PutRolePolicy: MalformedPolicyDocument",
	Test: func(op *world.Op) error {
		for _, arn := range append(op.Strs("managedPolicyArns"), op.Strs("permissionsBoundary")...) {
			if err := exists(op, arn); err != nil {
				return err
			}
		}
		if list := op.Object.Get("inlinePolicies"); list.IsArray() {
			for _, p := range list.ArrayValue() {
				if !p.IsObject() || world.Str(p.ObjectValue()["policy"]) == "" {
					continue
				}
				if err := malformed(policy.Permissions(world.Str(p.ObjectValue()["policy"]))); err != nil {
					return err
				}
			}
		}
		return nil
	},
}

var roleFree = world.Rule{
	ID: "iam/role-free-when-deleted", Source: "IAM API DeleteRole: the role must have no policies attached (DeleteConflict)",
	Test: func(op *world.Op) error {
		name := op.Object.ID
		force := op.Object.Bool("forceDetachPolicies")
		switch {
		case !force && len(op.Where(RolePolicyAttachment, "role", name)) > 0:
			return world.Refuse("IAM", "DeleteConflict", "Cannot delete entity, must detach all policies first.")
		case !force && len(op.Where(RolePolicy, "role", name)) > 0:
			return world.Refuse("IAM", "DeleteConflict", "Cannot delete entity, must delete policies first.")
		}
		return nil
	},
}
