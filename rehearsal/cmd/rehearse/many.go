package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// runs does many lifecycles in one world and sums up.
func runs(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	rep := report.New(f.stack, f.seed)
	begin := time.Now()
	for i := range f.runs {
		seed := f.seed + int64(i)
		if err := r.Run(ctx, seed, rep); err != nil {
			return err
		}
		fmt.Printf("run %d of %d, seed %d: %d violations, %d missing edges, %d leaks, %d problems so far; %s a run, %d MiB held\n",
			i+1, f.runs, seed, len(rep.Violations), len(rep.MissingEdges), len(rep.Leaks), len(rep.Problems),
			(time.Since(begin) / time.Duration(i+1)).Round(10*time.Millisecond), lifecycle.Resident()>>20)
	}
	return finish(rep, f, nil, nil)
}

// faultRuns lets one fault happen in each lifecycle, each in a world of its own.
func faultRuns(ctx context.Context, o lifecycle.Options, f flags) error {
	rep := report.New(f.stack, f.seed)
	o.Log = nil
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
	return finish(rep, f, nil, nil)
}

type faultRun func(context.Context, *lifecycle.Rehearsal) (report.Fault, error)

func inOwnWorld(ctx context.Context, o lifecycle.Options, do faultRun) (report.Fault, error) {
	r, err := lifecycle.Start(ctx, o)
	if err != nil {
		return report.Fault{}, err
	}
	defer r.Stop()
	return do(ctx, r)
}

// plan lists the faultRuns; "all" asks a clean lifecycle for its operations first.
func plan(ctx context.Context, o lifecycle.Options, f flags) ([]faultRun, error) {
	var operations []fault.Fault
	every := func() ([]fault.Fault, error) {
		if operations != nil {
			return operations, nil
		}
		r, err := lifecycle.Start(ctx, o)
		if err != nil {
			return nil, err
		}
		defer r.Stop()
		operations, err = r.Operations(ctx, f.then)
		return operations, err
	}
	var todo []faultRun
	for _, text := range f.faults {
		struck := []fault.Fault{}
		if text == "all" {
			all, err := every()
			if err != nil {
				return nil, err
			}
			struck = all
		} else {
			one, err := fault.Parse(text, lifecycle.Types())
			if err != nil {
				return nil, err
			}
			struck = append(struck, one)
		}
		for _, one := range struck {
			todo = append(todo, func(ctx context.Context, r *lifecycle.Rehearsal) (report.Fault, error) {
				return r.RunFault(ctx, one, f.then)
			})
		}
	}
	for _, n := range f.killAfter {
		ns := []int{n}
		if n == 0 {
			all, err := every()
			if err != nil {
				return nil, err
			}
			ns = ns[:0]
			for i := range all {
				ns = append(ns, i+1)
			}
		}
		for _, n := range ns {
			todo = append(todo, func(ctx context.Context, r *lifecycle.Rehearsal) (report.Fault, error) {
				return r.RunKill(ctx, n, f.then)
			})
		}
	}
	return todo, nil
}
