package lifecycle_test

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// shown is a command of docs/upgrade.md and what the document says that it prints.
var shown = regexp.MustCompile("(?s)make rehearse ARGS=\"-stack dev((?: -then [^ \"]+)+)\"\n```\n\n```text\n(.*?)```")

// TestTheUpgradesAreWhatTheDocumentShows makes the changes of docs/upgrade.md to one
// stack, one after the other: each is sound, and does what the document says. -update
// writes it there.
func TestTheUpgradesAreWhatTheDocumentShows(t *testing.T) {
	ctx := context.Background()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	file := filepath.Join(o.Project, "docs", "upgrade.md")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	changes := shown.FindAllStringSubmatch(text, -1)
	if len(changes) == 0 {
		t.Fatal("docs/upgrade.md shows no rehearsal")
	}
	r := lifecycletest.Start(t, o)
	if up := r.Up(ctx); up.Failed != nil {
		t.Fatal(up.Problems)
	}
	for _, m := range changes {
		got := consequences(t, r, strings.Split(m[1], " -then ")[1:])
		if *update {
			text = strings.Replace(text, m[0], strings.Replace(m[0], m[2], got, 1), 1)
		} else if got != m[2] {
			t.Errorf("docs/upgrade.md:%s prints, and -update writes:\n%s", m[1], got)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// consequences are what a rehearsal prints of a change, by the names of the
// resources: the engine previews side by side.
func consequences(t *testing.T, r *lifecycle.Rehearsal, settings []string) string {
	t.Helper()
	rep := report.New("dev", 0)
	rep.Change = strings.Join(settings, ", ")
	var err error
	rep.Consequences, err = r.Next(context.Background(), settings, rep, func(lifecycle.Step) {})
	if found := rep.Findings(); err != nil || len(found) > 0 {
		t.Fatalf("%s: %v\n%s", rep.Change, err, strings.Join(found, "\n"))
	}
	slices.SortFunc(rep.Consequences, func(a, b report.Consequence) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	var out bytes.Buffer
	rep.Print(&out, nil, false)
	_, printed, _ := strings.Cut(out.String(), "\nWhat ")
	printed, _, _ = strings.Cut(printed, "\npredicted: ")
	return "What " + printed + "\n"
}
