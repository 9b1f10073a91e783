package ec2

import (
	"eks-elk/aws/price"
	"eks-elk/rehearsal/world"
)

func natGateway() *world.ResourceType {
	return &world.ResourceType{
		Token: NATGateway, Title: "natGateway", Service: "EC2", IDPrefix: "nat-",
		Refs: []world.Ref{InSubnet("subnetId"), {
			Property: "allocationId", To: []string{EIP},
			Code: "InvalidAllocationID.NotFound", Message: "The allocation ID '%s' does not exist",
			InUse: "InvalidIPAddress.InUse", InUseAs: "The address %s is in use.",
		}},
		Needs:    []world.Need{natNeedsGateway},
		OnCreate: []world.Rule{natAddress, eipOnce, natQuota},
		Outputs: func(op *world.Op) error {
			op.Default("networkInterfaceId", "eni-0"+op.Hex(16))
			op.Default("privateIp", AddressIn(op, op.Find("", op.Str("subnetId"), Subnet)))
			if address := op.Find("", op.Str("allocationId"), EIP); address != nil {
				op.Default("publicIp", address.Str("publicIp"))
				op.Default("associationId", "eipassoc-0"+op.Hex(16))
			}
			return nil
		},
		Made:  natMade,
		Price: func(_ *world.Object) (price.Item, float64) { return price.NATGateway, 1 },
	}
}

// natNeedsGateway: a public NAT gateway comes up only in a VPC with an
// attached internet gateway, which stays attached while it holds its address.
var natNeedsGateway = world.Need{
	ID:     "ec2/nat-needs-attached-gateway",
	Source: "VPC user guide, Troubleshoot NAT gateways: Network vpc-… has no Internet gateway attached (Gateway.NotAttached)",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if op.Str("connectivityType") == "private" {
			return nil, nil
		}
		vpc := op.Find("", op.Str("subnetId"), Subnet).Str("vpcId")
		gateway := attached(op, vpc)
		if gateway == nil {
			return nil, world.Refuse("EC2", "Gateway.NotAttached", "Network %s has no Internet gateway attached", vpc)
		}
		return []*world.Object{gateway}, nil
	},
	Outlive: func(op *world.Op, nat *world.Object) error { return mapped(op.Str("vpcId"), nat) },
}

var natAddress = world.Rule{
	ID:     "ec2/public-nat-has-address",
	Source: "EC2 API CreateNatGateway: AllocationId is required for a public NAT gateway and not allowed for a private one",
	Test: func(op *world.Op) error {
		private, given := op.Str("connectivityType") == "private", op.Str("allocationId") != ""
		switch {
		case !private && !given:
			return world.Refuse("EC2", "MissingParameter", "The request must contain the parameter AllocationId")
		case private && given:
			return world.Refuse("EC2", "InvalidParameter", "AllocationId must not be specified for a private NAT gateway")
		}
		return nil
	},
}

var eipOnce = world.Rule{
	ID: "ec2/elastic-ip-used-once", Source: "VPC user guide, Troubleshoot NAT gateways: Elastic IP address eipalloc-… is already associated",
	Test: func(op *world.Op) error {
		id := op.Str("allocationId")
		if id != "" && len(op.Where(NATGateway, "allocationId", id)) > 0 {
			return world.Refuse("EC2", "Resource.AlreadyAssociated", "Elastic IP address [%s] is already associated", id)
		}
		return nil
	},
}

var natQuota = world.Rule{
	ID: "ec2/nat-gateway-quota", Source: "Service Quotas, L-FE5A380F: NAT gateways in a zone",
	Test: func(op *world.Op) error {
		zone, n := op.Find("", op.Str("subnetId"), Subnet).Str("availabilityZone"), 0
		for _, other := range op.List(NATGateway) {
			if s := op.Find("", other.Str("subnetId"), Subnet); s != nil && s.Str("availabilityZone") == zone {
				n++
			}
		}
		if most := op.Quota("L-FE5A380F"); n >= most {
			return world.Refuse("EC2", "NatGatewayLimitExceeded", "Performing this operation would exceed the limit of %d NAT gateways", most)
		}
		return nil
	},
}

func natMade(op *world.Op) error {
	subnet := op.Find("", op.Str("subnetId"), Subnet)
	_, err := op.CreateManaged(NetworkInterface, op.Str("networkInterfaceId"), Owner, map[string]any{
		"description": "Interface for NAT Gateway " + op.Object.ID,
		"subnetId":    subnet.ID, "vpcId": subnet.Str("vpcId"), "status": "in-use",
		"privateIp": op.Str("privateIp"), "publicIp": op.Str("publicIp"),
	}, op.Object)
	return err
}
