package main

import (
	"context"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// then rehearses a change of settings and prints what it means.
func then(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	return changed(f, func(rep *report.Report, show func(lifecycle.Step)) ([]report.Consequence, error) {
		return r.Then(ctx, f.then, rep, show)
	})
}

// upgrade rehearses a change of the program and prints what it means.
func upgrade(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	return changed(f, func(rep *report.Report, show func(lifecycle.Step)) ([]report.Consequence, error) {
		return r.Upgrade(ctx, f.from, rep, show)
	})
}

func changed(f flags, run func(*report.Report, func(lifecycle.Step)) ([]report.Consequence, error)) error {
	rep := newReport(f)
	var steps []report.StepRow
	found, err := run(rep, f.collect(&steps))
	if err != nil {
		return err
	}
	rep.Consequences = found
	return finish(rep, f, steps, false)
}

// events rehearses what happens to a stack between two commands.
func events(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	return changed(f, func(rep *report.Report, show func(lifecycle.Step)) ([]report.Consequence, error) {
		return nil, r.Events(ctx, f.events, rep, show)
	})
}
