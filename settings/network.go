package settings

import (
	"fmt"
	"net/netip"
	"strings"

	"eks-elk/network/subnets"
)

var networkKeys = []Key{
	{"eks-elk:network.cidr", "10.1.0.0/16", "an IPv4 block from /16 to /28 without host bits, such as 10.1.0.0/16", "The VPC's addresses; fixed once the VPC is made"},
	{"eks-elk:network.zones", "3", "a whole number from 2 to 6", "Availability zones with a public and a private subnet each; fixed once the cluster is made"},
	{"eks-elk:network.natGateways", "per-zone", "per-zone or single", "A NAT gateway in each zone, or one for all: cheaper, and a single point of failure"},
	{"eks-elk:network.publicSubnetPrefix", "24", "a prefix length from one above the VPC's to 28", "Size of each public subnet; fixed once the cluster is made"},
	{"eks-elk:network.privateSubnetPrefix", "20", "a prefix length from one above the VPC's to 28", "Size of each private subnet: every pod takes an address of it; fixed once the cluster is made"},
	{"eks-elk:network.flowLogs", "false", "true or false", "Write the VPC's flow logs to CloudWatch Logs"},
}

// addressQuota is what AWS gives each account per region.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
const addressQuota = 5

func loadNetwork(r *reader, s *Settings) {
	n := &s.Network
	n.CIDR = r.block("eks-elk:network.cidr")
	n.Zones = r.number("eks-elk:network.zones", 2, subnets.MaxZones)
	n.NATGateways = NATGateways(r.oneOf("eks-elk:network.natGateways", string(NATPerZone), string(NATSingle)))
	n.FlowLogs = r.flag("eks-elk:network.flowLogs")
	if n.NATGateways == NATPerZone && n.Zones > addressQuota {
		r.warn("eks-elk:network.zones is %d with a NAT gateway in each: an account has %d Elastic IP addresses per region unless its quota was raised; eks-elk:network.natGateways may be single", n.Zones, addressQuota)
	}
	if !r.ok("eks-elk:network.cidr") {
		return
	}
	if n.CIDR.Bits() < subnets.LargestPrefix || n.CIDR.Bits() > subnets.SmallestPrefix {
		r.refuse("eks-elk:network.cidr", "")
		return
	}
	if bad, why := overlapsAny(n.CIDR, notForVPCs); bad {
		r.refuse("eks-elk:network.cidr", why)
	} else if !insideAny(n.CIDR, privateBlocks) {
		r.warn("eks-elk:network.cidr is %s, public addresses: nothing in the VPC can reach their owners on the internet", n.CIDR)
	}
	smallest := subnets.SmallestPrefix
	n.PublicSubnetPrefix = r.number("eks-elk:network.publicSubnetPrefix", n.CIDR.Bits()+1, smallest)
	n.PrivateSubnetPrefix = r.number("eks-elk:network.privateSubnetPrefix", n.CIDR.Bits()+1, smallest)
	if !r.ok("eks-elk:network.zones", "eks-elk:network.publicSubnetPrefix", "eks-elk:network.privateSubnetPrefix") {
		return
	}
	if _, err := subnets.Divide(n.CIDR, n.Zones, n.PublicSubnetPrefix, n.PrivateSubnetPrefix); err != nil {
		r.problem("eks-elk:network.cidr", "is too small for eks-elk:network.zones: %s; it may be a larger block, or the subnets smaller", err)
	}
	if c := s.Cluster.ServiceCIDR; c.IsValid() && c.Overlaps(n.CIDR) {
		r.refuse("eks-elk:cluster.serviceCidr", fmt.Sprintf("which overlaps the VPC's %s", n.CIDR))
	}
}

// block is a setting as an IPv4 block without host bits.
func (r *reader) block(path string) netip.Prefix {
	p, why := parseBlock(r.text(path))
	if why != "" {
		r.refuse(path, why)
	}
	return p
}

// parseBlock reads an IPv4 block, or says why it is none.
func parseBlock(text string) (p netip.Prefix, why string) {
	if a, err := netip.ParseAddr(text); err == nil && a.Is4() {
		return netip.Prefix{}, fmt.Sprintf("one address, written %s/32 as a block", a)
	}
	p, err := netip.ParsePrefix(text)
	switch {
	case err != nil && !strings.Contains(text, "/"):
		return netip.Prefix{}, "no block"
	case err != nil || !p.Addr().Is4():
		return netip.Prefix{}, "no IPv4 block"
	case p.Masked() != p:
		return netip.Prefix{}, fmt.Sprintf("which has host bits: the block is %s", p.Masked())
	}
	return p, ""
}

// namedBlock is a part of the address space with a purpose of its own.
type namedBlock struct {
	prefix netip.Prefix
	name   string
}

func blocks(pairs ...string) []namedBlock {
	var out []namedBlock
	for i := 0; i+1 < len(pairs); i += 2 {
		if p, err := netip.ParsePrefix(pairs[i]); err == nil {
			out = append(out, namedBlock{p, pairs[i+1]})
		}
	}
	return out
}

var (
	// https://www.iana.org/assignments/iana-ipv4-special-registry
	privateBlocks = blocks(
		"10.0.0.0/8", "private addresses (RFC 1918)",
		"172.16.0.0/12", "private addresses (RFC 1918)",
		"192.168.0.0/16", "private addresses (RFC 1918)",
		"100.64.0.0/10", "addresses shared by carriers (RFC 6598)",
	)
	unroutableBlocks = blocks(
		"0.0.0.0/8", "addresses of this network (RFC 791)",
		"127.0.0.0/8", "loopback addresses",
		"169.254.0.0/16", "link-local addresses",
		"198.18.0.0/15", "addresses of benchmarks (RFC 2544)",
		"224.0.0.0/4", "multicast addresses",
		"240.0.0.0/4", "reserved addresses",
	)
	documentationBlocks = blocks(
		"192.0.2.0/24", "documentation (RFC 5737)",
		"198.51.100.0/24", "documentation (RFC 5737)",
		"203.0.113.0/24", "documentation (RFC 5737)",
	)
	// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
	notForVPCs = unroutableBlocks
)

// overlapsAny says which of the blocks a prefix overlaps, if any.
func overlapsAny(p netip.Prefix, list []namedBlock) (bool, string) {
	for _, b := range list {
		if b.prefix.Overlaps(p) {
			return true, "which holds " + b.name
		}
	}
	return false, ""
}

func insideAny(p netip.Prefix, list []namedBlock) bool {
	for _, b := range list {
		if b.prefix.Bits() <= p.Bits() && b.prefix.Contains(p.Addr()) {
			return true
		}
	}
	return false
}
