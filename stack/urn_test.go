package stack

import (
	"os"
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

func TestNoLivingResourceIsReplacedByANewURN(t *testing.T) {
	for file, r := range map[string]*recorder.Recording{
		"testdata/urns-dev.golden":        defaultStack(t),
		"testdata/urns-local.golden":      localStack(t),
		"testdata/urns-everything.golden": fullStack(t),
	} {
		got := urns(r)
		if *pulumitest.Update {
			if err := os.WriteFile(file, []byte(strings.Join(got, "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lost, found := moves(r, strings.Fields(string(text)))
		switch {
		case len(lost) > 0:
			t.Errorf("the URNs are no longer those of %s: who updates a stack replaces living resources: "+
				"add pulumi.Aliases, or say so in the change (go test ./stack -update)\n%s", file, listed("- ", lost)+listed("+ ", found))
		case len(found) > 0:
			t.Errorf("new resources, which %s does not list: go test ./stack -update\n%s", file, listed("+ ", found))
		}
	}
}

// fullStack is a stack with what the others leave out.
func fullStack(t *testing.T) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{
		"eks-elk:cluster":    `{"publicAccessCidrs": ["1.2.3.4/32"], "adminRoleArns": ["arn:aws:iam::123456789012:role/admin"], "previewRoleArns": ["arn:aws:iam::123456789012:role/preview"]}`,
		"eks-elk:network":    `{"flowLogs": true, "natGateways": "single"}`,
		"eks-elk:nodeGroups": `{"small": {"zones": 3}, "big": {"desired": 3, "instanceType": "m5.2xlarge"}}`,
	})
}

// urns are the URNs of a recording, sorted. A URN holds the types of all parents.
func urns(r *recorder.Recording) []string {
	var out []string
	for _, res := range r.Resources {
		out = append(out, res.URN)
	}
	slices.Sort(out)
	return out
}

// moves are the old URNs that nothing has any longer and no alias leads to, and
// the resources that an old state does not have under any of theirs.
func moves(r *recorder.Recording, old []string) (lost, found []string) {
	now := map[string]bool{}
	for _, res := range r.Resources {
		known := false
		for _, urn := range append([]string{res.URN}, res.Aliases...) {
			now[urn] = true
			known = known || slices.Contains(old, urn)
		}
		if !known {
			found = append(found, res.URN)
		}
	}
	for _, urn := range old {
		if !now[urn] {
			lost = append(lost, urn)
		}
	}
	slices.Sort(found)
	return lost, found
}

func listed(mark string, lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(mark + line + "\n")
	}
	return b.String()
}

func TestAnAliasToTheOldURNIsNoReplacement(t *testing.T) {
	const old, now = "urn:pulumi:dev::eks-elk::a$b::x", "urn:pulumi:dev::eks-elk::b::x"
	moved := &recorder.Recording{Resources: []recorder.Resource{{URN: now}}}
	if lost, found := moves(moved, []string{old}); !slices.Equal(lost, []string{old}) || !slices.Equal(found, []string{now}) {
		t.Errorf("without an alias %v are lost and %v found", lost, found)
	}
	moved.Resources[0].Aliases = []string{"urn:pulumi:dev::eks-elk::c::x", old}
	if lost, found := moves(moved, []string{old}); len(lost)+len(found) > 0 {
		t.Errorf("with an alias %v are lost and %v found", lost, found)
	}
}
