package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"eks-elk/rehearsal/world"
)

// printed is what a person sees of a report.
func printed(r *Report, steps ...StepRow) string {
	var out strings.Builder
	r.Print(&out, steps, true)
	return out.String()
}

func TestASumThatIsNotKnownIsNoSum(t *testing.T) {
	known, unknown := Cost{Item: "EKS control plane", Quantity: 1, USD: 73}, Cost{Item: "t3.xlarge", Quantity: 3, Unknown: true}
	for _, c := range []struct {
		costs        []Cost
		region, says string
		sum          bool
	}{
		{[]Cost{known}, "eu-central-1", "73.00 USD before traffic and logs", true},
		{[]Cost{unknown}, "sa-east-1", "unknown: no prices of sa-east-1 here (3 × t3.xlarge)", false},
		{
			[]Cost{known, unknown},
			"sa-east-1", "at least 73.00 USD: without 3 × t3.xlarge, whose price in sa-east-1 is not known here, and before traffic and logs", false,
		},
		{nil, "", "0 USD: nothing is made on AWS", true},
	} {
		r := sample()
		r.Region = c.region
		r.Bill(c.costs)
		if r.MonthlyCost != c.says || (r.MonthlyCostUSD != nil) != c.sum {
			t.Errorf("%q, sum %v; want %q, %v", r.MonthlyCost, r.MonthlyCostUSD, c.says, c.sum)
		}
		if text := printed(r); !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " "), c.says) {
			t.Errorf("the terminal does not say %q:\n%s", c.says, text)
		}
		dir := t.TempDir()
		if err := r.Save(dir); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "report.json"))
		var got struct{ MonthlyCostUSD *float64 }
		if err == nil {
			err = json.Unmarshal(text, &got)
		}
		if err != nil || (got.MonthlyCostUSD != nil) != c.sum || strings.Contains(string(text), `"usd": 0`) {
			t.Errorf("report.json has the sum %v: %v\n%s", got.MonthlyCostUSD, err, text)
		}
	}
}

func TestWarningsAndFindingsAreLastOnATerminal(t *testing.T) {
	r := sample()
	r.Warn("eks-elk:cluster.publicAccessCidrs holds 203.0.113.0/24, addresses of documentation that nobody has")
	r.Violations = []world.Violation{{Rule: "eks/x", Message: "the nodes reach no API", URN: "urn:pulumi:dev::eks-elk::x"}}
	text := printed(r, StepRow{Step: "up", Did: "116 create", Verdict: "ok"})
	at := -1
	for _, want := range []string{"Rehearsal of dev", "a month on AWS", "Warnings", "203.0.113.0/24", "Findings", "violation: eks/x", "stack dev, eu-north-1"} {
		next := strings.Index(text, want)
		if next < at {
			t.Errorf("%q is not where it belongs:\n%s", want, text)
		}
		at = next
	}
	if !strings.HasSuffix(text, "\nNot sound: 1 finding, with 1 warning.\n") {
		t.Errorf("the end is %q", text[max(0, len(text)-80):])
	}
}

func TestATerminalOfEightyColumnsBreaksNoWord(t *testing.T) {
	r := sample()
	r.Change = "network.natGateways=single"
	r.Consequences = []Consequence{{
		Name: "route-private-eu-central-1a", Type: "aws:ec2/route:Route", Kind: "update", Diffs: []string{"natGatewayId"},
		Meaning: "open connections from the zone to the internet are cut once, and here is more to say of it than fits one line",
	}}
	r.Warn(strings.Repeat("words of a warning ", 20))
	r.Up.CriticalPath = strings.Fields(strings.Repeat("resource-of-the-path ", 12))
	const command = "aws eks delete-nodegroup --cluster-name eks-elk-dev --nodegroup-name default-0123456789abcdef && " +
		"aws eks wait nodegroup-deleted --cluster-name eks-elk-dev --nodegroup-name default-0123456789abcdef"
	r.Faults[0].Recovery = []string{command, "pulumi refresh --yes"}
	r.Faults[0].Message = strings.Repeat("the service said this. ", 10)
	var out strings.Builder
	r.Print(&out, []StepRow{{Step: "refresh", Seconds: 10, Did: "113 same, 2 create, 2 delete, 1 update", Verdict: "FAILED"}}, true)
	PrintFaults(&out, r.Faults)
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > columns && strings.TrimSpace(line) != command {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
	for _, whole := range append(r.Faults[0].Recovery, "route-private-eu-central-1a", "because of: natGatewayId") {
		if !strings.Contains(out.String(), whole) {
			t.Errorf("%q is broken or missing:\n%s", whole, out.String())
		}
	}
}

func TestWhatWasNotRecoveredIsLastAndAFinding(t *testing.T) {
	r := New("dev", 0)
	r.Faults = []Fault{{Fault: "kill-after 1", Message: "left behind: volume"}, {Fault: "kill-after 2", Recovered: true}}
	var out strings.Builder
	PrintFaults(&out, r.Faults)
	if text := out.String(); strings.Index(text, "kill-after 1: NOT RECOVERED") < strings.Index(text, "kill-after 2: recovered") ||
		!strings.HasSuffix(text, "1 of 2 faults recovered\n") {
		t.Error(text)
	}
	if found := r.Findings(); len(found) != 1 || !strings.Contains(found[0], "left behind: volume") || r.Sound() {
		t.Errorf("%q", found)
	}
}

func TestWordsAreWrappedBetweenThem(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"averylongword a", 5, []string{"averylongword", "a"}},
		{"ä ö ü", 5, []string{"ä ö ü"}},
		{"", 5, []string{""}},
	} {
		if got := wrap(c.text, c.width); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q in %d: %q", c.text, c.width, got)
		}
	}
}

func TestAnOlderReportDoesNotStayBesideANewRun(t *testing.T) {
	dir := t.TempDir()
	r := sample()
	if err := errors.Join(r.Save(dir), r.SavePage(dir)); err != nil {
		t.Fatal(err)
	}
	taken, err := Claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(dir, file)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if _, err := Claim(dir); err == nil || !strings.Contains(err.Error(), "give this one another directory") {
		t.Errorf("a second run at the same time: %v", err)
	}
	taken.Close()
	if again, err := Claim(dir); err != nil {
		t.Errorf("a run after it: %v", err)
	} else {
		again.Close()
	}
}
