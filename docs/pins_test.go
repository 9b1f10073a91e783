package docs_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"eks-elk/settings"
)

// pinned reads a version by a pattern's group from a file.
func pinned(t *testing.T, file, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(read(t, file).text)
	if m == nil {
		t.Fatalf("%s has nothing like %s", file, pattern)
	}
	return m[1]
}

// directs are the modules that a go.mod requires for itself, with versions.
func directs(t *testing.T, file string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require := regexp.MustCompile(`(?m)^(?:\t|require )(\S+) (v\S+)$`)
	for _, m := range require.FindAllStringSubmatch(read(t, file).text, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func TestReadmeNamesEveryDependencyWithItsPin(t *testing.T) {
	table, err := readme(t).part("dependencies")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"github.com/pulumi/pulumi/pkg/v3":                       pinned(t, "tools/engine/go.mod", `github\.com/pulumi/pulumi/pkg/v3 (v\S+)`),
		"github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go": pinned(t, "tools/languagehost/go.mod", `github\.com/pulumi/pulumi/sdk/v3 (v\S+)`),
		"honnef.co/go/tools":                                    pinned(t, "tools/checks/go.mod", `honnef\.co/go/tools (v\S+)`),
		"github.com/rhysd/actionlint":                           pinned(t, "tools/checks/go.mod", `github\.com/rhysd/actionlint (v\S+)`),
		"@pulumi/eks":                                           pinned(t, "tools/eks/package.json", `"@pulumi/eks": "([^"]+)"`),
	}
	for _, file := range []string{"go.mod", "rehearsal/go.mod", "smoke/go.mod", "tools/charts/go.mod"} {
		for module, version := range directs(t, file) {
			if module != "eks-elk" { // this one
				want[module] = version
			}
		}
	}
	for _, key := range settings.Reference() {
		if name, ok := strings.CutPrefix(key.Meaning, "Version of chart "); ok {
			want["chart "+name] = key.Default
		}
	}
	found := map[string]string{}
	for _, row := range rows(table) {
		found[strings.ReplaceAll(row[0], "`", "")] = row[1]
		if len(row) < 3 || row[2] == "" {
			t.Errorf("README.md gives no reason for %s", row[0])
		}
	}
	for name, version := range want {
		if found[name] != version {
			t.Errorf("README.md names %s at %q; it is pinned at %s", name, found[name], version)
		}
		delete(found, name)
	}
	for name := range found {
		t.Errorf("README.md names the dependency %s, which is none", name)
	}
}

func TestWorkflowsRunTheEngineOfTheRehearsal(t *testing.T) {
	engine := strings.TrimPrefix(pinned(t, "tools/engine/go.mod", `github\.com/pulumi/pulumi/pkg/v3 (v\S+)`), "v")
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

func TestCostsAddUp(t *testing.T) {
	table, err := readme(t).part("costs")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[int]float64{}
	for _, row := range rows(table) {
		total := strings.Contains(row[0], "**")
		for n, cell := range row[1:] {
			amount, err := strconv.ParseFloat(strings.Trim(cell, "* "), 64)
			if err != nil {
				t.Fatalf("%s: %q is no amount", row[0], cell)
			}
			if !total {
				sums[n] += amount
			} else if got := fmt.Sprintf("%.2f", sums[n]); got != fmt.Sprintf("%.2f", amount) {
				t.Errorf("column %d adds up to %s and says %.2f", n+1, got, amount)
			}
		}
		if total {
			return
		}
	}
	t.Error("the table of costs has no total")
}
