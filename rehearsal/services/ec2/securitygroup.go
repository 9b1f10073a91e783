package ec2

import (
	"regexp"

	"eks-elk/rehearsal/world"
)

func securityGroup() *world.ResourceType {
	return &world.ResourceType{
		Token: SecurityGroup, Title: "security group", Service: "EC2", IDPrefix: "sg-", ARN: "ec2:security-group/",
		NameProperty: "name", MaxName: 255,
		Refs:     []world.Ref{inVPC()},
		Needs:    []world.Need{peersExist},
		OnCreate: []world.Rule{groupText, groupNameOnce},
		OnDelete: []world.Rule{groupUnused},
		Gone:     taken(SecurityGroupRule, "securityGroupId"),
	}
}

// peersExist are the groups that the rules within a group name.
var peersExist = world.Need{
	ID: "ec2/security-group-peer-exists", Source: "EC2 API AuthorizeSecurityGroupIngress: InvalidGroup.NotFound",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, property := range []string{"ingress", "egress"} {
			rules := op.Object.Get(property)
			if !rules.IsArray() {
				continue
			}
			for _, r := range rules.ArrayValue() {
				if !r.IsObject() {
					continue
				}
				for _, id := range world.Strs(r.ObjectValue()["securityGroups"]) {
					if id == op.Object.ID {
						continue
					}
					peer := op.Find("", id, SecurityGroup, DefaultSecurityGroup)
					if peer == nil {
						return nil, world.Refuse("EC2", "InvalidGroup.NotFound", "The security group '%s' does not exist", id)
					}
					out = append(out, peer)
				}
			}
		}
		return out, nil
	},
	Outlive: func(op *world.Op, _ *world.Object) error { return dependent(op.Object.ID) },
}

func dependent(group string) error {
	return world.Refuse("EC2", "DependencyViolation", "resource %s has a dependent object", group)
}

var groupText = world.Rule{
	ID:     "ec2/security-group-text",
	Source: "EC2 API CreateSecurityGroup: names of 255 characters, not starting with sg-; a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*",
	Test: func(op *world.Op) error {
		for _, p := range []string{"name", "description"} {
			if text := op.Str(p); len(text) > 255 || !groupChars.MatchString(text) {
				return world.Refuse("EC2", "InvalidParameterValue",
					"Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not supported.", text, p)
			}
		}
		if name := op.Str("name"); len(name) > 2 && name[:3] == "sg-" {
			return world.Refuse("EC2", "InvalidParameterValue", "Value (%s) for parameter GroupName is invalid. Names cannot start with 'sg-'.",
				name)
		}
		return nil
	},
}

var groupChars = regexp.MustCompile(`^[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*$`)

var groupNameOnce = world.Rule{
	ID: "ec2/security-group-name-unique", Source: "EC2 API CreateSecurityGroup: the name is unique within the VPC",
	Test: func(op *world.Op) error {
		for _, other := range op.Where(SecurityGroup, "vpcId", op.Str("vpcId")) {
			if other.Str("name") == op.Str("name") {
				return world.Refuse("EC2", "InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", op.Str("name"),
					op.Str("vpcId"))
			}
		}
		return nil
	},
}

var groupUnused = world.Rule{
	ID:     "ec2/security-group-unused-when-deleted",
	Source: "EC2 API DeleteSecurityGroup: fails with DependencyViolation when the group is associated with an interface",
	Test: func(op *world.Op) error {
		for range op.Where(NetworkInterface, "securityGroups", op.Object.ID) {
			return dependent(op.Object.ID)
		}
		return nil
	},
}
