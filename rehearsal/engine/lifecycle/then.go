package lifecycle

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"eks-elk/rehearsal/engine/change"
	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/engine/report"
)

// Then brings the stack up, changes settings and returns what that would do,
// resource by resource. The change is then made, so that what the services
// would refuse is known; the refusals are in the report.
func (r *Rehearsal) Then(ctx context.Context, settings []string, rep *report.Report, show func(Step)) ([]report.Consequence, error) {
	set, err := r.change(settings, true)
	if err != nil {
		return nil, err
	}
	if s, err := r.tried(ctx, set); err != nil {
		return nil, err
	} else if !r.passed(rep, s) {
		show(s)
		return nil, ctx.Err()
	}
	return r.twice(ctx, set, func(preview Step, _ []report.Consequence) { nothing(rep, preview, settings) }, rep, show)
}

// Refused returns what the program says against changed settings, or nil.
// The program alone judges a setting, so it is asked: before the stack is up,
// because a misspelt key is known in seconds.
func (r *Rehearsal) Refused(ctx context.Context, settings []string) error {
	set, err := r.change(settings, true)
	if err != nil {
		return err
	}
	s, err := r.tried(ctx, set)
	if err == nil && s.Failed != nil {
		err = fmt.Errorf("-then %s: %s", strings.Join(change.Shown(settings), " -then "), strings.Join(s.Problems, "; "))
	}
	return err
}

// tried previews the stack with a change, and takes the change back.
func (r *Rehearsal) tried(ctx context.Context, set func() error) (Step, error) {
	file := r.Workspace.stackFile()
	before, err := os.ReadFile(file)
	if err != nil {
		return Step{}, fmt.Errorf("read the stack file: %w", err)
	}
	if err := set(); err != nil {
		return Step{}, err
	}
	s := r.Preview(ctx)
	if err := os.WriteFile(file, before, 0o600); err != nil {
		return s, fmt.Errorf("write the stack file: %w", err)
	}
	return s, nil
}

// Upgrade brings the stack up by another build of the program, then by the
// present one. What that replaces or deletes is a problem: a stack that runs
// keeps what it has.
func (r *Rehearsal) Upgrade(ctx context.Context, from string, rep *report.Report, show func(Step)) ([]report.Consequence, error) {
	if err := r.Workspace.use(from); err != nil {
		return nil, err
	}
	present := func() error {
		r.World.ClearViolations() // those are the other build's
		return r.Workspace.use(r.Workspace.Tools.Program)
	}
	return r.twice(ctx, present, func(_ Step, found []report.Consequence) {
		for _, c := range found {
			if c.Kind == "replace" || c.Kind == "delete" {
				rep.Problems = append(rep.Problems,
					fmt.Sprintf("the upgrade %ss %s (%s): add an alias, or keep the input that causes it", c.Kind, c.Name, c.Type))
			}
		}
	}, rep, show)
}

// twice brings the stack up, changes something as next does, and takes it down.
func (r *Rehearsal) twice(ctx context.Context, change func() error, look func(Step, []report.Consequence), rep *report.Report,
	show func(Step)) ([]report.Consequence, error) {
	up := r.Up(ctx)
	show(up)
	if !r.passed(rep, up) {
		return nil, ctx.Err()
	}
	found, made, err := r.next(ctx, change, look, rep, show)
	if err != nil {
		return nil, err
	}
	if made {
		if err := r.judge(ctx, rep); err != nil {
			return nil, err
		}
		r.still(ctx, rep, show)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	destroy, err := r.takeDown(ctx, rep)
	show(destroy)
	return found, err
}

// Next changes settings of a stack that is up, and returns what that does, resource by
// resource.
func (r *Rehearsal) Next(ctx context.Context, settings []string, rep *report.Report, show func(Step)) ([]report.Consequence, error) {
	set, err := r.change(settings, true)
	if err != nil {
		return nil, err
	}
	found, _, err := r.next(ctx, set, func(preview Step, _ []report.Consequence) { nothing(rep, preview, settings) }, rep, show)
	return found, err
}

// next changes something of a stack that is up, previews what that does and hands it
// to look, and brings the stack up again. It tells whether that was made.
func (r *Rehearsal) next(ctx context.Context, change func() error, look func(Step, []report.Consequence), rep *report.Report,
	show func(Step)) (found []report.Consequence, made bool, err error) {
	if err := change(); err != nil {
		return nil, false, err
	}
	preview := r.Preview(ctx)
	show(preview)
	found = r.consequences(preview)
	if !r.passed(rep, preview) {
		return found, false, nil
	}
	look(preview, found)
	before, err := r.State(ctx)
	if err != nil {
		return nil, false, err
	}
	since := len(r.World.Journal())
	again := r.Up(ctx)
	show(again)
	if err := r.time(ctx, order.Read(before), r.World.Journal()[since:], found, rep); err != nil {
		return nil, false, err
	}
	return found, r.passed(rep, again), nil
}

// nothing notes that changed settings change nothing: the program does not use
// them, or tells the engine to overlook what comes of them.
func nothing(rep *report.Report, s Step, settings []string) {
	if s.Changes() == 0 {
		rep.Problems = append(rep.Problems,
			fmt.Sprintf("changing %s alters nothing: these are the defaults, or the program ignores the setting", strings.Join(change.Shown(settings), ", ")))
	}
}

// Set changes settings of the workspace's copy of the stack file.
func (r *Rehearsal) Set(settings []string) error {
	set, err := r.change(settings, false)
	if err != nil {
		return err
	}
	return set()
}

// change reads settings against the stack file and returns what writes them into
// the workspace's copy of it. New ones must not have those values already: a
// rehearsal of those would say nothing of the program.
func (r *Rehearsal) change(settings []string, anew bool) (set func() error, err error) {
	file := r.Workspace.stackFile()
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the stack file: %w", err)
	}
	if anew {
		err = change.Already(text, r.Workspace.Name, settings)
	}
	if err == nil {
		text, err = change.Apply(text, r.Workspace.Name, settings)
	}
	if err == nil {
		text, err = encrypted(text)
	}
	return func() error {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return fmt.Errorf("write the stack file: %w", err)
		}
		return nil
	}, err
}

// consequences sums up a preview: the engine's several steps of one
// replacement are one replacement; components and providers are its own affair.
func (r *Rehearsal) consequences(preview Step) []report.Consequence {
	var out []report.Consequence
	at := map[string]int{}
	for _, c := range preview.Done {
		kind := plainKind(string(c.Op))
		if kind == "" || !r.asked(c.URN) {
			continue
		}
		if i, known := at[c.URN]; known {
			if kind == "replace" || out[i].Kind == "replace" {
				out[i].Kind = "replace"
			}
			out[i].Diffs = append(out[i].Diffs, c.Diffs...)
			continue
		}
		at[c.URN] = len(out)
		out = append(out, report.Consequence{URN: c.URN, Type: c.Type, Name: c.Name, Kind: kind, Diffs: c.Diffs})
	}
	anew := slices.ContainsFunc(out, func(c report.Consequence) bool { return c.Kind == "replace" && c.Type == clusterType })
	for i, c := range out {
		slices.Sort(c.Diffs)
		out[i].Diffs = slices.Compact(c.Diffs)
		out[i].Meaning = change.Meaning(c.Kind, c.Type, c.Name, out[i].Diffs)
		if anew && c.Kind == "replace" && onCluster(c.Type) {
			out[i].Meaning = "created again with the cluster: nothing of the old one stays"
		}
	}
	return out
}

const clusterType = "aws:eks/cluster:Cluster"

// onCluster says that a type's resources live and die with their cluster.
func onCluster(typ string) bool {
	return strings.HasPrefix(typ, "kubernetes:") || strings.HasPrefix(typ, "aws:eks/") && typ != clusterType
}

func plainKind(op string) string {
	switch op {
	case "create", "update", "delete":
		return op
	case "replace", "create-replacement", "delete-replaced":
		return "replace"
	}
	return ""
}
