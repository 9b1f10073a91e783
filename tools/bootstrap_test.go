package tools_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pulumi stands for the CLI. A state is a file, full or empty, in a directory that
// stands for its backend; the account has what was made, once. The call whose number is in
// $HOME/fails fails, before or after what it does.
const pulumi = `
at=${PULUMI_BACKEND_URL#file://}
[ "$at" = "$PULUMI_BACKEND_URL" ] && at=$HOME/bucket
state=$at/account.state
echo "$*" >>"$HOME/calls"
number=$(($(cat "$HOME/number" 2>/dev/null || echo 0) + 1)); echo "$number" >"$HOME/number"
fails=$(cat "$HOME/fails" 2>/dev/null)
[ "$fails" != "$number before" ] || exit 1
while [ $# -gt 0 ]; do case $1 in
  --stack | --cwd | --secrets-provider) shift ;; --file) file=$2; shift ;; --create) create=yes ;; --*) ;; *) words+=("$1") ;;
esac; shift; done
ask() { [ -e "$state" ] || { echo "no stack named account" >&2; exit 1; }; }
provider() { sed "/^secretsprovider: /d" Pulumi.account.yaml >stack.new; [[ $1 != awskms:* ]] || echo "secretsprovider: $1" >>stack.new; mv stack.new Pulumi.account.yaml; }
case "${words[*]}" in
  "stack select account") [ -z "$create" ] || [ -e "$state" ] || : >"$state"; ask ;;
  "stack init account") [ -d "$at" ] && [ ! -e "$state" ] || exit 1; : >"$state" ;;
  "up") ask
    [ -s "$state" ] || [ ! -e "$HOME/made" ] || { echo "everything is made again"; echo "$fails" >>"$HOME/twice"; exit 1; }
    echo full >"$HOME/made"; mkdir -p "$HOME/bucket"; echo full >"$state" ;;
  "stack select dev") ;;
  "stack output backendUrl") ask; echo "s3://bucket?region=r" ;;
  "stack output secretsProvider") ask; echo "awskms://key" ;;
  "stack output "*) ask; [ "${words[2]}" != "$(cat "$HOME/lacks" 2>/dev/null)" ] || exit 1; echo "the-${words[2]}" ;;
  "stack change-secrets-provider "*) ask; provider "${words[2]}" ;;
  "stack export") ask; cp "$state" "$file" ;;
  "stack import") ask; cp "$file" "$state" ;;
  "stack ls") echo "["; for one in "$HOME"/bucket/*.state; do name=${one##*/}; echo "\"name\": \"organization/eks-elk-bootstrap/${name%.state}\","; done; echo "]" ;;
  "preview") ask; [ -s "$state" ] || exit 1 ;;
  "state unprotect") ask ;;
  "destroy") ask; [ ! -s "$state" ] || rm -rf "$HOME/made" "$HOME/bucket"; : >"$state" ;;
  "stack rm account") ask; rm "$state" ;;
  *) echo "unknown: ${words[*]}" >&2; exit 1 ;;
esac
[ "$fails" != "$number after" ] || exit 1
`

// account is a machine on which an account is prepared.
func account(t *testing.T) *machine {
	m := newMachine(t)
	m.has("pulumi", pulumi)
	return m
}

func (m *machine) fails(number int, when string) {
	m.must(os.RemoveAll(m.path("number")))
	m.must(os.WriteFile(m.path("fails"), fmt.Appendf(nil, "%d %s", number, when), 0o600))
}

// content is what a file below the project holds; "" if there is none.
func (m *machine) content(file string) string {
	text, _ := os.ReadFile(m.path(file))
	return strings.TrimSpace(string(text))
}

const (
	backend   = "PULUMI_BACKEND_URL=s3://bucket?region=r"
	firstHome = ".cache/bootstrap-state"
)

// prepared fails the test unless the account is made once, and its state is in the bucket alone.
func (m *machine) prepared(what string) {
	m.t.Helper()
	if m.content("bucket/account.state") != "full" || m.content("made") == "" || m.content("twice") != "" ||
		!strings.Contains(m.content("bootstrap/Pulumi.account.yaml"), "secretsprovider: awskms:") {
		m.t.Errorf("%s: the bucket has %q, made %q, twice %q", what, m.content("bucket/account.state"), m.content("made"), m.content("twice"))
	}
	if _, err := os.Stat(m.path(firstHome)); !os.IsNotExist(err) {
		m.t.Errorf("%s: the first state is still there: %v", what, err)
	}
}

// Wherever bootstrap/apply ends, its next run finishes, and makes nothing again.
func TestAnInterruptedPreparationIsFinished(t *testing.T) {
	m := account(t)
	if output, err := m.run("bootstrap/apply"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	m.prepared("at once")
	steps := strings.Count(m.content("calls"), "\n") + 1
	if steps < 8 {
		t.Fatalf("%d calls of pulumi", steps)
	}
	for number := 1; number <= steps; number++ {
		m, what := account(t), fmt.Sprintf("it ends after call %d", number)
		m.fails(number, "after")
		_, first := m.run("bootstrap/apply")
		m.fails(0, "")
		m.env = []string{backend} // as somebody has it who was told where the state is
		output, err := m.run("bootstrap/apply")
		if err != nil {
			t.Errorf("%s (%v): %v\n%s", what, first, err, output)
		}
		m.prepared(what)
	}
}

// Wherever bootstrap/remove ends, its next run finishes, and leaves nothing.
func TestAnInterruptedRemovalIsFinished(t *testing.T) {
	steps := 0
	for number := 0; number == 0 || number < steps; number++ {
		m := account(t)
		if output, err := m.run("bootstrap/apply"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		m.must(os.Remove(m.path("calls")))
		m.env = []string{backend}
		m.fails(number, "after")
		output, err := m.run("bootstrap/remove")
		if number == 0 {
			steps = strings.Count(m.content("calls"), "\n") + 1
		} else {
			m.fails(0, "")
			output, err = m.run("bootstrap/remove")
		}
		if err != nil || m.content("made") != "" {
			t.Errorf("it ends after call %d: %v, made %q\n%s", number, err, m.content("made"), output)
		}
	}
	if steps < 7 {
		t.Errorf("%d calls of pulumi", steps)
	}
}

func TestARemovalStopsWhileItDoesNotKnowOfOtherStacks(t *testing.T) {
	m := account(t)
	if output, err := m.run("bootstrap/apply"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	m.calls()
	m.env = []string{backend}
	m.fails(1, "before") // pulumi stack ls
	if output, err := m.run("bootstrap/remove"); err == nil || m.content("made") == "" || !slices.Equal(m.calls(), []string{"stack", "ls", "--all", "--json"}) {
		t.Errorf("%v\n%s", err, output)
	}
	m.fails(0, "")
	m.must(os.WriteFile(m.path("bucket/dev.state"), []byte("full"), 0o600))
	if output, err := m.run("bootstrap/remove"); err == nil || m.content("made") == "" || !strings.Contains(output, "organization/eks-elk-bootstrap/dev") {
		t.Errorf("%v\n%s", err, output)
	}
	m.env = nil
	if output, err := m.run("bootstrap/remove"); err == nil || !strings.Contains(output, "PULUMI_BACKEND_URL") {
		t.Errorf("without a bucket: %v\n%s", err, output)
	}
}

// A checkout of somebody else's knows from the stack file that there is a state.
func TestAnotherCheckoutMakesNothingAgain(t *testing.T) {
	m := account(t)
	if output, err := m.run("bootstrap/apply"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if output, err := m.run("bootstrap/apply"); err == nil || !strings.Contains(output, "set PULUMI_BACKEND_URL to it") {
		t.Errorf("without a bucket: %v\n%s", err, output)
	}
	m.env = []string{backend}
	if output, err := m.run("bootstrap/apply"); err != nil {
		t.Errorf("with it: %v\n%s", err, output)
	}
	m.prepared("again")
	m.must(os.Remove(m.path("bucket/account.state")))
	m.calls()
	if output, err := m.run("bootstrap/apply"); err == nil || !strings.Contains(output, "has no stack account") || slices.Contains(m.calls(), "up") {
		t.Errorf("with a bucket that has no state: %v\n%s", err, output)
	}
}

// github stands for GitHub's CLI: what it is told, it notes and answers later.
const github = `
note() { echo "$*" >>"$HOME/github"; }
case "$*" in
  "api user --jq .id") echo 4711 ;;
  "api --paginate repos/the-repository/environments?per_page=100 --jq "*) cat "$HOME/environment" 2>/dev/null || true ;;
  *"--method PUT"*) note "$*"; cat >/dev/null; echo the-environment >"$HOME/environment" ;;
  *deployment-branch-policies?per_page*) cat "$HOME/branches" 2>/dev/null || true ;;
  *"--method POST"*) [ ! -e "$HOME/branches" ] || { echo "gh: HTTP 303" >&2; exit 1; }; note "$*"; echo main >"$HOME/branches" ;;
  *) note "$*" ;;
esac
`

// GitHub refuses a branch that is allowed already, and a second PUT of the environment
// would take away the reviewers that somebody has added.
func TestTheRepositoryIsToldTwice(t *testing.T) {
	m := account(t)
	m.has("gh", github)
	if output, err := m.run("bootstrap/apply"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	m.env = []string{backend}
	for turn, want := range []int{8, 6} {
		m.must(os.RemoveAll(m.path("github")))
		output, err := m.run("bootstrap/github")
		told := strings.Split(m.content("github"), "\n")
		if err != nil || len(told) != want || !strings.Contains(told[1], "AWS_PREVIEW_ROLE_ARN --repo the-repository --body the-previewRoleArn") {
			t.Errorf("turn %d: %v\n%s\n%s", turn, err, output, strings.Join(told, "\n"))
		}
	}
	// A stack that was made by an older version lacks an output.
	m.must(os.WriteFile(filepath.Join(m.dir, "lacks"), []byte("driftRoleArn"), 0o600))
	if output, err := m.run("bootstrap/github"); err == nil || strings.Contains(m.content("github"), "--body \n") {
		t.Errorf("a variable is empty: %v\n%s", err, output)
	}
}
