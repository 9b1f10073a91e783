package ec2

import (
	"fmt"
	"strconv"
	"strings"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/world"
)

func eip() *world.ResourceType {
	return &world.ResourceType{
		Token: EIP, Title: "elastic IP address", Service: "EC2", IDPrefix: "eipalloc-",
		OnCreate: []world.Rule{eipQuota},
		Outputs: func(op *world.Op) error {
			ip := PublicIP(op)
			op.Default("publicIp", ip)
			op.Set("allocationId", op.Object.ID)
			op.Set("domain", "vpc")
			op.Default("vpc", true)
			op.Default("networkBorderGroup", op.Region())
			op.Default("publicIpv4Pool", "amazon")
			op.Default("publicDns", "ec2-"+strings.ReplaceAll(ip, ".", "-")+"."+publicDomain(op.Region()))
			return nil
		},
		Price: func(_ *world.Object) (price.Item, float64) { return price.PublicIPv4, 1 },
	}
}

var eipQuota = world.Rule{
	ID: "ec2/elastic-ip-quota", Source: "Service Quotas, L-0263D0A3: Elastic IP addresses in a region",
	Test: func(op *world.Op) error {
		if inRegion(op, EIP) >= op.Quota("L-0263D0A3") {
			return world.Refuse("EC2", "AddressLimitExceeded", "The maximum number of addresses has been reached.")
		}
		return nil
	},
}

// PublicIP is an address of the block that is kept for benchmarks (RFC 2544):
// no one reaches another account's machine with it, and no stack lets it in by
// chance, as it may a block that is kept for examples (RFC 5737).
func PublicIP(op *world.Op) string {
	n, _ := strconv.ParseUint(op.Hex(4), 16, 16)
	return fmt.Sprintf("198.18.%d.%d", n>>8, n&255)
}
