package stack

import (
	"fmt"
	"slices"
	"testing"

	"eks-elk/internal/recorder"
)

func TestProtectionIsForWhatHoldsDataAndChangesNothingElse(t *testing.T) {
	const backups = `{"backups": {"enabled": true}}`
	plain := record(t, map[string]string{"eks-elk:cluster": minimalCluster, "eks-elk:elk": backups})
	protected := record(t, map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"], "protect": true}`, "eks-elk:elk": backups})
	count := map[string]int{}
	for i := range plain.Resources {
		before := &plain.Resources[i]
		after := protected.Get(before.URN)
		if after == nil {
			t.Fatalf("no %s", before.URN)
		}
		want := slices.Contains(protectedTypes, before.Type)
		if after.Protect != want || before.Protect {
			t.Errorf("%s %s: protected %t, without the setting %t", before.Type, before.Name, after.Protect, before.Protect)
		}
		if after.Protect {
			count[before.Type]++
		}
		if told(after) != told(before) {
			t.Errorf("%s %s is changed", before.Type, before.Name)
		}
	}
	for _, kind := range protectedTypes {
		if count[kind] == 0 {
			t.Errorf("no %s is protected", kind)
		}
	}
}

// told is what the engine is told of a resource, its protection apart.
func told(r *recorder.Resource) string {
	return fmt.Sprint(r.Aliases, r.Inputs, r.IgnoreChanges, r.Timeouts, slices.Sorted(slices.Values(r.Dependencies)))
}
