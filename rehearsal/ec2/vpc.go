package ec2

import (
	"net/netip"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/tags"
	"eks-elk/rehearsal/world"
)

func vpc() *world.Kind {
	return &world.Kind{
		Type: VPC, Title: "vpc", Service: "EC2", IDPrefix: "vpc-",
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"enableDnsSupport": true, "instanceTenancy": "default",
		}),
		Replace:  []string{"cidrBlock", "instanceTenancy", "ipv4IpamPoolId"},
		Required: []string{"cidrBlock"},
		Computed: []string{"arn", "mainRouteTableId", "defaultSecurityGroupId", "defaultNetworkAclId", "defaultRouteTableId", "ownerId"},
		OnCreate: []world.Rule{{
			ID:     "ec2/vpc-cidr-size",
			Source: "VPC user guide, VPC CIDR blocks: between /16 and /28",
			Test: func(op *world.Op) error {
				p, err := netip.ParsePrefix(op.Str("cidrBlock"))
				if err != nil || p.Bits() < 16 || p.Bits() > 28 {
					return world.Refuse("EC2", "InvalidVpc.Range", "The CIDR '%s' is invalid.", op.Str("cidrBlock"))
				}
				return nil
			},
		}},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "vpc/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Default("enableDnsHostnames", false)
			for output, prefix := range map[string]string{
				"mainRouteTableId": "rtb-", "defaultRouteTableId": "rtb-",
				"defaultSecurityGroupId": "sg-", "defaultNetworkAclId": "acl-",
			} {
				op.Default(output, prefix+op.Object.ID[len("vpc-"):])
			}
			tags.All(op)
			return nil
		},
		// aws-provider logs: 2-6 s, the attribute waits dominate.
		Latency: world.Latency{Create: 4 * time.Second, Update: 2 * time.Second, Delete: time.Second},
	}
}

// defaultSecurityGroup is adopted, not made: EC2 makes it with the VPC, and
// deleting the resource leaves it as it is.
func defaultSecurityGroup() *world.Kind {
	return &world.Kind{
		Type: DefaultSecurityGroup, Title: "default security group", Service: "EC2",
		Replace:  []string{"vpcId"},
		Computed: []string{"arn", "ownerId", "description", "name"},
		Refs:     []world.Ref{inVPC()},
		ID: func(op *world.Op) string {
			return op.Find("", op.Str("vpcId"), VPC).Str("defaultSecurityGroupId")
		},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "security-group/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Set("name", "default")
			op.Set("description", "default VPC security group")
			tags.All(op)
			return nil
		},
		Latency: world.Latency{Create: time.Second, Update: time.Second, Delete: 0},
	}
}
