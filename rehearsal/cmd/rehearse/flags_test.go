package main

import (
	"slices"
	"strings"
	"testing"
)

func TestWrongFlagsAreOneClearSentence(t *testing.T) {
	for args, want := range map[string]string{
		"-bogus":                           "-bogus",
		"-runs":                            "-runs",
		"-runs x":                          "-runs",
		"-runs -3":                         "-runs -3 must be a whole number",
		"-seed -1":                         "-seed -1 must be a whole number",
		"-kill-after 0":                    "must be a whole number of at least 1, or all",
		"-kill-after soon":                 "must be a whole number of at least 1, or all",
		"-then version":                    "KEY=VALUE",
		"-then =1":                         "KEY=VALUE",
		"-hold -runs 2":                    "-hold and -runs cannot be combined",
		"-runs 2 -then a=b":                "cannot be combined",
		"-fault left-interfaces -then a=b": "-fault left-interfaces and -then cannot be combined",
		"-fault late-logs -then a=b":       "-fault late-logs and -then cannot be combined",
		"-from nowhere":                    "nowhere is not a program",
		"-rules -runs 2":                   "-rules and -runs cannot be combined",
		"dev":                              `"dev" is not a flag`,
	} {
		_, err := parse(strings.Fields(args))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want one line with %q", args, err, want)
		}
	}
}

func TestFlagsThatGoTogether(t *testing.T) {
	for args, want := range map[string]func(f flags) bool{
		"-fault all -kill-after 3 -kill-after all": func(f flags) bool { return len(f.faults) == 1 && slices.Equal(f.killAfter, []int{3, 0}) },
		"-then a=b -fault update:Release -kill-after all": func(f flags) bool {
			return len(f.then) == 1 && len(f.faults) == 1 && len(f.killAfter) == 1
		},
		"-runs 3": func(f flags) bool { return f.seed == 1 },
	} {
		if f, err := parse(strings.Fields(args)); err != nil || !want(f) {
			t.Errorf("%s: %+v, %v", args, f, err)
		}
	}
}

func TestRulesNeedNoProject(t *testing.T) {
	t.Chdir(t.TempDir())
	if f, err := parse([]string{"-rules"}); err != nil || !f.rules {
		t.Errorf("%+v, %v", f, err)
	}
}
