package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

func TestALogGroupThatComesBackIsDeletedByItsCommand(t *testing.T) {
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	got, err := lifecycletest.Start(t, o).RunLateLogs(context.Background())
	if err != nil || !got.Recovered {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := "aws logs delete-log-group --log-group-name /aws/eks/eks-elk-dev/cluster"; !slices.Equal(got.Recovery, []string{want}) {
		t.Errorf("the recovery is %q, want %q", got.Recovery, want)
	}
	if !strings.Contains(got.Message, "ResourceAlreadyExistsException: The specified log group already exists") {
		t.Errorf("the next up says %q", got.Message)
	}
}
