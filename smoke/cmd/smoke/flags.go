package main

import (
	"flag"
	"fmt"
	"io"
	"time"

	"eks-elk/internal/stackfile"
)

type flags struct {
	stack, project string
	timeout        time.Duration
	json           bool
}

func parse(args []string, usage io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("smoke", flag.ContinueOnError)
	set.SetOutput(usage)
	set.StringVar(&f.stack, "stack", "", "name of the `STACK` [the selected one]")
	set.BoolVar(&f.json, "json", false, "print the results as JSON")
	set.DurationVar(&f.timeout, "timeout", time.Minute, "timeout of each check, a `DURATION` such as 90s")
	set.StringVar(&f.project, "project", "", "directory `DIR` of the project [the nearest one with a Pulumi.yaml, from here upwards]")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag: flags begin with a dash, see -help", set.Arg(0))
	}
	if f.timeout <= 0 {
		return f, fmt.Errorf("-timeout %s is too short: give a duration above zero, such as 90s", f.timeout)
	}
	var err error
	f.project, err = stackfile.Project(f.project)
	return f, err
}
