package ec2

import (
	"net/netip"
	"slices"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func subnet() *world.ResourceType {
	return &world.ResourceType{
		Token: Subnet, Title: "subnet", Service: "EC2", IDPrefix: "subnet-", ARN: "ec2:subnet/",
		Refs:     []world.Ref{inVPC()},
		OnCreate: []world.Rule{subnetInVPC, subnetsApart, subnetZone},
		OnDelete: []world.Rule{subnetEmpty},
		Outputs: func(op *world.Op) error {
			op.Default("availabilityZone", firstZone(op))
			op.Default("availabilityZoneId", ZoneID(op.Str("availabilityZone")))
			op.Default("privateDnsHostnameTypeOnLaunch", "ip-name")
			return nil
		},
		Gone: taken(RouteTableAssociation, "subnetId"),
		Findings: []world.Rule{
			{ID: "ec2/subnet-leads-to-the-internet", Source: "VPC user guide, NAT gateways: nodes in a private subnet reach the internet over one"},
			{ID: "ec2/subnet-uses-gateway-of-its-zone",
				Source: "VPC user guide, NAT gateway basics: a gateway in each zone, used by the resources of its zone"},
		},
		Settled: subnetsSettled,
		Takes: func(op *world.Op, what string) latency.Steps {
			if what == "create" && op.Object.Bool("mapPublicIpOnLaunch") { // the provider waits for the attribute
				return latency.Of("create public subnet")
			}
			return nil
		},
	}
}

var subnetInVPC = world.Rule{
	ID: "ec2/subnet-inside-vpc", Source: "EC2 API CreateSubnet: the CIDR block must be a subset of the VPC's, /16 to /28",
	Test: func(op *world.Op) error {
		block, err := netip.ParsePrefix(op.Str("cidrBlock"))
		if err != nil {
			return world.Refuse("EC2", "InvalidParameterValue", "Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
				op.Str("cidrBlock"))
		}
		whole := netip.MustParsePrefix(op.Find("", op.Str("vpcId"), VPC).Str("cidrBlock"))
		if block.Masked() != block || !whole.Contains(block.Addr()) || block.Bits() < whole.Bits() || block.Bits() > 28 {
			return world.Refuse("EC2", "InvalidSubnet.Range", "The CIDR '%s' is invalid.", block)
		}
		return nil
	},
}

var subnetsApart = world.Rule{
	ID: "ec2/subnets-overlap-none", Source: "EC2 API CreateSubnet: the subnets' CIDR blocks in a VPC must not overlap",
	Test: func(op *world.Op) error {
		block := netip.MustParsePrefix(op.Str("cidrBlock"))
		for _, other := range op.Where(Subnet, "vpcId", op.Str("vpcId")) {
			if block.Overlaps(netip.MustParsePrefix(other.Str("cidrBlock"))) {
				return world.Refuse("EC2", "InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", block)
			}
		}
		return nil
	},
}

var subnetZone = world.Rule{
	ID: "ec2/subnet-zone-of-region", Source: "EC2 API CreateSubnet: the zone must be one of the region's",
	Test: func(op *world.Op) error {
		zone, zones := op.Str("availabilityZone"), ZoneNames(op.Region())
		if zone != "" && !slices.Contains(zones, zone) {
			return world.Refuse("EC2", "InvalidParameterValue",
				"Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: "+
					"%v.", zone, zones)
		}
		return nil
	},
}

// subnetEmpty sees the interfaces that services made; what the stack put into
// the subnet holds it by its references.
var subnetEmpty = world.Rule{
	ID:     "ec2/subnet-empty-when-deleted",
	Source: "EC2 API DeleteSubnet: you must terminate all running instances in the subnet first; the console names the interfaces",
	Test: func(op *world.Op) error {
		for _, o := range op.Where(NetworkInterface, "subnetId", op.Object.ID) {
			return world.Refuse("EC2", "DependencyViolation", "The subnet '%s' has dependencies and cannot be deleted. (%s)", op.Object.ID, o)
		}
		return nil
	},
}

// firstZone is where EC2 puts a subnet that names no zone.
func firstZone(op *world.Op) string {
	if zones := ZoneNames(op.Region()); len(zones) > 0 {
		return zones[0]
	}
	return op.Region() + "a"
}
