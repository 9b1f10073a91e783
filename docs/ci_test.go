package docs_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every command that docs/ci.md tells a person to type is known here: a target of
// make, which another test looks up, a script of the checkout, or GitHub's CLI with
// what it asks for. rehearsal/engine/lifecycle/twocommands_test.go runs the scripts.
func TestEveryCommandOfTheCIDocumentIsKnown(t *testing.T) {
	seen := 0
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```").FindAllStringSubmatch(read(t, "docs/ci.md").text, -1) {
		for line := range strings.Lines(block[1]) {
			command, _, _ := strings.Cut(line, "#")
			words := strings.Fields(command)
			seen++
			switch info, err := os.Stat(filepath.Join(root, words[0])); {
			case words[0] == "make" && len(words) == 2:
			case slices.Equal(words, strings.Fields("gh api repos/OWNER/REPOSITORY --jq .owner.id,.id")):
			case strings.Contains(words[0], "/") && len(words) == 1 && err == nil && info.Mode()&0o111 != 0:
			default:
				t.Errorf("docs/ci.md: nobody knows the command %q", strings.TrimSpace(command))
			}
		}
	}
	if seen < 4 {
		t.Errorf("docs/ci.md has only %d commands", seen)
	}
}

// Every policy is one, and docs/ci.md says what it is for.
func TestEveryPolicyIsDocumented(t *testing.T) {
	text := read(t, "docs/ci.md").text + read(t, "docs/doctor.md").text + read(t, "docs/leftovers.md").text
	for _, file := range files(t, "bootstrap/policies/*.json") {
		var policy struct {
			Version   string
			Statement []map[string]any
		}
		d := json.NewDecoder(strings.NewReader(file.text))
		d.DisallowUnknownFields()
		if err := d.Decode(&policy); err != nil || policy.Version != "2012-10-17" || len(policy.Statement) == 0 {
			t.Errorf("%s: %v, %d statements", file.path, err, len(policy.Statement))
		}
		if !strings.Contains(text, "../"+file.path) {
			t.Errorf("no document leads to %s", file.path)
		}
	}
	for _, m := range regexp.MustCompile("(?ms)^```json\n(.*?)^```").FindAllStringSubmatch(text, -1) {
		if !json.Valid([]byte(m[1])) {
			t.Errorf("this is not JSON:\n%s", m[1])
		}
	}
}
