// Command rehearse takes the program through preview, up, preview, refresh and
// destroy on the real Pulumi engine, against a simulated cloud.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/world"
)

func main() {
	ctx, stop := lifecycle.Interruptible()
	err := run(ctx, os.Args[1:])
	if err != nil && ctx.Err() != nil { // whatever it was doing failed for that reason
		err = errors.New("interrupted: everything that ran has been stopped")
	}
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "rehearse: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	f, err := parse(args)
	if err != nil {
		return err
	}
	if f.rules {
		w := world.New()
		if err := services.Fill(w, account.Old()); err != nil {
			return err
		}
		report.PrintRules(os.Stdout, w.Rules())
		return nil
	}
	around, err := account.Named(f.account)
	if err != nil {
		return err
	}
	tools, err := lifecycle.FindTools(f.tools, f.program)
	if err != nil {
		return err
	}
	out, err := report.Claim(f.out)
	if err != nil {
		return err
	}
	defer out.Close()
	f.progress = newProgress(f.verbose)
	o := lifecycle.Options{Project: f.project, Stack: f.stack, Tools: tools, Seed: f.seed, Progress: f.progress.resource, Account: around}
	o.Quick = f.runs > 0 || f.faults != nil && f.killAfter == nil // a killed engine must have a state to come back to
	if f.faults != nil || f.killAfter != nil {
		return faultRuns(ctx, o, f)
	}
	r, err := lifecycle.Start(ctx, o)
	if err != nil {
		return err
	}
	defer r.Stop()
	switch {
	case f.hold:
		return hold(ctx, r, f)
	case f.runs > 0:
		return runs(ctx, r, f)
	case f.then != nil:
		return then(ctx, r, f)
	case f.events != nil:
		return events(ctx, r, f)
	case f.from != "":
		return upgrade(ctx, r, f)
	default:
		return once(ctx, r, f)
	}
}
