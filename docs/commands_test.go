package docs_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var makeTarget = regexp.MustCompile(`\bmake ([a-z][a-z-]*)`)

// targets are the Makefile's, as `make help` lists them.
func targets(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):.*## `).FindAllStringSubmatch(read(t, "Makefile").text, -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatal("the Makefile has no target with a ## line")
	}
	return out
}

func TestEveryMakeTargetInADocumentExists(t *testing.T) {
	known := targets(t)
	for _, d := range documents(t) {
		for _, code := range d.code() {
			for _, m := range makeTarget.FindAllStringSubmatch(code, -1) {
				if !slices.Contains(known, m[1]) {
					t.Errorf("%s: `make %s` is not a target; there are %s", d.path, m[1], strings.Join(known, ", "))
				}
			}
		}
	}
}

func TestContributingNamesEveryMakeTarget(t *testing.T) {
	named := strings.Join(read(t, "CONTRIBUTING.md").code(), "\n")
	for _, target := range targets(t) {
		if !regexp.MustCompile(`\bmake ` + target + `\b`).MatchString(named) {
			t.Errorf("CONTRIBUTING.md does not say what `make %s` is for", target)
		}
	}
}

// commands are those that take ARGS, by their make target: where their flags
// are defined, and the document with the table of them.
var commands = map[string]struct{ folder, document, table string }{
	"rehearse": {"rehearsal/cmd/rehearse", "docs/rehearsal.md", "flags"},
	"smoke":    {"smoke/cmd/smoke", "docs/smoke.md", "smoke"},
	"charts":   {"tools/charts", "docs/charts.md", "charts"},
}

var defined = regexp.MustCompile(`\bset\.(?:\w+Var\([^,]+, |Func\()"([a-z-]+)"`)

// flags are those that a command defines on its FlagSet. The commands are
// programs of other modules: their source is read, not imported.
func flags(t *testing.T, command string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, commands[command].folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range files {
		path, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range defined.FindAllStringSubmatch(read(t, path).text, -1) {
			out = append(out, m[1])
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s defines no flags on a FlagSet named set", commands[command].folder)
	}
	slices.Sort(out)
	return out
}

func TestTablesOfFlagsAreComplete(t *testing.T) {
	for name, command := range commands {
		var got []string
		for _, flag := range column(t, read(t, command.document), command.table, 0) {
			name, _, _ := strings.Cut(strings.TrimPrefix(flag, "-"), " ")
			got = append(got, name)
		}
		slices.Sort(got)
		if want := flags(t, name); !slices.Equal(got, want) {
			t.Errorf("the flags in %s are\n  %s\nand %s has\n  %s", command.document, strings.Join(got, ", "), name, strings.Join(want, ", "))
		}
	}
}

func TestEveryCommandInADocumentUsesFlagsThatExist(t *testing.T) {
	names := strings.Join(slices.Collect(maps.Keys(commands)), "|")
	arguments := regexp.MustCompile(`make (` + names + `) ARGS=["']([^"']*)["']`)
	for _, d := range documents(t) {
		for _, code := range d.code() {
			for _, m := range arguments.FindAllStringSubmatch(code, -1) {
				known := flags(t, m[1])
				for _, flag := range regexp.MustCompile(`(?:^| )-([a-z-]+)`).FindAllStringSubmatch(m[2], -1) {
					if !slices.Contains(known, flag[1]) {
						t.Errorf("%s: %s has no flag -%s", d.path, m[1], flag[1])
					}
				}
			}
		}
	}
}
