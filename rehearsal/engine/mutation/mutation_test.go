package mutation_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
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

func mutant(names string) int {
	mutations, err := mutation.Named(names)
	if err != nil {
		panic(err)
	}
	proxy, err := mutation.Start(os.Getenv("PULUMI_MONITOR"), mutations)
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

// TestEveryMutationIsNamed runs the program with each deliberate fault, and wants the
// rehearsal to go red and say why.
func TestEveryMutationIsNamed(t *testing.T) {
	o := options(t)
	program := o.Tools.Program
	o.Tools.Program = itself(t)
	if len(mutation.All()) < 25 {
		t.Errorf("only %d mutations", len(mutation.All()))
	}
	for _, life := range mutation.Lives() {
		t.Setenv("EKS_ELK_MUTATION", mutation.Names(life))
		t.Setenv("EKS_ELK_MUTATED", program)
		said := sync.OnceValue(func() string { return rehearse(t, o, life) })
		for _, m := range life {
			t.Run(strings.ReplaceAll(m.Name, " ", "_"), func(t *testing.T) {
				if !named(said(), m.Wants) {
					t.Errorf("nothing names %q; the rehearsal said:\n%s", m.Wants, said())
				}
			})
		}
	}
}

// named tells whether one of the findings has the parts of what is wanted, in order.
func named(said, wants string) bool {
	var parts []string
	for _, part := range strings.Split(wants, "…") {
		parts = append(parts, regexp.QuoteMeta(part))
	}
	return regexp.MustCompile(strings.Join(parts, ".*")).MatchString(said)
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
	for _, stack := range [][]string{mutation.More, mutation.Private, mutation.Heard} {
		if said := rehearse(t, options(t), []mutation.Mutation{{Stack: stack}}); said != "" {
			t.Errorf("%s: %s", stack, said)
		}
	}
}

// rehearse runs an up and a destroy, or a change or events between them, and returns
// everything found.
func rehearse(t *testing.T, o lifecycle.Options, life []mutation.Mutation) string {
	t.Helper()
	ctx := context.Background()
	r, err := lifecycle.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	rep, first := report.New("dev", 0), life[0]
	var events []event.Event
	for _, m := range life {
		if !slices.Equal(m.Stack, first.Stack) || !slices.Equal(m.Then, first.Then) || (m.Event == "") != (first.Event == "") {
			t.Fatalf("%q and %q cannot share a life", first.Name, m.Name)
		}
		if m.Event != "" {
			gap, err := event.Gap(m.Event)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, gap...)
		}
	}
	switch err = r.Set(first.Stack); {
	case err != nil:
	case events != nil:
		err = r.Events(ctx, [][]event.Event{events}, rep, func(lifecycle.Step) {})
	case first.Then != nil:
		_, err = r.Then(ctx, first.Then, rep, func(lifecycle.Step) {})
	default:
		err = r.Run(ctx, 0, rep)
	}
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(rep.Findings(), "\n")
	if os.Getenv("EKS_ELK_MUTATION_VERBOSE") != "" {
		t.Log(said)
	}
	return said
}

// options are those of the stack that is made wrong.
func options(t *testing.T) lifecycle.Options {
	t.Helper()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	return o
}
