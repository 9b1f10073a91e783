// Command doctor asks an AWS account, before the first up, whether the stack can
// be made in it. It only reads.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"eks-elk/doctor/account"
	"eks-elk/doctor/address"
	"eks-elk/doctor/check"
	"eks-elk/doctor/report"
	"eks-elk/doctor/stack"
)

// Exit statuses.
const (
	statusFinding  = 1 // the stack could not be made, or not be changed later
	statusNotAsked = 2 // no finding, but not everything could be asked
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted, no results")
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "doctor: "+err.Error())
	}
	os.Exit(status)
}

func run(ctx context.Context, args []string, out, progress io.Writer) (status int, err error) {
	f, err := parse(args, progress)
	if errors.Is(err, flag.ErrHelp) {
		return 0, err
	}
	if err != nil {
		return statusNotAsked, err
	}
	r, err := examine(ctx, f)
	if err != nil {
		return statusNotAsked, err
	}
	if f.json {
		err = r.JSON(out)
	} else {
		r.Table(out)
	}
	findings, missing := r.Count(check.Finding), r.Count(check.NotAsked)
	switch {
	case err != nil:
		return statusNotAsked, err
	case findings > 0:
		return statusFinding, fmt.Errorf("%d of %d checks found something%s", findings, len(r.Checks), alsoMissing(missing))
	case missing > 0:
		return statusNotAsked, fmt.Errorf("%d of %d checks could not be asked", missing, len(r.Checks))
	}
	return 0, nil
}

func alsoMissing(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d could not be asked", n)
}

func examine(ctx context.Context, f flags) (report.Report, error) {
	now := time.Now()
	s, err := stack.Read(f.project, f.stack, now)
	if err != nil {
		return report.Report{}, err
	}
	in, err := account.Open(ctx, s.AWS)
	if err != nil {
		return report.Report{}, err
	}
	results, err := check.Run(ctx, &check.Examination{
		Account: in, Settings: s, Stack: f.stack, Address: address.Of(f.address), Environment: os.Getenv, Now: now,
	})
	return report.New(f.stack, in, results, s.Warnings), err
}
