package ec2

import (
	"fmt"
	"net/netip"
	"strconv"

	"eks-elk/rehearsal/price"
	"eks-elk/rehearsal/world"
)

// Machines, interfaces and volumes are made by services, not by the stack:
// they carry outputs and a price, and what they hold they hold by the rules of
// the things they are in.

func instance() *world.Kind {
	return &world.Kind{
		Type: Instance, Title: "instance", Service: "EC2", IDPrefix: "i-",
		Computed: []string{"arn", "privateIp", "publicIp", "instanceState"},
		Price: func(o *world.Object) []world.Line {
			return []world.Line{price.Monthly(o.Session.Region, price.Instance(o.Str("instanceType")), 1)}
		},
	}
}

func networkInterface() *world.Kind {
	return &world.Kind{
		Type: NetworkInterface, Title: "network interface", Service: "EC2", IDPrefix: "eni-",
		Computed: []string{"arn", "privateIp", "status"},
	}
}

func volume() *world.Kind {
	return &world.Kind{
		Type: Volume, Title: "volume", Service: "EC2", IDPrefix: "vol-",
		Computed: []string{"arn"},
		Price: func(o *world.Object) []world.Line {
			if typ := o.Str("type"); typ != "gp3" {
				return []world.Line{{Item: typ + " volume, GB", Quantity: float64(o.Int("size")), Unknown: true}}
			}
			return []world.Line{price.Monthly(o.Session.Region, price.GP3, float64(o.Int("size")))}
		},
	}
}

// AddressIn answers an address in the subnet, past the four that AWS keeps.
func AddressIn(op *world.Op, subnet *world.Object) string {
	block, err := netip.ParsePrefix(subnet.Str("cidrBlock"))
	if err != nil {
		return ""
	}
	n, _ := strconv.ParseUint(op.Hex(4), 16, 16)
	host := uint32(n)%(1<<(32-block.Bits())-5) + 4
	b := block.Masked().Addr().As4()
	whole := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	whole += host
	return fmt.Sprintf("%d.%d.%d.%d", whole>>24, whole>>16&255, whole>>8&255, whole&255)
}
