package cidrplan

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func blocks(t *testing.T, list string) []netip.Prefix {
	t.Helper()
	var out []netip.Prefix
	for _, text := range strings.Fields(list) {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name, vpc       string
		zones           int
		public, private int
		wantPublic      string
		wantPrivate     string
	}{
		{"the default", "10.1.0.0/16", 3, 24, 20, "10.1.0.0/24 10.1.1.0/24 10.1.2.0/24", "10.1.16.0/20 10.1.32.0/20 10.1.48.0/20"},
		{"all six zones", "10.1.0.0/16", 6, 24, 20, "10.1.0.0/24 10.1.1.0/24 10.1.2.0/24 10.1.3.0/24 10.1.4.0/24 10.1.5.0/24",
			"10.1.16.0/20 10.1.32.0/20 10.1.48.0/20 10.1.64.0/20 10.1.80.0/20 10.1.96.0/20"},
		{"a block not at the start of its /16", "10.1.64.0/18", 2, 24, 21, "10.1.64.0/24 10.1.65.0/24", "10.1.72.0/21 10.1.80.0/21"},
		{"public larger than private", "192.168.0.0/16", 2, 20, 24, "192.168.0.0/20 192.168.16.0/20", "192.168.96.0/24 192.168.97.0/24"},
		{"room for four zones only", "10.0.0.0/22", 3, 26, 25, "10.0.0.0/26 10.0.0.64/26 10.0.0.128/26", "10.0.1.128/25 10.0.2.0/25 10.0.2.128/25"},
		{"a full block", "10.0.0.0/26", 2, 28, 28, "10.0.0.0/28 10.0.0.16/28", "10.0.0.32/28 10.0.0.48/28"},
		{"the end of the address space", "255.255.0.0/16", 2, 18, 18, "255.255.0.0/18 255.255.64.0/18", "255.255.128.0/18 255.255.192.0/18"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Divide(netip.MustParsePrefix(c.vpc), c.zones, c.public, c.private)
			if err != nil {
				t.Fatal(err)
			}
			if want := (Plan{Public: blocks(t, c.wantPublic), Private: blocks(t, c.wantPrivate)}); !reflect.DeepEqual(got, want) {
				t.Errorf("\n got %v\nwant %v", got, want)
			}
		})
	}
}

func TestRefusesWhatCannotBePlanned(t *testing.T) {
	for _, c := range []struct {
		name            string
		vpc             netip.Prefix
		zones           int
		public, private int
		want            []string
	}{
		{"host bits", netip.MustParsePrefix("10.1.0.1/16"), 3, 24, 20, []string{"10.1.0.1/16 has host bits: the block is 10.1.0.0/16"}},
		{"too large", netip.MustParsePrefix("10.0.0.0/15"), 3, 24, 20, []string{"not between /16 and /28"}},
		{"IPv6", netip.MustParsePrefix("fd00::/64"), 3, 80, 80, []string{"not an IPv4 block"}},
		{"nothing", netip.Prefix{}, 3, 24, 20, []string{"not an IPv4 block"}},
		{"no zone", netip.MustParsePrefix("10.1.0.0/16"), 0, 24, 20, []string{"0 zones"}},
		{"seven zones", netip.MustParsePrefix("10.1.0.0/16"), 7, 24, 20, []string{"7 zones"}},
		{"subnets as large as the VPC", netip.MustParsePrefix("10.1.0.0/24"), 2, 24, 23, []string{"public /24", "private /23"}},
		{"subnets too small", netip.MustParsePrefix("10.1.0.0/24"), 2, 29, 33, []string{"public /29", "private /33"}},
		{"no room", netip.MustParsePrefix("10.1.0.0/20"), 4, 24, 22, []string{"10.1.0.0/20 has room for 3 of 4 zones with a public /24 and a private /22 each"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Divide(c.vpc, c.zones, c.public, c.private)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

// everyPlan calls f with each plan there is inside one block per VPC size.
func everyPlan(f func(vpc netip.Prefix, zones, public, private int)) {
	for bits := LargestPrefix; bits <= SmallestPrefix; bits++ {
		vpc := netip.PrefixFrom(netip.MustParseAddr("10.200.0.0"), bits)
		for zones := 1; zones <= MaxZones; zones++ {
			for public := bits + 1; public <= SmallestPrefix; public++ {
				for private := bits + 1; private <= SmallestPrefix; private++ {
					f(vpc, zones, public, private)
				}
			}
		}
	}
}

func TestEveryPlanKeepsItsPromises(t *testing.T) {
	planned := 0
	everyPlan(func(vpc netip.Prefix, zones, public, private int) {
		plan, err := Divide(vpc, zones, public, private)
		if (err == nil) != (zones <= Room(vpc, public, private)) {
			t.Fatalf("%s, %d zones, /%d, /%d: room for %d, error %v", vpc, zones, public, private, Room(vpc, public, private), err)
		}
		if err != nil {
			return
		}
		planned++
		holds(t, plan, vpc, zones, public, private)
	})
	if planned == 0 {
		t.Fatal("no plan was made")
	}
}

func TestOneMoreZoneRenumbersNone(t *testing.T) {
	everyPlan(func(vpc netip.Prefix, zones, public, private int) {
		less, err := Divide(vpc, zones, public, private)
		if err != nil {
			return
		}
		more, err := Divide(vpc, zones+1, public, private)
		if err != nil {
			return
		}
		if !reflect.DeepEqual(less.Public, more.Public[:zones]) || !reflect.DeepEqual(less.Private, more.Private[:zones]) {
			t.Fatalf("%s, /%d, /%d: %v for %d zones, %v for one more", vpc, public, private, less, zones, more)
		}
	})
}

func holds(t *testing.T, plan Plan, vpc netip.Prefix, zones, public, private int) {
	t.Helper()
	if len(plan.Public) != zones || len(plan.Private) != zones {
		t.Fatalf("%v for %d zones", plan, zones)
	}
	all := append(append([]netip.Prefix{}, plan.Public...), plan.Private...)
	for i, p := range all {
		want := public
		if i >= zones {
			want = private
		}
		if p.Bits() != want || p.Masked() != p {
			t.Fatalf("%s in %v is not an aligned /%d", p, plan, want)
		}
		if !vpc.Contains(p.Addr()) || p.Bits() < vpc.Bits() {
			t.Fatalf("%s is not inside %s", p, vpc)
		}
		for _, other := range all[:i] {
			if p.Overlaps(other) {
				t.Fatalf("%s overlaps %s in %v", p, other, plan)
			}
		}
	}
}

func FuzzDivide(f *testing.F) {
	f.Add([]byte{10, 1, 0, 0}, 16, 3, 24, 20)
	f.Add([]byte{255, 255, 255, 240}, 28, 6, 28, 28)
	f.Add([]byte{0, 0, 0, 0}, 0, -1, 33, 1<<31-1)
	f.Fuzz(func(t *testing.T, address []byte, bits, zones, public, private int) {
		a, ok := netip.AddrFromSlice(address)
		if !ok {
			return
		}
		vpc := netip.PrefixFrom(a, bits)
		if plan, err := Divide(vpc, zones, public, private); err == nil {
			holds(t, plan, vpc, zones, public, private)
		}
	})
}
