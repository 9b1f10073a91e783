package main

import (
	"strings"
	"testing"
)

func TestWrongFlagsAreOneClearSentence(t *testing.T) {
	for args, want := range map[string]string{
		"-bogus":            "-bogus",
		"-runs":             "-runs",
		"-runs x":           "-runs",
		"-runs -3":          "-runs -3 must be a whole number",
		"-seed -1":          "-seed -1 must be a whole number",
		"-kill-after 0":     "must be a whole number of at least 1, or all",
		"-kill-after soon":  "must be a whole number of at least 1, or all",
		"-then version":     "KEY=VALUE",
		"-then =1":          "KEY=VALUE",
		"-hold -runs 2":     "-hold and -runs cannot be combined",
		"-runs 2 -then a=b": "cannot be combined",
		"-from nowhere":     "nowhere is not a program",
		"-rules -runs 2":    "-rules and -runs cannot be combined",
		"dev":               `"dev" is not a flag`,
	} {
		_, err := parse(strings.Fields(args))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want one line with %q", args, err, want)
		}
	}
}

func TestFaultsAndKillsGoTogether(t *testing.T) {
	f, err := parse(strings.Fields("-fault all -kill-after 3 -kill-after all"))
	if err != nil || len(f.faults) != 1 || len(f.killAfter) != 2 || f.killAfter[1] != 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestFaultsOfAChange(t *testing.T) {
	f, err := parse(strings.Fields("-then a=b -fault update:Release -kill-after all"))
	if err != nil || len(f.then) != 1 || len(f.faults) != 1 || len(f.killAfter) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestRunsBeginWithSeedOne(t *testing.T) {
	if f, err := parse([]string{"-runs", "3"}); err != nil || f.seed != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestRulesNeedNoProject(t *testing.T) {
	t.Chdir(t.TempDir())
	if f, err := parse([]string{"-rules"}); err != nil || !f.rules {
		t.Errorf("%+v, %v", f, err)
	}
}
