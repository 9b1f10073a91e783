package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// commands are the make targets that take ARGS: where the flags are defined,
// and the document and part with the table of them.
var commands = map[string]struct{ source, document, part string }{
	"rehearse":  {"rehearsal/cmd/rehearse/*.go", "docs/rehearsal.md", "flags"},
	"smoke":     {"smoke/cmd/smoke/*.go", "docs/smoke.md", "flags"},
	"doctor":    {"doctor/cmd/doctor/*.go", "docs/doctor.md", "flags"},
	"leftovers": {"doctor/cmd/leftovers/*.go", "docs/leftovers.md", "flags"},
	"pins":      {"tools/pins/*.go", "docs/pins.md", "flags"},
	"charts":    {"tools/charts/*.go", "docs/charts.md", "flags"},
}

var (
	target    = regexp.MustCompile(`(?m)^([a-z-]+):.*## `)
	call      = regexp.MustCompile(`\bmake ([a-z][a-z-]*)(?: ARGS=["']([^"']*)["'])?`)
	given     = regexp.MustCompile(`(?:^| )-([a-z-]+)`)
	defined   = regexp.MustCompile(`\bset\.(?:\w+Var\([^,]+, |Func\()"([a-z-]+)"`)
	firstWord = regexp.MustCompile("^`-([a-z-]+)")
)

// matches returns the first group of every match.
func matches(pattern *regexp.Regexp, text string) []string {
	var out []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// flags returns those that a command defines on its FlagSet. The commands are
// programs of other modules: their source is read, not imported.
func flags(t *testing.T, command string) []string {
	t.Helper()
	var out []string
	for _, file := range files(t, commands[command].source) {
		out = append(out, matches(defined, file.text)...)
	}
	slices.Sort(out)
	return out
}

func TestTablesOfFlagsAreComplete(t *testing.T) {
	for name, command := range commands {
		var got []string
		for _, row := range read(t, command.document).rows(t, command.part) {
			got = append(got, matches(firstWord, row[0])...)
		}
		slices.Sort(got)
		if want := flags(t, name); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("the flags in %s are\n  %s\nand %s has\n  %s", command.document, strings.Join(got, ", "), name, strings.Join(want, ", "))
		}
	}
}

func TestEveryCommandInADocumentExists(t *testing.T) {
	targets := matches(target, read(t, "Makefile").text)
	for _, d := range documents(t) {
		for _, m := range call.FindAllStringSubmatch(strings.Join(d.code(), "\n"), -1) {
			if !slices.Contains(targets, m[1]) {
				t.Errorf("%s: `make %s` is not a target; there are %s", d.path, m[1], strings.Join(targets, ", "))
			}
			for _, flag := range matches(given, m[2]) {
				if !slices.Contains(flags(t, m[1]), flag) {
					t.Errorf("%s: %s has no flag -%s", d.path, m[1], flag)
				}
			}
		}
	}
}

func TestContributingNamesEveryMakeTarget(t *testing.T) {
	named := matches(call, strings.Join(read(t, "CONTRIBUTING.md").code(), "\n"))
	for _, name := range matches(target, read(t, "Makefile").text) {
		if !slices.Contains(named, name) {
			t.Errorf("CONTRIBUTING.md does not say what `make %s` is for", name)
		}
	}
}
