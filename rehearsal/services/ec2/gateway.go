package ec2

import (
	"eks-elk/rehearsal/world"
)

func internetGateway() *world.ResourceType {
	return &world.ResourceType{
		Token: InternetGateway, Title: "internetGateway", Service: "EC2", IDPrefix: "igw-", ARN: "ec2:internet-gateway/",
		Refs:     []world.Ref{inVPC()},
		OnCreate: []world.Rule{oneGateway},
		OnUpdate: []world.Rule{detachable, oneGateway},
		OnDelete: []world.Rule{detachable},
	}
}

var oneGateway = world.Rule{
	ID: "ec2/one-internet-gateway-per-vpc", Source: "EC2 API AttachInternetGateway: a VPC has one internet gateway, a gateway one VPC",
	Test: func(op *world.Op) error {
		vpc := op.Str("vpcId")
		if vpc == "" {
			return nil
		}
		if attached(op, vpc) != nil {
			return world.Refuse("EC2", "InvalidParameterValue", "Network %s already has an internet gateway attached", vpc)
		}
		return nil
	},
}

// detachable looks at the network the gateway is attached to now.
var detachable = world.Rule{
	ID:     "ec2/gateway-detach-needs-no-public-address",
	Source: "EC2 API DetachInternetGateway: the VPC must not contain running instances with Elastic IP or public addresses",
	Test: func(op *world.Op) error {
		now := op.Object
		if op.Old != nil {
			now = op.Old
		}
		vpc := now.Str("vpcId")
		if vpc == "" || op.Old != nil && vpc == op.Str("vpcId") {
			return nil
		}
		for _, o := range op.Where(NetworkInterface, "vpcId", vpc) {
			if o.Str("publicIp") != "" {
				return mapped(vpc, o)
			}
		}
		return nil
	},
}

func mapped(vpc string, by *world.Object) error {
	return world.Refuse("EC2", "DependencyViolation",
		"Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. (%s)", vpc, by)
}

// attached returns the internet gateway of a VPC, or nil.
func attached(op *world.Op, vpc string) *world.Object {
	if found := op.Where(InternetGateway, "vpcId", vpc); len(found) > 0 {
		return found[0]
	}
	return nil
}
