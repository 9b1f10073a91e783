package event_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/event"
)

var update = flag.Bool("update", false, "rewrite the table of events in docs/rehearsal.md")

const document = "../../../docs/rehearsal.md"

// table is every event as docs/rehearsal.md lists it.
func table() string {
	var out strings.Builder
	out.WriteString("| event | what happens | what the commands show |\n|---|---|---|\n")
	for _, e := range event.All {
		var shown []string
		for _, c := range []struct {
			name string
			all  []string
		}{{"preview", e.Preview}, {"refresh", e.Refresh}, {"up", e.Up}} {
			if c.name == e.Refused {
				shown = append(shown, fmt.Sprintf("%s fails: `%s`; then `%s`", c.name, e.Says, strings.Join(e.WayOut, "`, `")))
			}
			if len(c.all) > 0 {
				shown = append(shown, c.name+" `"+strings.Join(c.all, "`, `")+"`")
			}
		}
		if e.Wrong != "" {
			shown = append(shown, fmt.Sprintf("nothing, but `%s` is broken: `%s`; then `%s`", e.Wrong, e.Says, strings.Join(e.WayOut, "`, `")))
		}
		if shown == nil {
			shown = []string{"nothing"}
		} else if e.Of != "" {
			shown = append(shown, "nothing where the program leaves `"+e.Of+"` alone")
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", e.Name, e.Does, strings.Join(shown, "; "))
	}
	return out.String()
}

func TestTheDocumentListsEveryEvent(t *testing.T) {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- events -->\n", "<!-- end of events -->"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no part between %s and %s", document, begin, end)
	}
	want := before + begin + table() + end + after
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s lists other events: make golden", document)
	}
}

func TestEveryEventHasANameOfItsOwnASourceAndAWayOutThatIsDocumented(t *testing.T) {
	var documents string
	for _, name := range []string{"troubleshooting", "operations"} {
		text, err := os.ReadFile("../../../docs/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		documents += string(text)
	}
	var names []string
	for _, e := range event.All {
		if slices.Contains(names, e.Name) || e.Name == "" || e.Does == "" || e.Source == "" || e.Happen == nil {
			t.Errorf("%+v", e)
		}
		names = append(names, e.Name)
		if ends := e.Refused + e.Wrong; (ends == "") != (e.Says == "") || (ends == "") != (e.WayOut == nil) {
			t.Errorf("%s: ends in %q, says %q, way out %q", e.Name, ends, e.Says, e.WayOut)
		}
		for _, quoted := range append(e.WayOut, e.Says) {
			if !strings.Contains(documents, strings.ReplaceAll(quoted, "{version}", "1.36")) {
				t.Errorf("neither docs/troubleshooting.md nor docs/operations.md has %q, of %s", quoted, e.Name)
			}
		}
	}
}

func TestWhatACommandShowsIsComparedWhole(t *testing.T) {
	seen := []event.Seen{
		{"update", "aws:eks/nodeGroup:NodeGroup", "default"}, {"update", "aws:eks/nodeGroup:NodeGroup", "search"},
		{"replace", "kubernetes:core/v1:Namespace", "elk"},
	}
	for _, c := range []struct {
		wanted []string
		says   []string
	}{
		{[]string{"update NodeGroup", "replace elk"}, nil},
		{[]string{"update aws:eks/nodeGroup:NodeGroup", "replace Name*"}, nil},
		{[]string{"update default", "replace elk"}, []string{"it has to leave search (aws:eks/nodeGroup:NodeGroup) alone: update"}},
		{[]string{"update NodeGroup", "replace elk?", "update vpc?"}, nil},
		{[]string{"update NodeGroup"}, []string{"it has to leave elk (kubernetes:core/v1:Namespace) alone: replace"}},
		{[]string{"update NodeGroup", "replace elk", "update vpc"}, []string{"it has to show: update vpc"}},
	} {
		if got := event.Differs(seen, c.wanted); !slices.Equal(got, c.says) {
			t.Errorf("%q: %q, want %q", c.wanted, got, c.says)
		}
	}
}

// A row asks for each thing that it names, and for nothing else.
func TestEveryRowIsMissedWhereItIsNotKept(t *testing.T) {
	stranger := event.Seen{Op: "update", Type: "aws:ec2/eip:Eip", Name: "stranger"}
	for _, e := range event.All {
		for _, wanted := range [][]string{e.Preview, e.Refresh, e.Up} {
			var seen []event.Seen
			for _, w := range wanted {
				op, what, _ := strings.Cut(strings.TrimSuffix(w, "?"), " ")
				seen = append(seen, event.Seen{Op: op, Type: "provider:module:" + what, Name: what})
			}
			if got := event.Differs(seen, wanted); got != nil {
				t.Errorf("%s: %q is what it asks for: %q", e.Name, wanted, got)
			}
			for i, w := range wanted {
				got := event.Differs(slices.Delete(slices.Clone(seen), i, i+1), wanted)
				if !strings.HasSuffix(w, "?") && !slices.Equal(got, []string{"it has to show: " + w}) {
					t.Errorf("%s without %q: %q", e.Name, w, got)
				}
			}
			if got := event.Differs(append(seen, stranger), wanted); len(got) != 1 || !strings.Contains(got[0], "stranger") {
				t.Errorf("%s: one thing more is seen as %q", e.Name, got)
			}
		}
	}
}

func TestAnUnknownEventIsOneSentenceWithTheKnownOnes(t *testing.T) {
	_, err := event.Gap("tag-added,earthquake")
	if err == nil || !strings.HasPrefix(err.Error(), `there is no event "earthquake"; there are authority-rotated, `) {
		t.Error(err)
	}
}
