package lifecycle

import (
	"context"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/world"
)

// takeDown destroys the stack and notes what it broke and left.
func (r *Rehearsal) takeDown(ctx context.Context, rep *report.Report) (Step, error) {
	before, err := r.State(ctx)
	if err != nil {
		return Step{}, err
	}
	if err := r.unprotect(ctx, rep, before); err != nil {
		return Step{}, err
	}
	destroy, err := r.coping(ctx, r.Destroy)
	if err != nil {
		return destroy, err
	}
	r.passed(rep, destroy)
	rep.Violations = append(rep.Violations, r.World.Violations()...)
	after, err := r.State(ctx)
	if err != nil {
		return destroy, err
	}
	kept, leaked := leaks(slices.DeleteFunc(r.World.Left(), r.expected), before, after)
	rep.Kept, rep.Leaks = append(rep.Kept, kept...), append(rep.Leaks, leaked...)
	return destroy, nil
}

// protections are the settings that protect a stack, by project.
var protections = map[string]string{"eks-elk": "cluster.protect", "eks-elk-bootstrap": "protect"}

// unprotect does before a destroy what README says of a protected stack: an up
// without the protection.
func (r *Rehearsal) unprotect(ctx context.Context, rep *report.Report, state apitype.DeploymentV3) error {
	if !slices.ContainsFunc(state.Resources, func(res apitype.ResourceV3) bool { return res.Protect }) {
		return nil
	}
	if err := r.Set([]string{protections[r.Workspace.Name] + "=false"}); err != nil {
		return err
	}
	r.passed(rep, r.Up(ctx))
	return nil
}

const retained = ", because the program sets retainOnDelete"

// leaks are what a destroy left, each with its reason where the stack's state
// has one: the program may ask for it, and a destroy that failed has not come to
// everything. What holds data that is to outlast the stack is kept, not leaked.
func leaks(left []*world.Object, before, after apitype.DeploymentV3) (kept, leaked []string) {
	reasons := map[string]string{} // by URN
	for _, res := range before.Resources {
		switch {
		case res.RetainOnDelete:
			reasons[string(res.URN)] = retained
		case res.DeletedWith != "":
			reasons[string(res.URN)] = ", because the program sets deletedWith " + res.DeletedWith.Name()
		}
	}
	for _, res := range after.Resources {
		reasons[string(res.URN)] = ", which the state still has"
	}
	byKey := map[string]string{}
	for _, o := range left { // what a service made for another thing is younger
		reason := reasons[o.URN]
		for _, parent := range o.Parents {
			if o.Owner != "" && reason == "" {
				reason = byKey[parent]
			}
		}
		byKey[o.Key()] = reason
		if o.Type.Outlasts && reason == retained {
			kept = append(kept, o.Address())
			continue
		}
		leaked = append(leaked, o.Address()+reason)
	}
	return kept, leaked
}
