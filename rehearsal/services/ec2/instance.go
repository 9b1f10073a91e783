package ec2

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/world"
)

// Machines, interfaces and volumes are made by services, not by the stack:
// they carry outputs and a price, and what they hold they hold by the rules of
// the things they are in.

func instance() *world.ResourceType {
	return &world.ResourceType{
		Token: Instance, Title: "instance", Service: "EC2", IDPrefix: "i-",
		Computed: []string{"arn", "privateIp", "publicIp", "instanceState"},
		Price:    func(o *world.Object) (price.Item, float64) { return price.Instance(o.Str("instanceType")), 1 },
	}
}

func networkInterface() *world.ResourceType {
	return &world.ResourceType{
		Token: NetworkInterface, Title: "network interface", Service: "EC2", IDPrefix: "eni-",
		Computed: []string{"arn", "privateIp", "status"},
	}
}

func volume() *world.ResourceType {
	return &world.ResourceType{
		Token: Volume, Title: "volume", Service: "EC2", IDPrefix: "vol-",
		Price: func(o *world.Object) (price.Item, float64) {
			return price.Volume(o.Str("type")), float64(o.Int("size"))
		},
	}
}

// AddressIn returns an address in the subnet that nothing has, past the four
// that AWS keeps at its start.
func AddressIn(op *world.Op, subnet *world.Object) string {
	block, err := netip.ParsePrefix(subnet.Str("cidrBlock"))
	if err != nil {
		return ""
	}
	n, _ := strconv.ParseUint(op.Hex(4), 16, 16)
	usable := uint32(1)<<(32-block.Bits()) - kept
	b := block.Masked().Addr().As4()
	whole := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	address := ""
	for i := range usable {
		at := whole + (uint32(n)+i)%usable + 4
		address = fmt.Sprintf("%d.%d.%d.%d", at>>24, at>>16&255, at>>8&255, at&255)
		if len(op.Where(NetworkInterface, "privateIp", address)) == 0 {
			break
		}
	}
	return address
}

// kept is how many addresses of every subnet are AWS's own: four at its start
// and the last. Source: VPC user guide, Subnet sizing.
const kept = 5

// FreeAddresses returns how many addresses of a subnet no interface has. What
// pods have is not counted, nor the interfaces that the CNI adds for them.
func FreeAddresses(op *world.Op, subnet *world.Object) int {
	block, err := netip.ParsePrefix(subnet.Str("cidrBlock"))
	if err != nil {
		return 0
	}
	free := 1<<(32-block.Bits()) - kept
	for _, eni := range op.Where(NetworkInterface, "subnetId", subnet.ID) {
		if !strings.HasPrefix(eni.Str("description"), "aws-K8S-") {
			free--
		}
	}
	return free
}
