package lifecycle

import (
	"context"
	"fmt"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/world"
)

// Operations returns every operation of a clean life, in the order in which
// they happened: up, up with the changed settings if there are any, destroy.
func (r *Rehearsal) Operations(ctx context.Context, settings []string) ([]fault.Fault, error) {
	life, err := r.life(settings)
	if err != nil {
		return nil, err
	}
	for _, step := range life {
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

// life is what a drill goes through.
func (r *Rehearsal) life(settings []string) ([]func(context.Context) Step, error) {
	life := []func(context.Context) Step{r.Up}
	if settings != nil {
		set, err := r.change(settings, true)
		if err != nil {
			return nil, err
		}
		life = append(life, func(ctx context.Context) Step {
			if err := set(); err != nil {
				return Step{Name: "up", Failed: err}
			}
			return r.Up(ctx)
		})
	}
	return append(life, r.Destroy), nil
}

// Types returns every type the world knows, for messages and flags.
func Types() []string {
	w := world.New()
	if err := services.Fill(w, account.Old()); err != nil {
		return nil
	}
	return w.Types()
}
