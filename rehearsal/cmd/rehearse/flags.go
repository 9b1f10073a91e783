package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

type flags struct {
	stack, out, project, tools, program string
	seed                                int64
	hold                                bool
}

func parse(args []string) (flags, error) {
	var f flags
	set := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	set.SetOutput(os.Stderr)
	set.StringVar(&f.stack, "stack", "dev", "rehearse Pulumi.`STACK`.yaml")
	set.Int64Var(&f.seed, "seed", 0, "order concurrent answers by seed `N`; 0 answers them as they come")
	set.BoolVar(&f.hold, "hold", false, "leave the world up after up and print the environment for the pulumi CLI")
	set.StringVar(&f.out, "out", "", "write the report into `DIR` [<project>/out/rehearsal]")
	set.StringVar(&f.project, "project", "", "the project's `DIR` [the nearest with a Pulumi.yaml, upwards]")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag; flags begin with a dash, see -help", set.Arg(0))
	}
	return f, f.locate()
}

// locate finds the project and what belongs to it.
func (f *flags) locate() error {
	if f.project == "" {
		dir, err := os.Getwd()
		if err != nil {
			return err
		}
		for ; ; dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "Pulumi.yaml")); err == nil {
				f.project = dir
				break
			}
			if dir == filepath.Dir(dir) {
				return fmt.Errorf("no Pulumi.yaml here or above; say -project DIR")
			}
		}
	}
	var err error
	if f.project, err = filepath.Abs(f.project); err != nil {
		return err
	}
	if f.out == "" {
		f.out = filepath.Join(f.project, "out", "rehearsal")
	}
	if f.tools = os.Getenv("EKS_ELK_TOOLS"); f.tools == "" {
		f.tools = filepath.Join(f.project, ".cache", "tools")
	}
	if f.program = os.Getenv("EKS_ELK_PROGRAM"); f.program == "" {
		f.program = filepath.Join(f.project, ".cache", "program")
	}
	return nil
}
