package mutation_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/mutation"
	"eks-elk/rehearsal/engine/report"
)

// The test binary is the wrong program as well: EKS_ELK_MUTATION names what is
// changed of what the program at EKS_ELK_MUTATED tells the engine.
func TestMain(m *testing.M) {
	if name := os.Getenv("EKS_ELK_MUTATION"); name != "" {
		os.Exit(mutant(name))
	}
	os.Exit(m.Run())
}

func mutant(name string) int {
	m, err := mutation.Named(name)
	if err != nil {
		panic(err)
	}
	proxy, err := mutation.Start(os.Getenv("PULUMI_MONITOR"), m)
	if err != nil {
		panic(err)
	}
	defer proxy.Stop()
	program := exec.Command(os.Getenv("EKS_ELK_MUTATED"))
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.Env = append(os.Environ(), "PULUMI_MONITOR="+proxy.Address)
	_ = program.Run()
	return program.ProcessState.ExitCode()
}

func itself(t *testing.T) string {
	t.Helper()
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestEveryMutationIsNamed runs the program once for each deliberate fault and
// wants the rehearsal to go red and say why.
func TestEveryMutationIsNamed(t *testing.T) {
	o := options(t)
	program := o.Tools.Program
	o.Tools.Program = itself(t)
	if len(mutation.All()) < 25 {
		t.Errorf("only %d mutations", len(mutation.All()))
	}
	for _, m := range mutation.All() {
		t.Run(strings.ReplaceAll(m.Name, " ", "_"), func(t *testing.T) {
			t.Setenv("EKS_ELK_MUTATION", m.Name)
			t.Setenv("EKS_ELK_MUTATED", program)
			said := rehearse(t, o, m)
			if !strings.Contains(said, m.Wants) {
				t.Errorf("nothing names %q; the rehearsal said:\n%s", m.Wants, said)
			}
		})
	}
}

func TestAnUpgradeThatReplacesIsNamed(t *testing.T) {
	upgrade := func(from string) *report.Report {
		rep := report.New("dev", 0)
		if _, err := lifecycletest.Start(t, options(t)).Upgrade(context.Background(), from, rep, func(lifecycle.Step) {}); err != nil {
			t.Fatal(err)
		}
		return rep
	}
	program := options(t).Tools.Program
	if rep := upgrade(program); !rep.Sound() {
		t.Errorf("from the program itself: %q", rep.Findings())
	}
	t.Setenv("EKS_ELK_MUTATION", "default route missing where no nodes are")
	t.Setenv("EKS_ELK_MUTATED", program)
	const want = "the upgrade replaces private-eu-central-1c (aws:ec2/route:Route): add an alias"
	if rep := upgrade(itself(t)); len(rep.Problems) != 1 || !strings.Contains(rep.Problems[0], want) {
		t.Errorf("%q; want %q", rep.Findings(), want)
	}
}

// A fault of another stack must be the only thing off there.
func TestTheOtherStacksAreSound(t *testing.T) {
	for _, stack := range [][]string{mutation.More, mutation.Private} {
		if said := rehearse(t, options(t), mutation.Mutation{Stack: stack}); said != "" {
			t.Errorf("%s: %s", stack, said)
		}
	}
}

// rehearse runs an up and a destroy, or a change between them, and returns
// everything found.
func rehearse(t *testing.T, o lifecycle.Options, m mutation.Mutation) string {
	t.Helper()
	ctx := context.Background()
	r := lifecycletest.Start(t, o)
	rep := report.New("dev", 0)
	err := r.Set(m.Stack)
	if err != nil {
		t.Fatal(err)
	}
	if m.Event != "" {
		gap, err := event.Gap(m.Event)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Events(ctx, [][]event.Event{gap}, rep, func(lifecycle.Step) {}); err != nil {
			t.Fatal(err)
		}
	} else if m.Then != nil {
		_, err = r.Then(ctx, m.Then, rep, func(lifecycle.Step) {})
	} else {
		err = r.Run(ctx, 0, rep)
	}
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("EKS_ELK_MUTATION_VERBOSE") != "" {
		t.Log(strings.Join(rep.Findings(), "\n"))
	}
	return strings.Join(rep.Findings(), "\n")
}

// options are those of the stack that is made wrong.
func options(t *testing.T) lifecycle.Options {
	t.Helper()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	return o
}
