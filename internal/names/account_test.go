package names

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNamesThatFitStayReadable(t *testing.T) {
	for got, want := range map[string]string{
		Role("eks-elk-dev", "eu-central-1", "vpc-cni"): "eks-elk-dev-eu-central-1-vpc-cni",
		LaunchTemplate("eks-elk-dev", "default"):       "eks-elk-dev-default",
		NodeGroup("default"):                           "default",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Written out, so that a changed way to shorten is seen: it would replace roles.
func TestLongNamesAreShortenedTheSameWayForEver(t *testing.T) {
	got := Role(strings.Repeat("long-", 20), "eu-central-1", "vpc-cni")
	const want = "long-long-long-long-long-long-long-long-long-long-long-d28b1072"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLongestClusterNameFitsEverywhere(t *testing.T) {
	cluster := strings.Repeat("n", 100)
	roles := map[string]bool{}
	for _, role := range []string{ControlPlaneRole, NodeRole, CNIRole, CSIRole} {
		name := Role(cluster, "ap-southeast-4", role)
		if len(name) > 64 || roles[name] {
			t.Errorf("role %s is named %q (%d characters)", role, name, len(name))
		}
		roles[name] = true
	}
	if name := NodeGroup(cluster) + "-1234567"; len(name) > 63 {
		t.Errorf("node group is named %q (%d characters)", name, len(name))
	}
}

func FuzzNamesFitAndDiffer(f *testing.F) {
	f.Add("eks-elk-dev", "eu-central-1", "node", 64)
	f.Add(strings.Repeat("a-", 60), "eu-central-1", "ebs-csi", 64)
	f.Add(strings.Repeat("ä", 60), "", "é", 55)
	f.Fuzz(func(t *testing.T, cluster, region, role string, limit int) {
		whole := strings.Join([]string{cluster, region, role}, "-")
		if limit < 16 || limit > 255 || !utf8.ValidString(whole) {
			t.Skip()
		}
		name := fit(limit, cluster, region, role)
		if len(name) > limit {
			t.Fatalf("%q has %d characters, limit %d", name, len(name), limit)
		}
		if !utf8.ValidString(name) {
			t.Fatalf("%q is cut inside a character", name)
		}
		if again := fit(limit, cluster, region, role); again != name {
			t.Fatalf("%q, then %q", name, again)
		}
		if len(whole) <= limit && name != whole {
			t.Fatalf("%q was changed to %q without need", whole, name)
		}
		if other := fit(limit, cluster, region, role+"x"); other == name {
			t.Fatalf("two roles are both named %q", name)
		}
	})
}
