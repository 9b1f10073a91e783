package ec2

import (
	"net/netip"

	"eks-elk/rehearsal/world"
)

func vpc() *world.ResourceType {
	return &world.ResourceType{
		Token: VPC, Title: "vpc", Service: "EC2", IDPrefix: "vpc-", ARN: "ec2:vpc/",
		OnCreate: []world.Rule{vpcSize, vpcQuota},
		OnDelete: []world.Rule{vpcEmpty},
		Outputs:  vpcOutputs,
		Made:     vpcMade,
		// The attribute waits of the provider dominate.
	}
}

var vpcSize = world.Rule{
	ID: "ec2/vpc-cidr-size", Source: "VPC user guide, VPC CIDR blocks: between /16 and /28",
	Test: func(op *world.Op) error {
		p, err := netip.ParsePrefix(op.Str("cidrBlock"))
		if err != nil || !p.Addr().Is4() {
			return world.Refuse("EC2", "InvalidParameterValue", "Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
				op.Str("cidrBlock"))
		}
		if p.Bits() < 16 || p.Bits() > 28 || p.Masked() != p {
			return world.Refuse("EC2", "InvalidVpc.Range", "The CIDR '%s' is invalid.", op.Str("cidrBlock"))
		}
		return nil
	},
}

var vpcQuota = world.Rule{
	ID: "ec2/vpc-quota", Source: "Service Quotas, L-F678F1CE: VPCs in a region; the default VPC is one of them",
	Test: func(op *world.Op) error {
		n := inRegion(op, VPC)
		if op.Given(world.DefaultVPC) {
			n++
		}
		if n >= op.Quota("L-F678F1CE") {
			return world.Refuse("EC2", "VpcLimitExceeded", "The maximum number of VPCs has been reached.")
		}
		return nil
	},
}

// vpcEmpty sees what services made by themselves; what the stack made holds
// the VPC by its references.
var vpcEmpty = world.Rule{
	ID:     "ec2/vpc-empty-when-deleted",
	Source: "EC2 API DeleteVpc: detach or delete all gateways and resources that are associated with the VPC first",
	Test: func(op *world.Op) error {
		for _, typ := range []string{NetworkInterface, SecurityGroup, Instance} {
			for _, o := range op.Where(typ, "vpcId", op.Object.ID) {
				if o.Owner != "" && o.Owner != Owner {
					return world.Refuse("EC2", "DependencyViolation", "The vpc '%s' has dependencies and cannot be deleted. (%s)", op.Object.ID, o)
				}
			}
		}
		return nil
	},
}

func vpcOutputs(op *world.Op) error {
	op.Default("enableDnsSupport", true)
	for output, prefix := range map[string]string{
		"mainRouteTableId": "rtb-", "defaultRouteTableId": "rtb-", "dhcpOptionsId": "dopt-",
		"defaultSecurityGroupId": "sg-", "defaultNetworkAclId": "acl-",
	} {
		op.Default(output, prefix+op.Object.ID[len("vpc-"):])
	}
	return nil
}

// vpcMade makes what EC2 makes with every VPC and takes away with it.
func vpcMade(op *world.Op) error {
	if _, err := op.CreateManaged(RouteTable, op.Str("mainRouteTableId"), Owner, map[string]any{
		"vpcId": op.Object.ID, "main": true,
	}, op.Object); err != nil {
		return err
	}
	_, err := op.CreateManaged(SecurityGroup, op.Str("defaultSecurityGroupId"), Owner, map[string]any{
		"vpcId": op.Object.ID, "name": "default", "description": "default VPC security group",
	}, op.Object)
	return err
}

// inRegion counts the objects of a type in the operation's region.
func inRegion(op *world.Op, typ string) int {
	n := 0
	for _, o := range op.List(typ) {
		if o.Session.Region == op.Region() {
			n++
		}
	}
	return n
}
