// Command leftovers asks an AWS account what still belongs to a stack that is
// destroyed. It only reads.
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
	"eks-elk/doctor/leftovers"
	"eks-elk/doctor/stack"
	"eks-elk/internal/stackfile"
)

// Exit statuses.
const (
	statusLeft     = 1 // something is left
	statusNotAsked = 2 // nothing was found, but not everything could be asked, or the stack is up
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted, no results")
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "leftovers: "+err.Error())
	}
	os.Exit(status)
}

type flags struct {
	stack, project string
	json, lost     bool
}

func parse(args []string, usage io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("leftovers", flag.ContinueOnError)
	set.SetOutput(usage)
	set.StringVar(&f.stack, "stack", "dev", "look for what belongs to the stack of Pulumi.`NAME`.yaml")
	set.BoolVar(&f.json, "json", false, "print the results as JSON")
	set.BoolVar(&f.lost, "lost", false, "the stack's state is lost: its cluster is a leftover, too")
	set.StringVar(&f.project, "project", "", "directory `DIR` of the project [the nearest one with a Pulumi.yaml, from here upwards]")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag: flags begin with a dash, see -help", set.Arg(0))
	}
	var err error
	f.project, err = stackfile.Project(f.project)
	return f, err
}

func run(ctx context.Context, args []string, out, progress io.Writer) (status int, err error) {
	f, err := parse(args, progress)
	if errors.Is(err, flag.ErrHelp) {
		return 0, err
	}
	if err != nil {
		return statusNotAsked, err
	}
	r, err := search(ctx, f)
	if err != nil {
		return statusNotAsked, err
	}
	if f.json {
		if err := r.JSON(out); err != nil {
			return statusNotAsked, err
		}
	} else {
		r.Table(out)
	}
	missing := ""
	if n := len(r.NotAsked); n > 0 {
		missing = count(n, "question") + " could not be asked"
	}
	switch n := r.Staying(); {
	case r.Living != "":
		return statusNotAsked, fmt.Errorf("stack %s is up: run pulumi destroy first; -lost if nothing can destroy it any more", f.stack)
	case n > 0 && missing != "":
		return statusLeft, fmt.Errorf("left: %s, %s; %s", count(n, "thing"), r.Month(), missing)
	case n > 0:
		return statusLeft, fmt.Errorf("left: %s, %s", count(n, "thing"), r.Month())
	case missing != "":
		return statusNotAsked, errors.New(missing)
	}
	return 0, nil
}

func count(n int, of string) string {
	if n == 1 {
		return "one " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}

func search(ctx context.Context, f flags) (leftovers.Report, error) {
	now := time.Now()
	s, err := stack.Read(f.project, f.stack, now)
	if err != nil {
		return leftovers.Report{}, err
	}
	in, err := account.Open(ctx, s.AWS)
	if err != nil {
		return leftovers.Report{}, err
	}
	found, err := leftovers.Find(ctx, in, leftovers.Stack{Name: f.stack, Settings: s, Lost: f.lost, Now: now})
	return leftovers.NewReport(f.stack, in, found), err
}
