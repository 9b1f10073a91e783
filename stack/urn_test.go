package stack

import (
	"os"
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/recorder"
)

// A rehearsal writes the golden files (make golden): the engine knows the URNs of
// what the eks component makes, too. This test compares the others in a second.
func TestNoLivingResourceIsReplacedByANewURN(t *testing.T) {
	for file, r := range map[string]*recorder.Recording{
		"testdata/urns-dev.golden":        defaultStack(t),
		"testdata/urns-local.golden":      localStack(t),
		"testdata/urns-everything.golden": fullStack(t),
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lost, found := moves(r, strings.Fields(string(text)))
		switch {
		case len(lost) > 0:
			t.Errorf("the URNs are no longer those of %s: who updates a stack replaces living resources: "+
				"add pulumi.Aliases, or say so in the change (make golden)\n%s", file, listed("- ", lost)+listed("+ ", found))
		case len(found) > 0:
			t.Errorf("new resources, which %s does not list: make golden\n%s", file, listed("+ ", found))
		}
	}
}

// fullStack records a stack with what the others leave out.
func fullStack(t *testing.T) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{
		"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"], "adminRoleArns": ["arn:aws:iam::123456789012:role/admin"], ` +
			`"previewRoleArns": ["arn:aws:iam::123456789012:role/preview"]}`,
		"eks-elk:network":    `{"flowLogs": true, "natGateways": "single", "interfaceEndpoints": ["ecr.api", "sts"]}`,
		"eks-elk:elk":        `{"backups": {"enabled": true, "keepBucket": false}}`,
		"eks-elk:nodeGroups": `{"small": {"zones": 3}, "big": {"desired": 3, "instanceType": "m5.2xlarge"}}`,
	})
}

// ofRemoteComponent tells whether the eks component makes the resource; which of
// them there are, only the real component knows.
func ofRemoteComponent(urn string) bool {
	return strings.Contains(urn, "$eks:index:Cluster$") || strings.Contains(urn, "$eks:index:ManagedNodeGroup$")
}

// moves returns the old URNs that nothing has any longer and no alias leads to,
// and the resources that an old state does not have under any of theirs.
func moves(r *recorder.Recording, old []string) (lost, found []string) {
	now := map[string]bool{}
	for _, res := range r.Resources {
		known := ofRemoteComponent(res.URN)
		for _, urn := range append([]string{res.URN}, res.Aliases...) {
			now[urn] = true
			known = known || slices.Contains(old, urn)
		}
		if !known {
			found = append(found, res.URN)
		}
	}
	for _, urn := range old {
		if !now[urn] && !ofRemoteComponent(urn) {
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
