package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

func TestAnInterfaceThatTheCNILeavesIsDeletedByItsCommand(t *testing.T) {
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	got, err := lifecycletest.Start(t, o).RunLeftInterfaces(context.Background())
	if err != nil || !got.Recovered {
		t.Fatalf("%+v, %v", got, err)
	}
	if len(got.Recovery) != 2 {
		t.Errorf("%d commands: %q", len(got.Recovery), got.Recovery)
	}
	for _, want := range []string{"aws ec2 delete-network-interface --network-interface-id eni-", "aws ec2 delete-security-group --group-id sg-"} {
		if !strings.Contains(strings.Join(got.Recovery, "; "), want) {
			t.Errorf("the recovery is %q, want %q", got.Recovery, want)
		}
	}
}
