// Command smoke checks a running stack through the Kubernetes API and prints what
// it saw.
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

	"eks-elk/smoke/check"
	"eks-elk/smoke/reach"
	"eks-elk/smoke/report"
	"eks-elk/smoke/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted, no results")
	}
	fmt.Fprintln(os.Stderr, "smoke: "+err.Error())
	os.Exit(1)
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	f, err := parse(args, progress)
	if err != nil {
		return err
	}
	s, err := stack.Read(ctx, f.project, f.stack)
	if err != nil {
		return err
	}
	cluster, err := reach.Connect(ctx, s.Kubeconfig)
	if err != nil {
		return err
	}
	begin := time.Now()
	results, err := check.Run(ctx, &check.Platform{
		Cluster: cluster, Authority: s.Authority, Users: s.Users, Passwords: s.Passwords, Logs: s.Logs, Backups: s.Backups,
		Certificates: s.Certificates, Receivers: s.Receivers,
	}, check.Limits{Timeout: f.timeout, Pause: 5 * time.Second})
	if err != nil {
		return err
	}
	r := report.New(s.Name, cluster.Version, results, time.Since(begin))
	if f.json {
		if err := r.JSON(out); err != nil {
			return err
		}
	} else {
		r.Table(out)
	}
	if !r.OK {
		return fmt.Errorf("%d of %d checks failed", r.Failed(), len(r.Checks))
	}
	return nil
}
