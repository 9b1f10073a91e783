package stack

import (
	"fmt"
	"slices"
	"testing"
)

func TestProtectionIsForWhatHoldsDataAndChangesNothingElse(t *testing.T) {
	plain := defaultStack(t)
	protected := record(t, map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"], "protect": true}`})
	count := map[string]int{}
	for _, before := range plain.Resources {
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
		if fmt.Sprint(after.Aliases, after.Inputs, after.IgnoreChanges) != fmt.Sprint(before.Aliases, before.Inputs, before.IgnoreChanges) ||
			fmt.Sprint(protected.Direct(before.URN)) != fmt.Sprint(plain.Direct(before.URN)) {
			t.Errorf("%s %s is changed", before.Type, before.Name)
		}
	}
	for _, kind := range protectedTypes {
		if count[kind] == 0 {
			t.Errorf("no %s is protected", kind)
		}
	}
}
