package ec2

import (
	"net/netip"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/tags"
	"eks-elk/rehearsal/world"
)

func subnet() *world.Kind {
	return &world.Kind{
		Type: Subnet, Title: "subnet", Service: "EC2", IDPrefix: "subnet-",
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"assignIpv6AddressOnCreation": false, "mapPublicIpOnLaunch": false,
			"enableDns64": false, "ipv6Native": false,
		}),
		Replace:  []string{"vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"},
		Computed: []string{"arn", "ownerId", "availabilityZoneId", "ipv6CidrBlockAssociationId"},
		Refs:     []world.Ref{inVPC()},
		OnCreate: []world.Rule{
			{
				ID:     "ec2/subnet-inside-vpc",
				Source: "EC2 API CreateSubnet: the CIDR block must be a subset of the VPC's, /16 to /28",
				Test: func(op *world.Op) error {
					block, err := netip.ParsePrefix(op.Str("cidrBlock"))
					if err != nil {
						return world.Refuse("EC2", "InvalidParameterValue", "Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.", op.Str("cidrBlock"))
					}
					whole := netip.MustParsePrefix(op.Find("", op.Str("vpcId"), VPC).Str("cidrBlock"))
					if block.Masked() != block || !whole.Contains(block.Addr()) || block.Bits() < whole.Bits() || block.Bits() > 28 {
						return world.Refuse("EC2", "InvalidSubnet.Range", "The CIDR '%s' is invalid.", block)
					}
					return nil
				},
			},
			{
				ID:     "ec2/subnets-overlap-none",
				Source: "EC2 API CreateSubnet: the subnets' CIDR blocks in a VPC must not overlap",
				Test: func(op *world.Op) error {
					block := netip.MustParsePrefix(op.Str("cidrBlock"))
					for _, other := range op.Where(Subnet, "vpcId", op.Str("vpcId")) {
						if block.Overlaps(netip.MustParsePrefix(other.Str("cidrBlock"))) {
							return world.Refuse("EC2", "InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", block)
						}
					}
					return nil
				},
			},
		},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "subnet/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Default("availabilityZoneId", zoneID(op.Str("availabilityZone")))
			tags.All(op)
			return nil
		},
		Latency: world.Latency{Create: 2 * time.Second, Update: time.Second, Delete: time.Second},
	}
}

// zoneID answers a zone's id as one account may see it: eu-central-1a is euc1-az1.
func zoneID(zone string) string {
	if zone == "" {
		return ""
	}
	return zone + "-id"
}
