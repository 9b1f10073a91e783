package zones_test

import (
	"slices"
	"testing"

	"eks-elk/internal/zones"
)

func TestAZoneWithoutEKSComesLastAndHoldsNoNodes(t *testing.T) {
	all := []string{"x-1e", "x-1b", "x-1a", "x-1c"}
	withEKS := []string{"x-1c", "x-1e", "x-1a"}
	for n, want := range map[int][]string{
		2: {"x-1a", "x-1c"},
		3: {"x-1a", "x-1c", "x-1e"},
		4: {"x-1a", "x-1b", "x-1c", "x-1e"},
		5: {"x-1a", "x-1b", "x-1c", "x-1e"}, // the region has no fifth
	} {
		if got := zones.Choose(n, all, withEKS); !slices.Equal(got, want) {
			t.Errorf("%d zones: %v, want %v", n, got, want)
		}
	}
	if got := zones.In(all[:3], withEKS); !slices.Equal(got, []string{"x-1e", "x-1a"}) {
		t.Errorf("nodes are in %v", got)
	}
}
