package docs_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestWorkflowsRunTheEngineOfTheRehearsal(t *testing.T) {
	engine := strings.TrimPrefix(pinned(t)["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], "v")
	seen := 0
	for _, d := range files(t, ".github/workflows/*.yml") {
		for _, version := range matches(regexp.MustCompile(`pulumi-version: (\S+)`), d.text) {
			seen++
			if version != engine {
				t.Errorf("%s runs Pulumi %s; tools/engine/go.mod pins %s", d.path, version, engine)
			}
		}
		if strings.Count(d.text, "pulumi/actions@") != strings.Count(d.text, "pulumi-version:") {
			t.Errorf("%s uses pulumi/actions without a version of the CLI", d.path)
		}
	}
	if seen == 0 {
		t.Error("no workflow pins the Pulumi CLI")
	}
}

func TestTheProjectAsksForTheEngineOfTheRehearsal(t *testing.T) {
	engine := strings.TrimPrefix(pinned(t)["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], "v")
	want := "\nrequiredPulumiVersion: \">=" + engine + "\"\n"
	if found := files(t, "Pulumi.yaml"); len(found) != 1 || !strings.Contains(found[0].text, want) {
		t.Errorf("Pulumi.yaml does not have the line %s", strings.TrimSpace(want))
	}
}

func TestActionsArePinnedByCommit(t *testing.T) {
	pin := regexp.MustCompile(`^(\./|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)`)
	for _, d := range files(t, ".github/workflows/*.yml") {
		for _, action := range matches(regexp.MustCompile(`(?m)uses: (.*)$`), d.text) {
			if !pin.MatchString(action) {
				t.Errorf("%s: %s is not pinned by a commit with its version in a comment", d.path, action)
			}
		}
	}
}
