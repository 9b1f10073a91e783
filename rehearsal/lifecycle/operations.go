package lifecycle

import (
	"context"
	"fmt"
	"slices"

	"eks-elk/rehearsal/catalog"
	"eks-elk/rehearsal/fault"
	"eks-elk/rehearsal/world"
)

// Operations answers every operation of a clean up and destroy, in the order
// in which they happened.
func (r *Rehearsal) Operations(ctx context.Context) ([]fault.Fault, error) {
	for _, step := range []func(context.Context) Step{r.Up, r.Destroy} {
		if s := step(ctx); s.Failed != nil {
			return nil, fmt.Errorf("%s fails without any fault: %v", s.Name, s.Problems)
		}
	}
	var out []fault.Fault
	for _, e := range r.World.Journal() {
		out = append(out, fault.Fault{Op: e.Op, Type: e.Type, Name: e.Name})
	}
	return out, nil
}

// Types answers every type the world knows, for messages and flags.
func Types() []string {
	w := world.New()
	if err := catalog.Fill(w); err != nil {
		return nil
	}
	types := w.Types()
	slices.Sort(types)
	return types
}
