package ec2

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// AllowsEgress returns what allows members of security groups any address on a TCP
// port: a rule, or a group that says so itself; problem says why nothing does. A
// group that a service made allows all of it, one of the provider nothing
// unless it is told to.
// Source: provider aws_security_group 4.67, resourceSecurityGroupCreate, which
// revokes the rule that EC2 gives every new group.
func AllowsEgress(op *world.Op, groups []string, port int) (by *world.Object, problem string) {
	for _, id := range groups {
		group := op.Find("", id, SecurityGroup)
		if group == nil {
			continue
		}
		if group.Owner != "" {
			return nil, ""
		}
		if list := group.Get("egress"); list.IsArray() {
			for i := range list.ArrayValue() {
				if anywhere(group, fmt.Sprintf("egress[%d].", i), port) {
					return group, ""
				}
			}
		}
		for _, r := range op.Where(SecurityGroupRule, "securityGroupId", id) {
			if r.Str("type") == "egress" && anywhere(r, "", port) {
				return r, ""
			}
		}
	}
	return nil, fmt.Sprintf("no rule of their security groups %s allows egress to 0.0.0.0/0 on %d", strings.Join(groups, ", "), port)
}

// anywhere says that a rule is about any address and the port.
func anywhere(o *world.Object, at string, port int) bool {
	return slices.Contains(o.Strs(at+"cidrBlocks"), "0.0.0.0/0") && on(o, at, port)
}

// on says that a rule is about a TCP port.
func on(o *world.Object, at string, port int) bool {
	protocol := o.Str(at + "protocol")
	return protocol == "-1" || protocol == "all" || protocol == "tcp" && o.Int(at+"fromPort") <= port && port <= o.Int(at+"toPort")
}
