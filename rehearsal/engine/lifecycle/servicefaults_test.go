package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/world"
)

func TestWhatAServiceLeavesIsDeletedByItsCommands(t *testing.T) {
	for name, want := range map[string]struct {
		says     string
		commands []string // beginnings
	}{
		world.LateLogs: {"ResourceAlreadyExistsException: The specified log group already exists",
			[]string{"aws logs delete-log-group --log-group-name /aws/eks/eks-elk-dev/cluster"}},
		world.LeftInterfaces: {"DependencyViolation",
			[]string{"aws ec2 delete-network-interface --network-interface-id eni-", "aws ec2 delete-security-group --group-id sg-"}},
		"expired-token": {"ExpiredToken", []string{"aws sts get-caller-identity", "aws sts get-caller-identity"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := lifecycletest.Options(t, "dev", "dev")
			o.Quick = true
			got, err := lifecycletest.Start(t, o).RunServiceFault(context.Background(), lifecycle.ServiceFaultNamed(name))
			if err != nil || !got.Recovered || !strings.Contains(got.Message, want.says) {
				t.Fatalf("%+v, %v; want %q", got, err, want.says)
			}
			if !slices.EqualFunc(got.Recovery, want.commands, strings.HasPrefix) {
				t.Errorf("the recovery is %q, want %q", got.Recovery, want.commands)
			}
		})
	}
}

// Runs meet what services leave, in their own destroy and in the next run's up, and
// what happens to a stack.
func TestRunsCopeWithWhatIsDrawn(t *testing.T) {
	ctx := context.Background()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick, o.Seed = true, 1
	r := lifecycletest.Start(t, o)
	seed := int64(1)
	for len(r.Draw(seed)) < 3 {
		seed++
	}
	rep := report.New("dev", seed)
	for range 2 {
		r.Draw(seed)
		if err := r.Run(ctx, seed, rep); err != nil {
			t.Fatal(err)
		}
		if got := r.World.Leaks(); !strings.Contains(strings.Join(got, " "), "/aws/eks/eks-elk-dev/cluster") {
			t.Errorf("nothing was delivered late: %q", got)
		}
	}
	if !rep.Sound() {
		t.Error(strings.Join(rep.Findings(), "\n"))
	}
}
