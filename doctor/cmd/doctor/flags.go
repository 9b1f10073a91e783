package main

import (
	"flag"
	"fmt"
	"io"
	"net/netip"

	"eks-elk/internal/stackfile"
)

type flags struct {
	stack, project string
	address        netip.Addr // the zero Addr: to be asked for
	json           bool
}

func parse(args []string, usage io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("doctor", flag.ContinueOnError)
	set.SetOutput(usage)
	set.StringVar(&f.stack, "stack", "dev", "ask for the stack of Pulumi.`NAME`.yaml")
	set.BoolVar(&f.json, "json", false, "print the results as JSON")
	set.TextVar(&f.address, "address", netip.Addr{}, "public `ADDRESS` from which the stack will be made [asked of checkip.amazonaws.com]")
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
