package iam

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func policy() *world.ResourceType {
	return &world.ResourceType{
		Token: Policy, Title: "policy", Service: "IAM", NameProperty: "name", MaxName: 128,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{"path": "/"}),
		Same:     map[string]func(old, new string) bool{"policy": samePolicy},
		Required: []string{"policy"},
		Replace:  []string{"name", "namePrefix", "path", "description"},
		Computed: []string{"arn", "namePrefix", "policyId", "tagsAll"},
		OnCreate: []world.Rule{
			named("iam/policy-name", "policyName", 128), unique("iam/policy-name-unique", Policy, "A policy"),
			permissionsSound, policySize(6144),
		},
		OnUpdate: []world.Rule{permissionsSound, policySize(6144)},
		ID:       func(op *world.Op) string { return op.ARN("iam", "policy"+pathOf(op)+op.Str("name")) },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.Object.ID)
			op.Default("namePrefix", "")
			op.Default("policyId", "ANPA"+strings.ToUpper(op.Hex(17)))
			op.SetTagsAll()
			return nil
		},
		Latency: quick,
	}
}

func rolePolicy() *world.ResourceType {
	return &world.ResourceType{
		Token: RolePolicy, Title: "inline role policy", Service: "IAM", NameProperty: "name", MaxName: 128,
		Same:     map[string]func(old, new string) bool{"policy": samePolicy},
		Required: []string{"policy", "role"},
		Replace:  []string{"name", "namePrefix", "role"},
		Refs:     []world.Ref{ofRole()},
		OnCreate: []world.Rule{named("iam/role-policy-name", "policyName", 128), permissionsSound, policySize(10240)},
		OnUpdate: []world.Rule{permissionsSound, policySize(10240)},
		ID:       func(op *world.Op) string { return op.Str("role") + ":" + op.Str("name") },
		Latency:  quick,
	}
}

func rolePolicyAttachment() *world.ResourceType {
	return &world.ResourceType{
		Token: RolePolicyAttachment, Title: "role policy attachment", Service: "IAM",
		Required: []string{"policyArn", "role"},
		Replace:  []string{"policyArn", "role"},
		Refs:     []world.Ref{ofRole()},
		Needs:    []world.Need{attachedPolicy},
		OnCreate: []world.Rule{attachOnce, leastPrivilege},
		// The provider's id is the role's name and something unique.
		ID:      func(op *world.Op) string { return op.Str("role") + "-2026010100000000" + op.Hex(8) },
		Latency: quick,
	}
}

// attachedPolicy is the policy that is attached, where the account owns it.
var attachedPolicy = world.Need{
	ID:     "iam/attached-policy-exists",
	Source: "IAM API AttachRolePolicy: NoSuchEntity; DeletePolicy: detach it from all first (DeleteConflict)",
	Find: func(op *world.Op) ([]*world.Object, error) {
		arn := op.Str("policyArn")
		if err := exists(op, arn); err != nil {
			return nil, err
		}
		if own := op.Find("", arn, Policy); own != nil {
			return []*world.Object{own}, nil
		}
		return nil, nil
	},
	Outlive: func(*world.Op, *world.Object) error {
		return world.Refuse("IAM", "DeleteConflict", "Cannot delete a policy attached to entities.")
	},
}

func exists(op *world.Op, arn string) error {
	name, ok := Managed(op, arn)
	if ok || op.Find("", arn, Policy) != nil {
		return nil
	}
	if strings.HasPrefix(arn, managedARN(op.Region(), "")) && !misspelt(name) {
		return world.Refuse("IAM", "", "the rehearsal does not know AWS's own policy %s: if the AWS managed policy reference guide has it, add it to rehearsal/iam/managed.go", name)
	}
	return world.Refuse("IAM", "NoSuchEntity", "Policy %s does not exist or is not attachable.", arn)
}

// attachOnce: IAM takes a second attachment for the first, so that deleting
// either detaches both.
var attachOnce = world.Rule{
	ID:     "iam/policy-attached-once",
	Source: "IAM API AttachRolePolicy is idempotent: two resources for one attachment take it from each other",
	Test: func(op *world.Op) error {
		for _, other := range op.Where(RolePolicyAttachment, "role", op.Str("role")) {
			if other.Str("policyArn") == op.Str("policyArn") {
				op.Violate("iam/policy-attached-once", "%s attaches %s to role %s, as %s does already", op.Object, op.Str("policyArn"), op.Str("role"), other)
			}
		}
		return nil
	},
}

var permissionsSound = world.Rule{
	ID:     "iam/policy-sound",
	Source: "IAM user guide, policy grammar; IAM API CreatePolicy: MalformedPolicyDocument",
	Test: func(op *world.Op) error {
		_, err := Permissions(op.Str("policy"))
		return err
	},
}

func policySize(most int) world.Rule {
	return world.Rule{
		ID:     "iam/policy-size",
		Source: "IAM user guide, IAM and STS quotas: characters of a policy without its white space",
		Test: func(op *world.Op) error {
			if n := len(strings.Join(strings.Fields(op.Str("policy")), "")); n > most {
				return world.Refuse("IAM", "LimitExceeded", "Cannot exceed quota for PolicySize: %d", most)
			}
			return nil
		},
	}
}
