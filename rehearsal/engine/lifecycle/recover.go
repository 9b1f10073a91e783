package lifecycle

import (
	"context"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/recovery"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/world"
)

// Recover does what docs/troubleshooting.md tells a person to do after a
// command failed or its engine was killed, and returns the commands: the lock
// is lifted, and what is amiss is taken away: what no state records, Helm's
// record of what it was doing, what failed for good. A stack that stays although
// its destroy was killed needs back what was half removed.
func (r *Rehearsal) Recover(ctx context.Context, stays bool) ([]string, error) {
	r.Workspace.reap()
	manualSteps, err := r.Workspace.restoreCheckpoint()
	if err != nil {
		return nil, err
	}
	if r.account.Renew() {
		manualSteps = append(manualSteps, "aws sts get-caller-identity") // must work again
	}
	if r.locked() {
		if err := r.stack.Cancel(ctx); err != nil {
			return nil, fmt.Errorf("pulumi cancel: %w", err)
		}
		manualSteps = append(manualSteps, "pulumi cancel --yes")
	}
	state, err := r.State(ctx)
	if err != nil {
		return manualSteps, err
	}
	step, err := r.catchUp(ctx, state)
	if err != nil {
		return manualSteps, err
	}
	manualSteps = append(manualSteps, step...)
	recorded := map[string]bool{}
	for _, res := range state.Resources {
		recorded[string(res.Type)+"|"+string(res.ID)] = true
	}
	halfRemoved := func(o *world.Object) bool { return stays && helm.Status(o) == "uninstalling" }
	amiss := slices.DeleteFunc(r.World.Objects(), func(o *world.Object) bool {
		known := recorded[o.Type.Token+"|"+o.ID] && helm.InProgress(o) == "" && !recovery.Broken(o) && !halfRemoved(o)
		return o.Owner != "" || o.Given || o.Type.StateOnly || known || helm.Status(o) == "uninstalling" && !stays
	})
	tell := stays || slices.ContainsFunc(amiss, recovery.Broken)
	slices.Reverse(amiss) // the youngest first: nothing refers to it
	for _, o := range amiss {
		step, err := r.manualStep(o)
		if err != nil {
			return manualSteps, err
		}
		if step != "" {
			manualSteps = append(manualSteps, step)
		}
	}
	if tell { // the state must learn what is gone
		step, err := r.refresh(ctx)
		return append(manualSteps, step...), err
	}
	return manualSteps, nil
}

// catchUp lets the engine look at what it was changing when it was killed: the
// service may be there already, and some refuse to be asked for it twice. Helm
// refuses to uninstall what it has uninstalled before, EKS to delete an add-on
// that is gone.
func (r *Rehearsal) catchUp(ctx context.Context, state apitype.DeploymentV3) ([]string, error) {
	changing := func(o apitype.OperationV2) bool { return o.Type == apitype.OperationTypeUpdating }
	gone := func(res apitype.ResourceV3) bool {
		k, err := r.World.ResourceType(string(res.Type))
		return err == nil && k.Missing != nil && !slices.ContainsFunc(r.World.Objects(k.Token), func(o *world.Object) bool {
			return o.ID == string(res.ID)
		})
	}
	if !slices.ContainsFunc(state.PendingOperations, changing) && !slices.ContainsFunc(state.Resources, gone) {
		return nil, nil
	}
	return r.refresh(ctx)
}

func (r *Rehearsal) refresh(ctx context.Context) ([]string, error) {
	if s := r.Refresh(ctx); s.Failed != nil {
		return nil, fmt.Errorf("pulumi refresh: %w", s.Failed)
	}
	return []string{"pulumi refresh --yes"}, nil
}

// manualStep takes away one amiss thing, as its command would.
func (r *Rehearsal) manualStep(o *world.Object) (string, error) {
	step, stays := recovery.ManualStep(o)
	switch {
	case o.Type.Token == helm.Release:
		helm.DeleteRecords(r.World, o, helm.InProgress(o))
		return step, nil
	case stays:
		r.World.Forget(o)
		return step, nil
	}
	call := world.Call{URN: o.URN, Type: o.Type.Token, Name: o.Name, ID: o.ID, Session: o.Session}
	if err := r.World.Delete(call); err != nil {
		return step, fmt.Errorf("%s: %w", step, err)
	}
	return step, nil
}
