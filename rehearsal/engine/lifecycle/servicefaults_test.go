package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

func TestWhatServicesLeaveIsDeletedByItsCommands(t *testing.T) {
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	for name, wants := range map[string]struct {
		message  string
		recovery []string
	}{
		"late-logs": {"ResourceAlreadyExistsException: The specified log group already exists",
			[]string{"aws logs delete-log-group --log-group-name /aws/eks/eks-elk-dev/cluster"}},
		"left-interfaces": {"DependencyViolation",
			[]string{"aws ec2 delete-network-interface --network-interface-id eni-", "aws ec2 delete-security-group --group-id sg-"}},
	} {
		got, err := lifecycletest.Start(t, o).RunServiceFault(context.Background(), *lifecycle.ServiceFaultNamed(name))
		if err != nil || !got.Recovered || !strings.Contains(got.Message, wants.message) || len(got.Recovery) != len(wants.recovery) {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		for i, want := range wants.recovery {
			if !strings.HasPrefix(got.Recovery[i], want) {
				t.Errorf("the recovery is %q, want %q", got.Recovery, want)
			}
		}
	}
}
