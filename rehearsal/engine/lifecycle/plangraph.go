package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/order"
)

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
