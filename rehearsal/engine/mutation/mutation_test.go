package mutation_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/mutation"
	"eks-elk/rehearsal/engine/report"
)

// TestEveryMutationIsNamed runs the program once for each deliberate fault and
// wants the rehearsal to go red and say why.
func TestEveryMutationIsNamed(t *testing.T) {
	project, tools := built(t)
	program := tools.Program
	mutant := filepath.Join(t.TempDir(), "mutant")
	if out, err := exec.Command("go", "build", "-o", mutant, "eks-elk/rehearsal/cmd/mutant").CombinedOutput(); err != nil {
		t.Fatalf("build the mutant: %v\n%s", err, out)
	}
	if len(mutation.All()) < 25 {
		t.Errorf("only %d mutations", len(mutation.All()))
	}
	tools.Program = mutant
	for _, m := range mutation.All() {
		t.Run(strings.ReplaceAll(m.Name, " ", "_"), func(t *testing.T) {
			t.Setenv("EKS_ELK_MUTATION", m.Name)
			t.Setenv("EKS_ELK_MUTATED", program)
			said := rehearse(t, project, tools, m)
			if !strings.Contains(said, m.Wants) {
				t.Errorf("nothing names %q; the rehearsal said:\n%s", m.Wants, said)
			}
		})
	}
}

// A fault of the second stack must be the only thing off there.
func TestTheSecondStackIsSound(t *testing.T) {
	project, tools := built(t)
	if said := rehearse(t, project, tools, mutation.Mutation{Stack: mutation.More}); said != "" {
		t.Error(said)
	}
}

// rehearse runs an up and a destroy, or a change between them, and answers
// everything found.
func rehearse(t *testing.T, project string, tools lifecycle.Tools, m mutation.Mutation) string {
	t.Helper()
	ctx := context.Background()
	r, err := lifecycle.Start(ctx, lifecycle.Options{Project: project, Stack: "dev", Tools: tools, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	rep := report.New("dev", 0)
	if err := r.Set(m.Stack); err != nil {
		t.Fatal(err)
	}
	if m.Then != nil {
		err = r.RunThen(ctx, m.Then, rep)
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

// built answers the project and what was built of it, or skips the test.
func built(t *testing.T) (project string, tools lifecycle.Tools) {
	t.Helper()
	project, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(project, ".cache")
	tools, err = lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	if err != nil {
		t.Skipf("the rehearsal's tools are not built: %v", err)
	}
	return project, tools
}
