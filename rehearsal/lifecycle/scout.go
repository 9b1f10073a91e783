package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/order"
)

// Scout asks a preview for the graph of what an up will do, before there is a
// state to read it from. A schedule is drawn from it.
func (r *Rehearsal) Scout(ctx context.Context) (*order.Graph, error) {
	var env []string
	for key, value := range r.Environment() {
		env = append(env, key+"="+value)
	}
	out, errs, _, err := r.command.Run(ctx, r.Stage.Project, nil, nil, nil, env, "preview", "--json", "--stack", r.Stage.Stack)
	if err != nil {
		return nil, fmt.Errorf("preview for the schedule: %w: %s", err, lastLine(errs))
	}
	var digest struct {
		Steps []struct {
			NewState *apitype.ResourceV3 `json:"newState"`
		} `json:"steps"`
	}
	if err := json.Unmarshal([]byte(out), &digest); err != nil {
		return nil, fmt.Errorf("read the preview for the schedule: %w", err)
	}
	var state apitype.DeploymentV3
	for _, s := range digest.Steps {
		if s.NewState != nil {
			state.Resources = append(state.Resources, *s.NewState)
		}
	}
	return order.Read(state), nil
}
