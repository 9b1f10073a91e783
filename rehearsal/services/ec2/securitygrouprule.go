package ec2

import (
	"fmt"
	"hash/crc32"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func securityGroupRule() *world.ResourceType {
	own := WithSecurityGroups("securityGroupId")
	own.Loose = true // a group's deletion takes its rules along
	return &world.ResourceType{
		Token: SecurityGroupRule, Title: "security group rule", Service: "EC2",
		Refs:     []world.Ref{own, WithSecurityGroups("sourceSecurityGroupId")},
		Check:    []world.Check{ruleSource},
		OnCreate: []world.Rule{ruleSound, ruleOnce},
		ID: func(op *world.Op) string {
			return fmt.Sprintf("sgrule-%d", crc32.ChecksumIEEE([]byte(op.Call.URN+op.Hex(8))))
		},
		Outputs: func(op *world.Op) error {
			op.Default("securityGroupRuleId", "sgr-0"+op.Hex(16))
			return nil
		},
	}
}

// ruleSource: the provider wants a source.
var ruleSource = world.Check{
	Rule:   "ec2/security-group-rule-source",
	Source: "provider aws_security_group_rule 4.67: one of the sources must be set",
	Test: func(in resource.PropertyMap) (string, string) {
		if in["self"].IsBool() && in["self"].BoolValue() || !in["sourceSecurityGroupId"].IsNull() || given(in, "cidrBlocks") ||
			given(in, "ipv6CidrBlocks") || given(in, "prefixListIds") {
			return "", ""
		}
		return "cidrBlocks", `One of ['cidr_blocks', 'self', 'source_security_group_id', 'ipv6_cidr_blocks', 'prefix_list_ids'] must be set to create an AWS Security Group Rule`
	},
}

func given(in resource.PropertyMap, key resource.PropertyKey) bool {
	v := in[key]
	return v.IsComputed() || v.IsOutput() || v.IsArray() && len(v.ArrayValue()) > 0
}

var ruleSound = world.Rule{
	ID: "ec2/security-group-rule-sound", Source: "EC2 API AuthorizeSecurityGroupIngress: port ranges and CIDR blocks must be valid",
	Test: func(op *world.Op) error {
		from, to, protocol := op.Object.Int("fromPort"), op.Object.Int("toPort"), op.Str("protocol")
		switch {
		case !slices.Contains([]string{"tcp", "udp", "icmp", "icmpv6", "-1", "all", "6", "17", "1", "58"}, protocol):
			return world.Refuse("EC2", "InvalidPermission.Malformed", "Invalid IP protocol '%s'", protocol)
		case (protocol == "tcp" || protocol == "udp") && (from < 0 || to > 65535 || from > to):
			return world.Refuse("EC2", "InvalidPermission.Malformed", "Invalid port range %d to %d", from, to)
		}
		for _, c := range op.Strs("cidrBlocks") {
			if p, err := netip.ParsePrefix(c); err != nil || p.Masked() != p {
				return world.Refuse("EC2", "InvalidParameterValue", "CIDR block %s is malformed", c)
			}
		}
		return nil
	},
}

var ruleOnce = world.Rule{
	ID: "ec2/security-group-rule-once", Source: "EC2 API AuthorizeSecurityGroupIngress: InvalidPermission.Duplicate",
	Test: func(op *world.Op) error {
		for _, other := range op.Where(SecurityGroupRule, "securityGroupId", op.Str("securityGroupId")) {
			if peers(other) == peers(op.Object) {
				return world.Refuse("EC2", "InvalidPermission.Duplicate",
					`the specified rule "peer: %s, ALLOW" already exists`, peers(op.Object))
			}
		}
		return nil
	},
}

// peers is what makes two rules of a group the same.
func peers(rule *world.Object) string {
	list := slices.Concat(rule.Strs("cidrBlocks"), rule.Strs("ipv6CidrBlocks"), rule.Strs("prefixListIds"))
	switch {
	case rule.Bool("self"):
		list = append(list, rule.Str("securityGroupId"))
	case rule.Str("sourceSecurityGroupId") != "":
		list = append(list, rule.Str("sourceSecurityGroupId"))
	}
	slices.Sort(list)
	return fmt.Sprintf("%s, %s, %s, from port: %d, to port: %d", strings.Join(list, " "), rule.Str("type"),
		strings.ToUpper(rule.Str("protocol")), rule.Int("fromPort"), rule.Int("toPort"))
}
