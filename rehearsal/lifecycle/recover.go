package lifecycle

import (
	"context"
	"fmt"
	"slices"

	"eks-elk/rehearsal/recovery"
	"eks-elk/rehearsal/world"
)

// Recover does what docs/troubleshooting.md tells a person to do after a
// command failed or its engine was killed, and answers the commands: the lock
// is lifted, and what exists although no state records it is taken away.
func (r *Rehearsal) Recover(ctx context.Context) ([]string, error) {
	r.Stage.reap()
	var hands []string
	if r.locked() {
		if err := r.stack.Cancel(ctx); err != nil {
			return nil, fmt.Errorf("pulumi cancel: %w", err)
		}
		hands = append(hands, "pulumi cancel --yes")
	}
	state, err := r.State(ctx)
	if err != nil {
		return hands, err
	}
	recorded := map[string]bool{}
	for _, res := range state.Resources {
		recorded[string(res.Type)+"|"+string(res.ID)] = true
	}
	unrecorded := slices.DeleteFunc(r.World.Objects(), func(o *world.Object) bool {
		return o.Owner != "" || o.Given || o.Kind.StateOnly || recorded[o.Key()]
	})
	slices.Reverse(unrecorded) // the youngest first: nothing refers to it
	for _, o := range unrecorded {
		hand, err := r.byHand(o)
		if err != nil {
			return hands, err
		}
		if hand != "" {
			hands = append(hands, hand)
		}
	}
	return hands, nil
}

// byHand takes away one unrecorded thing, as its command would.
func (r *Rehearsal) byHand(o *world.Object) (string, error) {
	hand := recovery.Hand(o)
	call := world.Call{URN: o.URN, Type: o.Kind.Type, Name: o.Name, ID: o.ID, Session: o.Session}
	if hand == "" {
		r.World.Lose(o)
		return hand, nil
	}
	if err := r.World.Delete(call); err != nil {
		return hand, fmt.Errorf("%s: %w", hand, err)
	}
	return hand, nil
}
