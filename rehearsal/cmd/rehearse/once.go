package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"eks-elk/rehearsal/engine/change"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// once runs one lifecycle and prints what it saw.
func once(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	rep := newReport(f)
	var steps []report.StepRow
	if err := r.Cycle(ctx, rep, f.collect(&steps)); err != nil {
		return err
	}
	return finish(rep, f, steps, true)
}

// newReport is an empty report of what the flags ask for.
func newReport(f flags) *report.Report {
	rep := report.New(f.stack, f.seed)
	rep.Region = lifecycle.Region(lifecycle.Options{Project: f.project, Stack: f.stack})
	rep.Change = strings.Join(change.Shown(f.then), ", ")
	for _, gap := range f.events {
		for _, e := range gap {
			rep.Change = strings.TrimPrefix(rep.Change+", "+e.Name, ", ")
		}
	}
	if f.from != "" {
		rep.Change = "the upgrade from " + f.from
	}
	if commit, err := exec.Command("git", "-C", f.project, "describe", "--always", "--dirty").Output(); err == nil { // or it is no clone
		rep.Commit = strings.TrimSpace(string(commit))
	}
	return rep
}

// collect returns what notes a step that has ended, and shows it.
func (f flags) collect(steps *[]report.StepRow) func(lifecycle.Step) {
	return func(s lifecycle.Step) {
		*steps = append(*steps, row(s))
		f.progress.finished(row(s))
	}
}

// finish prints and keeps a report, with what was made or without, and fails when it is not sound.
func finish(rep *report.Report, f flags, steps []report.StepRow, made bool) error {
	f.progress.clear()
	rep.Print(os.Stdout, steps, made)
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
