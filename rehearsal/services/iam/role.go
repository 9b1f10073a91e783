package iam

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

func role() *world.ResourceType {
	return &world.ResourceType{
		Token: Role, Title: "role", Service: "IAM", NameProperty: "name", MaxName: 64,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"forceDetachPolicies": false, "maxSessionDuration": 3600, "path": "/",
		}),
		Same:     map[string]func(old, new string) bool{"assumeRolePolicy": policy.Same},
		Required: []string{"assumeRolePolicy"},
		Replace:  []string{"name", "namePrefix", "path"},
		Computed: []string{
			"arn", "createDate", "inlinePolicies", "managedPolicyArns", "namePrefix", "roleLastUseds", "uniqueId", "tagsAll",
		},
		Check:    []world.Check{sessionDuration},
		OnCreate: []world.Rule{roleName, roleOnce, trustSound, trustNarrow, rolePolicies, leastPrivilege},
		OnUpdate: []world.Rule{trustSound, trustNarrow, rolePolicies, leastPrivilege},
		OnDelete: []world.Rule{roleFree},
		ID:       func(op *world.Op) string { return op.Str("name") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("iam", "role"+pathOf(op)+op.Object.ID))
			op.Default("createDate", "2026-01-01T00:00:00Z")
			op.Default("uniqueId", "AROA"+strings.ToUpper(op.Hex(17)))
			op.Default("namePrefix", "")
			for _, list := range []string{"inlinePolicies", "managedPolicyArns", "roleLastUseds"} {
				op.Default(list, []any{})
			}
			op.SetTagsAll()
			return nil
		},
		Latency: world.Latency{Create: 2 * time.Second, Update: time.Second, Delete: time.Second},
	}
}

func pathOf(op *world.Op) string {
	if p := op.Str("path"); p != "" {
		return p
	}
	return "/"
}

var sessionDuration = world.Check{
	Rule:   "iam/session-duration",
	Source: "IAM API CreateRole: MaxSessionDuration 3600 to 43200 seconds",
	Test: func(in resource.PropertyMap) (string, string) {
		if v := in["maxSessionDuration"]; v.IsNumber() && (v.NumberValue() < 3600 || v.NumberValue() > 43200) {
			return "maxSessionDuration", fmt.Sprintf("expected max_session_duration to be in the range (3600 - 43200), got %v", v.NumberValue())
		}
		return "", ""
	},
}

var nameForm = regexp.MustCompile(`^[\w+=,.@-]+$`)

// named is the rule on the names of IAM's things.
func named(id, field string, most int) world.Rule {
	return world.Rule{
		ID:     id,
		Source: "IAM user guide, IAM and STS quotas: name requirements",
		Test: func(op *world.Op) error {
			name := op.Str("name")
			switch {
			case len(name) > most:
				return world.Refuse("IAM", "ValidationError",
					"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length less than or equal to %d",
					name, field, most)
			case !nameForm.MatchString(name):
				return world.Refuse("IAM", "ValidationError",
					"The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", field)
			}
			return nil
		},
	}
}

var roleName = named("iam/role-name", "roleName", 64)

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
	ID:     "iam/trust-policy-sound",
	Source: "IAM user guide, policy grammar; IAM API CreateRole: MalformedPolicyDocument",
	Test: func(op *world.Op) error {
		return malformed(policy.Trust(op.Str("assumeRolePolicy")))
	},
}

// rolePolicies looks at the policies that a role lists itself.
var rolePolicies = world.Rule{
	ID:     "iam/role-policies-exist",
	Source: "IAM API AttachRolePolicy: NoSuchEntity; PutRolePolicy: MalformedPolicyDocument",
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
	ID:     "iam/role-free-when-deleted",
	Source: "IAM API DeleteRole: the role must have no policies attached (DeleteConflict)",
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
