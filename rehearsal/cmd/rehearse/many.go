package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// runs does many lifecycles in one world and sums up.
func runs(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	rep := newReport(f)
	begin := time.Now()
	for i := range f.runs {
		seed := f.seed + int64(i)
		known := len(rep.Problems)
		drawn := r.Draw(seed)
		if err := r.Run(ctx, seed, rep); err != nil {
			return err
		}
		f.progress.clear()
		for _, problem := range rep.Problems[known:] { // an hour's runs may be interrupted before their report
			fmt.Printf("seed %d: %s\n", seed, problem)
		}
		fmt.Printf("run %d of %d, seed %s: %d violations, %d missing edges, %d leaks, %d problems so far; %s a run, %d MiB held\n",
			i+1, f.runs, strings.Join(append([]string{fmt.Sprint(seed)}, drawn...), ", "), len(rep.Violations), len(rep.MissingEdges), len(rep.Leaks), len(rep.Problems),
			(time.Since(begin) / time.Duration(i+1)).Round(10*time.Millisecond), lifecycle.Resident()>>20)
	}
	return finish(rep, f, nil, false)
}

// faultRuns lets one fault happen in each lifecycle, each in a world of its own.
func faultRuns(ctx context.Context, o lifecycle.Options, f flags) error {
	rep := newReport(f)
	o.Progress = nil
	todo, err := plan(ctx, o, f)
	if err != nil {
		return err
	}
	for i, do := range todo {
		result, err := inOwnWorld(ctx, o, do)
		if err != nil {
			return err
		}
		rep.Faults = append(rep.Faults, result)
		verdict := "recovered"
		if !result.Recovered {
			verdict = "NOT RECOVERED: " + result.Message
		}
		fmt.Printf("%3d/%d %s: %s\n", i+1, len(todo), result.Fault, verdict)
	}
	report.PrintFaults(os.Stdout, rep.Faults)
	return finish(rep, f, nil, false)
}

type faultRun func(context.Context, *lifecycle.Rehearsal) (report.Fault, error)

// inOwnWorld starts a rehearsal for one thing to do.
func inOwnWorld[T any](ctx context.Context, o lifecycle.Options, do func(context.Context, *lifecycle.Rehearsal) (T, error)) (out T, err error) {
	r, err := lifecycle.Start(ctx, o)
	if err != nil {
		return out, err
	}
	defer r.Stop()
	return do(ctx, r)
}

// plan lists the faultRuns; "all" asks a clean lifecycle for its operations first.
func plan(ctx context.Context, o lifecycle.Options, f flags) (todo []faultRun, err error) {
	if f.then != nil {
		if _, err := inOwnWorld(ctx, o, func(ctx context.Context, r *lifecycle.Rehearsal) (any, error) {
			return nil, r.Refused(ctx, f.then)
		}); err != nil {
			return nil, err
		}
	}
	var all []fault.Fault
	if slices.Contains(f.faults, "all") || len(f.killAfter) > 0 {
		all, err = inOwnWorld(ctx, o, func(ctx context.Context, r *lifecycle.Rehearsal) ([]fault.Fault, error) {
			return r.Operations(ctx, f.then)
		})
		if err != nil {
			return nil, err
		}
	}
	for _, text := range f.faults {
		if f := lifecycle.ServiceFaultNamed(text); f != nil {
			todo = append(todo, func(ctx context.Context, r *lifecycle.Rehearsal) (report.Fault, error) {
				return r.RunServiceFault(ctx, f)
			})
			continue
		}
		these := all
		if text != "all" {
			one, err := fault.Parse(text, lifecycle.Types())
			if err != nil {
				return nil, err
			}
			these = []fault.Fault{one}
		}
		for _, each := range these {
			todo = append(todo, func(ctx context.Context, r *lifecycle.Rehearsal) (report.Fault, error) {
				return r.RunFault(ctx, each, f.then)
			})
		}
	}
	for _, n := range f.killAfter {
		from, to := n, n
		if n == 0 {
			from, to = 1, len(all)
		}
		for n := from; n <= to; n++ {
			for _, kill := range lifecycle.Kills(n, all) {
				todo = append(todo, func(ctx context.Context, r *lifecycle.Rehearsal) (report.Fault, error) {
					return r.RunKill(ctx, kill, f.then)
				})
			}
		}
	}
	return todo, nil
}
