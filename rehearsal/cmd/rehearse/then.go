package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// then rehearses a change and prints what it means.
func then(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	rep := report.New(f.stack, f.seed)
	var steps []report.StepRow
	found, err := r.Then(ctx, f.then, rep, func(s lifecycle.Step) { steps = append(steps, row(s)) })
	if err != nil {
		return err
	}
	var rows []report.ConsequenceRow
	for _, c := range found {
		rows = append(rows, report.ConsequenceRow{
			Kind: c.Kind, Name: c.Name, Type: c.Type, Paths: strings.Join(c.Diffs, ", "), Meaning: c.Meaning,
		})
	}
	fmt.Println()
	report.PrintConsequences(os.Stdout, strings.Join(f.then, ", "), rows)
	return finish(rep, f, steps, nil)
}
