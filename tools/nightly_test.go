package tools_test

import (
	"os"
	"strings"
	"testing"
)

// While there is something to do one issue is open, and none when there is nothing.
func TestTheNightlyRunKeepsOneIssue(t *testing.T) {
	for name, c := range map[string]struct{ open, body, want string }{
		"the first finding":        {"", "drift", "issue list, label create, issue create"},
		"still something":          {"7", "drift", "issue list, issue edit 7"},
		"nothing is left":          {"7", "", "issue list, issue close 7"},
		"nothing, and there is no": {"", "", "issue list"},
	} {
		m := newMachine(t)
		m.has("gh", `case "$1 $2" in "issue edit" | "issue close") last=" $3" ;; esac
echo "$1 $2$last" >>"$HOME/gh"
[ "$2" != list ] || echo "`+c.open+`"`)
		m.must(os.WriteFile(m.path("issue.md"), []byte(c.body), 0o644))
		output, err := m.run("tools/nightly-issue", m.path("issue.md"))
		calls, _ := os.ReadFile(m.path("gh"))
		if got := strings.Join(strings.Split(strings.TrimSpace(string(calls)), "\n"), ", "); err != nil || got != c.want {
			t.Errorf("%s: %s (%v)\n%s", name, got, err, output)
		}
	}
}

// Without an answer of GitHub no issue is opened: there may be one.
func TestTheNightlyRunStopsWhenGitHubDoesNot(t *testing.T) {
	m := newMachine(t)
	m.has("gh", `echo "$1 $2" >>"$HOME/calls"; echo "HTTP 502" >&2; exit 1`)
	m.must(os.WriteFile(m.path("issue.md"), []byte("drift"), 0o644))
	if output, err := m.run("tools/nightly-issue", m.path("issue.md")); err == nil || !strings.Contains(output, "HTTP 502") {
		t.Errorf("%v\n%s", err, output)
	}
	if calls := strings.Join(m.calls(), " "); calls != "issue list" {
		t.Errorf("it went on with %q", calls)
	}
}
