package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/lifecycle"
)

type flags struct {
	stack, out, project, tools, program string
	account                             string
	from                                string
	seed                                int64
	runs                                int
	faults                              []string
	killAfter                           []int // 0: every operation
	then                                []string
	events                              [][]event.Event
	hold, rules, verbose                bool
	progress                            *progress
}

func parse(args []string) (flags, error) {
	var f flags
	set := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	set.SetOutput(io.Discard) // a wrong flag is one sentence, not the whole help
	set.StringVar(&f.stack, "stack", "dev", "rehearse Pulumi.`STACK`.yaml")
	set.Int64Var(&f.seed, "seed", 0, "order concurrent answers by seed `N`; 0 answers them as they come")
	set.BoolVar(&f.hold, "hold", false, "keep the world after up and write the environment for the pulumi CLI to a file")
	set.IntVar(&f.runs, "runs", 0, "do `N` lifecycles of up and destroy, with seeds from -seed on, and sum up")
	faults := "fail `OP:TYPE[:NAME]` once and recover, such as create:Addon:coredns; all: every operation in turn"
	for _, s := range lifecycle.ServiceFaults {
		faults += "; " + s.Name + ": " + s.Does
	}
	set.Func("fault", faults, func(s string) error {
		f.faults = append(f.faults, s)
		return nil
	})
	set.Func("kill-after", "kill the engine when operation `N` is in flight and recover; all: every operation in turn", func(s string) error {
		n, err := strconv.Atoi(s)
		if s != "all" && (err != nil || n < 1) {
			return fmt.Errorf("must be a whole number of at least 1, or all")
		}
		f.killAfter = append(f.killAfter, n)
		return nil
	})
	set.Func("then", "bring the stack up, then change the setting `KEY=VALUE` and say what that would do (repeatable)", func(s string) error {
		if key, _, ok := strings.Cut(s, "="); !ok || key == "" {
			return fmt.Errorf("is not KEY=VALUE, such as cluster.version=1.36")
		}
		f.then = append(f.then, s)
		return nil
	})
	set.Func("event", "after up, let `EVENT`, or several with commas between, happen, then preview, refresh, up and destroy (repeatable): "+strings.Join(event.Names(), ", "),
		func(s string) error {
			gap, err := event.Gap(s)
			f.events = append(f.events, gap)
			return err
		})
	set.StringVar(&f.account, "account", "old",
		"rehearse in a `new|old|FILE` account: who asks with which rights, from where, quotas, what is there")
	set.StringVar(&f.from, "from", "",
		"bring the stack up by the build `PROGRAM` of another version, then by this one, and say what the upgrade does")
	set.BoolVar(&f.rules, "rules", false, "print every rule of the simulated cloud with its source; needs no stack")
	set.BoolVar(&f.verbose, "verbose", false, "print a line for each resource")
	set.StringVar(&f.out, "out", "", "write the report into `DIR` [<project>/out/rehearsal]")
	set.StringVar(&f.project, "project", "", "the project's `DIR` [the nearest with a Pulumi.yaml, upwards]")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		set.SetOutput(os.Stdout)
		set.Usage()
		return f, err
	} else if err != nil {
		return f, fmt.Errorf("%w; see -help", err)
	}
	if set.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag; flags begin with a dash, see -help", set.Arg(0))
	}
	if err := f.agree(); err != nil || f.rules {
		return f, err
	}
	return f, f.locate()
}

// agree refuses flags that contradict each other.
func (f *flags) agree() error {
	modes := []string{}
	faultRuns := f.faults != nil || f.killAfter != nil // of a change, with -then
	for mode, set := range map[string]bool{
		"-runs": f.runs != 0, "-fault or -kill-after": faultRuns, "-then": f.then != nil && !faultRuns, "-hold": f.hold, "-from": f.from != "",
		"-rules": f.rules, "-event": f.events != nil,
	} {
		if set {
			modes = append(modes, mode)
		}
	}
	slices.Sort(modes)
	switch {
	case len(modes) > 1:
		return fmt.Errorf("%s cannot be combined: give one of them", strings.Join(modes, " and "))
	case f.then != nil && slices.ContainsFunc(f.faults, ofAService):
		return fmt.Errorf("-fault %s and -then cannot be combined: it changes no setting", f.faults[slices.IndexFunc(f.faults, ofAService)])
	case f.runs < 0:
		return fmt.Errorf("-runs %d must be a whole number of at least 1", f.runs)
	case f.seed < 0:
		return fmt.Errorf("-seed %d must be a whole number of at least 0", f.seed)
	case f.runs > 0 && f.seed == 0:
		f.seed = 1
	}
	return nil
}

// locate finds the project and what belongs to it.
func (f *flags) locate() error {
	var err error
	if f.project == "" {
		if f.project, err = lifecycle.FindProject(); err != nil {
			return err
		}
	}
	if f.project, err = filepath.Abs(f.project); err != nil {
		return err
	}
	if f.from != "" {
		if f.from, err = filepath.Abs(f.from); err != nil {
			return err
		}
		if info, err := os.Stat(f.from); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
			return fmt.Errorf("-from %s is not a program: build one with `go build -o FILE .` in a checkout of the other version", f.from)
		}
	}
	if file, isFile := strings.CutSuffix(filepath.Base(f.stack), ".yaml"); isFile { // the file's name is as good
		f.stack = strings.TrimPrefix(file, "Pulumi.")
	}
	f.out = cmp.Or(f.out, filepath.Join(f.project, "out", "rehearsal"))
	f.tools = cmp.Or(os.Getenv("EKS_ELK_TOOLS"), filepath.Join(f.project, ".cache", "tools"))
	f.program = cmp.Or(os.Getenv("EKS_ELK_PROGRAM"), filepath.Join(f.project, ".cache", "program"))
	return nil
}

func ofAService(name string) bool { return lifecycle.ServiceFaultNamed(name) != nil }
