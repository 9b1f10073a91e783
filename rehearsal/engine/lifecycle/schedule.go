package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/order"
)

// everythingAtOnce lifts the engine's limit on concurrent operations, so that
// a schedule can choose among all that the graph allows.
const everythingAtOnce = 1 << 10

// asked tells whether the engine asks a stand-in for the resource: components
// and providers are the engine's own.
func (r *Rehearsal) asked(urn string) bool {
	_, err := r.World.ResourceType(string(resource.URN(urn).Type()))
	return err == nil
}

// plan draws the order of an up from a preview of it.
func (r *Rehearsal) plan(ctx context.Context) error {
	if r.schedule == nil {
		return nil
	}
	if r.planned == nil {
		g, err := r.PlanGraph(ctx)
		if err != nil {
			return err
		}
		r.planned = g
	}
	r.schedule.Expect(r.planned, r.asked)
	return nil
}

// planDestroy draws the order of a destroy from the state.
func (r *Rehearsal) planDestroy(ctx context.Context) error {
	if r.schedule == nil {
		return nil
	}
	state, err := r.State(ctx)
	if err != nil {
		return err
	}
	forgotten := map[string]bool{} // by the engine, which asks nobody to delete it
	for _, res := range state.Resources {
		forgotten[string(res.URN)] = res.RetainOnDelete || res.DeletedWith != ""
	}
	r.schedule.ExpectDestroy(order.Read(state), func(urn string) bool { return r.asked(urn) && !forgotten[urn] })
	return nil
}

// PlanGraph asks a preview for the graph of what an up will do, before there is a
// state to read it from: the plan that a preview saves holds every resource's
// goal with its dependencies. A schedule is drawn from it.
func (r *Rehearsal) PlanGraph(ctx context.Context) (*order.Graph, error) {
	file := filepath.Join(r.Workspace.Dir, "plan.json")
	if _, err := r.stack.Preview(ctx, optpreview.Plan(file), optpreview.SuppressProgress()); err != nil {
		return nil, fmt.Errorf("preview for the schedule: %s", lastLine(err.Error()))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the plan for the schedule: %w", err)
	}
	var plan apitype.DeploymentPlanV1
	if err := json.Unmarshal(text, &plan); err != nil {
		return nil, fmt.Errorf("read the plan for the schedule: %w", err)
	}
	var resources []apitype.ResourceV3
	for urn, p := range plan.ResourcePlans {
		if p.Goal == nil {
			continue
		}
		resources = append(resources, apitype.ResourceV3{
			URN: urn, Type: p.Goal.Type, Custom: p.Goal.Custom, Parent: p.Goal.Parent, Provider: p.Goal.Provider,
			Dependencies: p.Goal.Dependencies, PropertyDependencies: p.Goal.PropertyDependencies,
		})
	}
	return order.Read(apitype.DeploymentV3{Resources: order.Sort(resources)}), nil
}
