package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"eks-elk/rehearsal/engine/report"
)

// Cycle runs the five steps and fills the report. It stops early when a step
// fails, but still destroys what was made, so that leaks are seen.
func (r *Rehearsal) Cycle(ctx context.Context, rep *report.Report, show func(Step)) error {
	rep.ExistingCluster = r.OnExisting
	preview := r.Preview(ctx)
	show(preview)
	rep.Preview = report.Changes{Seconds: preview.Elapsed.Seconds(), Changes: preview.Changes()}
	rep.Warn(r.Workspace.Notes...)
	if !r.passed(rep, preview) {
		return ctx.Err() // nothing was made
	}
	if err := r.plan(ctx); err != nil {
		return err
	}
	up := r.Up(ctx)
	show(up)
	rep.Up.Seconds = up.Elapsed.Seconds()
	if r.passed(rep, up) {
		if err := r.judge(ctx, rep); err != nil {
			return err
		}
		r.still(ctx, rep, show)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.planDestroy(ctx); err != nil {
		return err
	}
	destroy, err := r.takeDown(ctx, rep)
	show(destroy)
	rep.Destroy.Seconds = destroy.Elapsed.Seconds()
	return err
}

// still runs the two steps that must find nothing to do. What the preview finds is
// tried, so that it is known what the services say to it.
func (r *Rehearsal) still(ctx context.Context, rep *report.Report, show func(Step)) {
	for _, step := range []struct {
		what string
		run  func(context.Context) Step
		sums *report.Changes
	}{{"the second preview", r.Preview, &rep.SecondPreview}, {"the refresh", r.Refresh, &rep.Refresh}} {
		s := step.run(ctx)
		show(s)
		*step.sums = report.Changes{Seconds: s.Elapsed.Seconds(), Changes: s.Changes()}
		r.passed(rep, s)
		if step.what == "the second preview" && s.Failed == nil && s.Changes() > 0 {
			again := r.Up(ctx)
			show(again)
			r.passed(rep, again)
		}
		for _, c := range s.Done {
			if (Step{Counts: map[opType]int{c.Op: 1}}).Changes() > 0 {
				rep.Problems = append(rep.Problems,
					fmt.Sprintf("%s would %s %s (%s): %s", step.what, c.Op, c.Name, c.Type, strings.Join(c.Diffs, ", ")))
			}
		}
	}
}

// passed notes a step's warnings and its failure in the report.
func (r *Rehearsal) passed(rep *report.Report, s Step) bool {
	rep.Warn(s.Warnings...)
	if s.Failed == nil {
		return true
	}
	problems := s.Problems
	if len(problems) == 0 {
		problems = []string{lastLine(s.Failed.Error())}
	}
	for _, p := range problems {
		rep.Problems = append(rep.Problems, s.Name+": "+p)
	}
	return false
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
