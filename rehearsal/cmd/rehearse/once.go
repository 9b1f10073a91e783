package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// once runs one lifecycle and prints what it saw.
func once(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	rep := report.New(f.stack, f.seed)
	var steps []report.StepRow
	err := r.Cycle(ctx, rep, func(s lifecycle.Step) { steps = append(steps, row(s)) })
	if err != nil {
		return err
	}
	return finish(rep, f, steps, made(rep))
}

// finish prints and keeps a report, and fails when it is not sound.
func finish(rep *report.Report, f flags, steps []report.StepRow, changed []report.ChangedRow) error {
	rep.Print(os.Stdout, steps, changed)
	if err := rep.Save(f.out); err != nil {
		return err
	}
	if err := rep.SavePage(f.out); err != nil {
		return err
	}
	fmt.Printf("report: %s/report.json, %s/report.html\n", f.out, f.out)
	if !rep.Sound() {
		return fmt.Errorf("the rehearsal of %s found problems: see above", f.stack)
	}
	return nil
}

func row(s lifecycle.Step) report.StepRow {
	var did []string
	for op, n := range s.Counts {
		did = append(did, fmt.Sprintf("%d %s", n, op))
	}
	slices.Sort(did)
	verdict := "ok"
	if s.Failed != nil {
		verdict = "FAILED"
	}
	return report.StepRow{Step: s.Name, Seconds: s.Elapsed.Seconds(), Did: strings.Join(did, ", "), Verdict: verdict}
}

// made sums up the timeline by component and type.
func made(rep *report.Report) []report.ChangedRow {
	rows := map[string]report.ChangedRow{}
	for _, b := range rep.Timeline {
		key := b.Component + " " + b.Type
		c := rows[key]
		c.Component, c.Type = b.Component, b.Type
		c.Count++
		if takes := b.End - b.Begin; takes >= c.Takes {
			c.Takes, c.Slowest = takes, b.Name
		}
		rows[key] = c
	}
	var out []report.ChangedRow
	for _, c := range rows {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b report.ChangedRow) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Type, b.Type))
	})
	return out
}
