package docs_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestWorkflowsRunTheEngineOfTheRehearsal(t *testing.T) {
	engine := strings.TrimPrefix(pinned(t)["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], "v")
	seen := 0
	for _, d := range workflows(t) {
		for _, m := range regexp.MustCompile(`pulumi-version: (\S+)`).FindAllStringSubmatch(d.text, -1) {
			seen++
			if m[1] != engine {
				t.Errorf("%s runs Pulumi %s; tools/engine/go.mod pins %s", d.path, m[1], engine)
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

func TestActionsArePinnedByCommit(t *testing.T) {
	pin := regexp.MustCompile(`^(\./|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)`)
	for _, d := range workflows(t) {
		for _, m := range regexp.MustCompile(`(?m)uses: (.*)$`).FindAllStringSubmatch(d.text, -1) {
			if !pin.MatchString(m[1]) {
				t.Errorf("%s: %s is not pinned by a commit with its version in a comment", d.path, m[1])
			}
		}
	}
}

func workflows(t *testing.T) []document {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	var out []document
	for _, path := range paths {
		out = append(out, read(t, filepath.Join(".github", "workflows", filepath.Base(path))))
	}
	return out
}
