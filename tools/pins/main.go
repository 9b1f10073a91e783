// Command pins names the versions that the project pins and that are old: charts,
// the Elastic image and the Pulumi CLI by renovate.json, actions by the workflows,
// Go modules by the go.mod files, Kubernetes by the calendar of the settings.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"eks-elk/internal/stackfile"
)

// Exit statuses.
const (
	statusOld      = 1 // a pin is old, or a Kubernetes version ends
	statusNotAsked = 2 // nothing was found, but not everything could be asked
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "pins: "+err.Error())
	}
	os.Exit(status)
}

func run(ctx context.Context, args []string, out, usage io.Writer) (status int, err error) {
	var asJSON bool
	set := flag.NewFlagSet("pins", flag.ContinueOnError)
	set.SetOutput(usage)
	set.BoolVar(&asJSON, "json", false, "print every pin, with what is newer, as JSON")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0, err
	} else if err != nil {
		return statusNotAsked, err
	}
	if set.NArg() > 0 {
		return statusNotAsked, fmt.Errorf("%q is not a flag: flags begin with a dash, see -help", set.Arg(0))
	}
	project, err := stackfile.Project("")
	if err != nil {
		return statusNotAsked, err
	}
	r, err := search(ctx, project, time.Now(), defaultSources())
	if err != nil {
		return statusNotAsked, err
	}
	if asJSON {
		err = r.json(out)
	} else {
		r.table(out)
	}
	switch {
	case err != nil:
		return statusNotAsked, err
	case r.found() > 0:
		return statusOld, nil
	case len(r.NotAsked) > 0:
		return statusNotAsked, nil
	}
	return 0, nil
}

// search finds every pin of a project and asks for what is newer.
func search(ctx context.Context, project string, now time.Time, from sources) (*report, error) {
	c, err := readConfig(project)
	if err != nil {
		return nil, err
	}
	found, err := c.managed(project)
	if err != nil {
		return nil, err
	}
	actions, err := actionPins(project)
	if err != nil {
		return nil, err
	}
	r := &report{project: project}
	for _, p := range merge(append(found, actions...)) {
		r.ask(p, c.hold(p), now, func() ([]release, error) { return from.releases(ctx, p) })
	}
	modules, err := modulePins(project)
	if err != nil {
		return nil, err
	}
	askModules(ctx, r, c, modules, now)
	r.Kubernetes, err = ending(project, now)
	return r, err
}
