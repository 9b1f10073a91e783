package docs_test

import (
	"go/ast"
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
					t.Errorf("%s: `make %s` is no target; there are %s", d.path, m[1], strings.Join(known, ", "))
				}
			}
		}
	}
}

func TestReadmeNamesEveryMakeTarget(t *testing.T) {
	named := strings.Join(readme(t).code(), "\n")
	for _, target := range targets(t) {
		if !regexp.MustCompile(`\bmake ` + target + `\b`).MatchString(named) {
			t.Errorf("README.md does not say what `make %s` is for", target)
		}
	}
}

// flags are those that a command of the rehearsal defines on its FlagSet.
func flags(t *testing.T, folder string) []string {
	t.Helper()
	var out []string
	inspect(parse(t, folder), func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.HasSuffix(method.Sel.Name, "Var") && method.Sel.Name != "Func" {
			return
		}
		for _, argument := range call.Args[:2] {
			if name, ok := literal(argument); ok {
				out = append(out, name)
				return
			}
		}
	})
	slices.Sort(out)
	return out
}

func TestTableOfRehearsalFlagsIsTheCommands(t *testing.T) {
	var got []string
	for _, flag := range column(t, readme(t), "flags", 0) {
		name, _, _ := strings.Cut(strings.TrimPrefix(flag, "-"), " ")
		got = append(got, name)
	}
	slices.Sort(got)
	if want := flags(t, "rehearsal/cmd/rehearse"); !slices.Equal(got, want) {
		t.Errorf("the README's flags are\n  %s\nand rehearse has\n  %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

func TestEveryRehearsalInADocumentUsesFlagsThatExist(t *testing.T) {
	known := flags(t, "rehearsal/cmd/rehearse")
	arguments := regexp.MustCompile(`make rehearse ARGS=["']([^"']*)["']`)
	for _, d := range documents(t) {
		for _, code := range d.code() {
			for _, m := range arguments.FindAllStringSubmatch(code, -1) {
				for _, flag := range regexp.MustCompile(`(?:^| )-([a-z-]+)`).FindAllStringSubmatch(m[1], -1) {
					if !slices.Contains(known, flag[1]) {
						t.Errorf("%s: rehearse has no flag -%s", d.path, flag[1])
					}
				}
			}
		}
	}
}
