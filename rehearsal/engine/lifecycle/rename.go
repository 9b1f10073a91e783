package lifecycle

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrename"
)

// Rename runs `pulumi stack rename`, which renames the stack's file, too.
func (r *Rehearsal) Rename(ctx context.Context, name string) error {
	if _, err := r.stack.Rename(ctx, optrename.StackName(name)); err != nil {
		return fmt.Errorf("rename the stack %s: %w", r.Workspace.Stack, err)
	}
	r.Workspace.Stack = name
	var err error
	r.stack, err = auto.SelectStackLocalSource(ctx, name, r.Workspace.Project, auto.Pulumi(r.command), auto.EnvVars(r.Environment()))
	if err != nil {
		return fmt.Errorf("select the stack %s: %w", name, err)
	}
	return nil
}
