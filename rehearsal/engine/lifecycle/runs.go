package lifecycle

import (
	"context"
	"errors"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/report"
)

// Run is one up and destroy under a seed of its own, or as it comes without a
// schedule, in the world and on the stage that are there already. What it finds is added to the report.
func (r *Rehearsal) Run(ctx context.Context, seed int64, rep *report.Report) error {
	r.World.ResetJournal()
	if r.schedule != nil {
		r.schedule.Reseed(seed)
	}
	if err := r.plan(ctx); err != nil {
		return err
	}
	found := report.New(r.Workspace.Stack, seed)
	up, err := r.coping(ctx, r.Up)
	if err != nil {
		return err
	}
	if r.passed(found, up) {
		if err := r.judge(ctx, found); err != nil {
			return err
		}
		if err := r.meet(ctx, r.drawn, found, func(Step) {}); err != nil && !errors.Is(err, event.ErrAbsent) {
			return err
		} else if err == nil && r.drawn != nil {
			r.still(ctx, found, func(Step) {})
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.planDestroy(ctx); err != nil {
		return err
	}
	if _, err := r.takeDown(ctx, found); err != nil {
		return err
	}
	found.Problems = append(found.Problems, r.departures()...)
	rep.Merge(found)
	return ctx.Err()
}

func (r *Rehearsal) departures() []string {
	if r.schedule == nil {
		return nil
	}
	var out []string
	for _, urn := range r.schedule.Departures {
		out = append(out, "the drawn order was not kept: "+urn+" was awaited for too long, as on a machine with much other work")
	}
	return out
}
