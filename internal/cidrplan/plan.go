// Package cidrplan divides a VPC's address block into public and private
// subnets. It is pure: settings uses it to refuse a block that is too small
// before anything is registered, network to make the subnets.
package cidrplan

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
)

// MaxZones is how many zones the plan keeps room for: no region has more
// availability zones than us-east-1's six.
const MaxZones = 6

// A VPC and its subnets are between a /16 and a /28.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const (
	LargestPrefix  = 16
	SmallestPrefix = 28
)

// Plan is one block for each zone, in the order of the zones.
type Plan struct {
	Public, Private []netip.Prefix
}

// Divide cuts blocks for that many zones out of the VPC's block: first the
// public ones side by side, then, from the next address that is a multiple of
// their size, the private ones.
//
// Between the two it leaves room for six zones, or for as many as the block
// holds. That number depends on the block and the two sizes alone, so one more
// zone gets the next block of each row and no other zone is renumbered.
//
// The error names everything that is wrong: a block that is not IPv4, has host
// bits or is not between /16 and /28, a subnet not smaller than the VPC, or
// more zones than there is room for.
func Divide(vpc netip.Prefix, zones, publicPrefix, privatePrefix int) (Plan, error) {
	if err := check(vpc, zones, publicPrefix, privatePrefix); err != nil {
		return Plan{}, err
	}
	room := Room(vpc, publicPrefix, privatePrefix)
	if zones > room {
		return Plan{}, fmt.Errorf("%s has room for %d of %d zones with a public /%d and a private /%d each",
			vpc, room, zones, publicPrefix, privatePrefix)
	}
	base := uint64(toUint(vpc.Addr()))
	private := base + privateOffset(room, publicPrefix, privatePrefix)
	var p Plan
	for zone := range uint64(zones) {
		p.Public = append(p.Public, block(base+zone*size(publicPrefix), publicPrefix))
		p.Private = append(p.Private, block(private+zone*size(privatePrefix), privatePrefix))
	}
	return p, nil
}

// Room is how many zones a block holds, at most six. The arguments are those
// of Divide and must be valid.
func Room(vpc netip.Prefix, publicPrefix, privatePrefix int) int {
	for zones := MaxZones; zones > 0; zones-- {
		if privateOffset(zones, publicPrefix, privatePrefix)+uint64(zones)*size(privatePrefix) <= size(vpc.Bits()) {
			return zones
		}
	}
	return 0
}

func check(vpc netip.Prefix, zones, publicPrefix, privatePrefix int) error {
	if !vpc.IsValid() || !vpc.Addr().Is4() {
		return fmt.Errorf("%s is not an IPv4 block", vpc)
	}
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if vpc.Masked() != vpc {
		add("%s has host bits: the block is %s", vpc, vpc.Masked())
	}
	if vpc.Bits() < LargestPrefix || vpc.Bits() > SmallestPrefix {
		add("%s is not between /%d and /%d", vpc, LargestPrefix, SmallestPrefix)
	}
	if zones < 1 || zones > MaxZones {
		add("%d zones: the plan is for 1 to %d", zones, MaxZones)
	}
	for _, p := range []struct {
		kind   string
		prefix int
	}{{"public", publicPrefix}, {"private", privatePrefix}} {
		switch {
		case p.prefix > SmallestPrefix:
			add("a %s /%d is smaller than a /%d", p.kind, p.prefix, SmallestPrefix)
		case p.prefix <= vpc.Bits():
			add("a %s /%d is not smaller than the VPC's /%d", p.kind, p.prefix, vpc.Bits())
		}
	}
	return errors.Join(problems...)
}

// privateOffset is where the private row begins, from the VPC's first address.
func privateOffset(zones, publicPrefix, privatePrefix int) uint64 {
	public := uint64(zones) * size(publicPrefix)
	step := size(privatePrefix)
	return (public + step - 1) / step * step
}

// size is how many addresses a block of that prefix length has.
func size(prefix int) uint64 { return 1 << (32 - prefix) }

func block(first uint64, prefix int) netip.Prefix {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(first))
	return netip.PrefixFrom(netip.AddrFrom4(b), prefix)
}

func toUint(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}
