package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// then rehearses a change of settings and prints what it means.
func then(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	return changed(f, strings.Join(f.then, ", "), func(rep *report.Report, show func(lifecycle.Step)) ([]report.Consequence, error) {
		return r.Then(ctx, f.then, rep, show)
	})
}

// upgrade rehearses a change of the program and prints what it means.
func upgrade(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	return changed(f, "the program "+f.from+" upgraded", func(rep *report.Report, show func(lifecycle.Step)) ([]report.Consequence, error) {
		return r.Upgrade(ctx, f.from, rep, show)
	})
}

func changed(f flags, what string, run func(*report.Report, func(lifecycle.Step)) ([]report.Consequence, error)) error {
	rep := report.New(f.stack, f.seed)
	var steps []report.StepRow
	found, err := run(rep, func(s lifecycle.Step) { steps = append(steps, row(s)) })
	if err != nil {
		return err
	}
	fmt.Println()
	report.PrintConsequences(os.Stdout, what, found)
	return finish(rep, f, steps, false)
}
