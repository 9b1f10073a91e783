package lifecycle_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// requests returns the rows of a stack that is up, with the sum, and what the nodes have.
func requests(t *testing.T, file string) (rows []kubernetes.Request) {
	t.Helper()
	made(t, file)
	w := ups[file].world
	err := w.Act(w.Objects(kubernetes.Namespace)[0], func(op *world.Op) error {
		of, have := kubernetes.Requests(op)
		sum := kubernetes.Request{Of: "**together**"}
		for _, r := range of {
			sum.CPUMilli, sum.MemoryMi, sum.Pods = sum.CPUMilli+r.CPUMilli, sum.MemoryMi+r.MemoryMi, sum.Pods+r.Pods
		}
		have.Of = "**the nodes have**"
		of[0].Of = "the cluster itself"
		rows = append(of, sum, have)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestTheDocumentSaysWhatPodsRequest holds the table of docs/operations.md to where the
// world puts the pods of the program's own releases.
func TestTheDocumentSaysWhatPodsRequest(t *testing.T) {
	local := requests(t, "local")
	var table strings.Builder
	table.WriteString("| | pods | CPU | memory | on a laptop: pods | CPU | memory |\n|---|---|---|---|---|---|---|\n")
	for _, dev := range requests(t, "dev") {
		fmt.Fprintf(&table, "| %s |%s", named(dev.Of), cells(dev))
		i := slices.IndexFunc(local, func(r kubernetes.Request) bool { return r.Of == dev.Of })
		if i < 0 {
			t.Fatalf("the stack local has no %s", dev.Of)
		}
		table.WriteString(cells(local[i]) + "\n")
	}
	const document, begin, end = "../../../docs/operations.md", "<!-- requests -->\n", "<!-- end of requests -->"
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no part between %s and %s", document, begin, end)
	}
	want := before + begin + table.String() + end + after
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s says otherwise: make golden. It should be\n%s", document, table.String())
	}
}

func named(of string) string {
	if strings.Contains(of, " ") || strings.HasPrefix(of, "**") {
		return of
	}
	return "`" + of + "`"
}

func cells(r kubernetes.Request) string {
	return fmt.Sprintf(" %d | %d m | %d Mi |", r.Pods, r.CPUMilli, r.MemoryMi)
}
