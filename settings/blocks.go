package settings

import "net/netip"

// namedBlock is a part of the address space with a purpose of its own.
type namedBlock struct {
	prefix netip.Prefix
	name   string
}

var block = netip.MustParsePrefix

var anyIPv4 = block("0.0.0.0/0")

// https://www.iana.org/assignments/iana-ipv4-special-registry
var (
	rfc1918 = []namedBlock{
		{block("10.0.0.0/8"), "private addresses (RFC 1918)"},
		{block("172.16.0.0/12"), "private addresses (RFC 1918)"},
		{block("192.168.0.0/16"), "private addresses (RFC 1918)"},
	}
	privateBlocks    = append(rfc1918[:3:3], namedBlock{block("100.64.0.0/10"), "addresses shared by carriers (RFC 6598)"})
	unroutableBlocks = []namedBlock{
		{block("0.0.0.0/8"), "addresses of this network (RFC 791)"},
		{block("127.0.0.0/8"), "loopback addresses"},
		{block("169.254.0.0/16"), "link-local addresses"},
		{block("198.18.0.0/15"), "addresses of benchmarks (RFC 2544)"},
		{block("224.0.0.0/4"), "multicast addresses"},
		{block("240.0.0.0/4"), "reserved addresses"},
	}
	documentationBlocks = []namedBlock{
		{block("192.0.2.0/24"), "documentation (RFC 5737)"},
		{block("198.51.100.0/24"), "documentation (RFC 5737)"},
		{block("203.0.113.0/24"), "documentation (RFC 5737)"},
	}
)

// overlapsAny says which of the blocks a prefix overlaps; "": none.
func overlapsAny(p netip.Prefix, list []namedBlock) string {
	for _, b := range list {
		if b.prefix.Overlaps(p) {
			return "which holds " + b.name
		}
	}
	return ""
}

func insideAny(p netip.Prefix, list []namedBlock) bool {
	for _, b := range list {
		if b.prefix.Bits() <= p.Bits() && b.prefix.Contains(p.Addr()) {
			return true
		}
	}
	return false
}
