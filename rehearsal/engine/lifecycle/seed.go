package lifecycle

import (
	"context"
	"strings"

	"eks-elk/rehearsal/engine/order"
)

// everythingAtOnce lifts the engine's limit on concurrent operations, so that
// a schedule can choose among all that the graph allows.
const everythingAtOnce = 1 << 10

// asked tells whether the engine asks a stand-in for the resource: components
// and providers are the engine's own.
func (r *Rehearsal) asked(urn string) bool {
	parts := strings.Split(urn, "::")
	if len(parts) < 4 {
		return false
	}
	_, err := r.World.ResourceType(parts[2][strings.LastIndex(parts[2], "$")+1:])
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
	r.schedule.ExpectDestroy(order.Read(state), r.asked)
	return nil
}
