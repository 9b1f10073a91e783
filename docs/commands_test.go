package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

// flags are those that a command defines on its FlagSet.
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

// commands are those that take ARGS, by their make target: where their flags
// are defined, and the README's table of them.
var commands = map[string]struct{ folder, table string }{
	"rehearse": {"rehearsal/cmd/rehearse", "flags"},
	"smoke":    {"smoke/cmd/smoke", "smoke"},
	"charts":   {"tools/charts", "charts"},
}

func TestTableOfFlagsIsTheCommands(t *testing.T) {
	for name, command := range commands {
		var got []string
		for _, flag := range column(t, readme(t), command.table, 0) {
			name, _, _ := strings.Cut(strings.TrimPrefix(flag, "-"), " ")
			got = append(got, name)
		}
		slices.Sort(got)
		if want := flags(t, command.folder); !slices.Equal(got, want) {
			t.Errorf("the README's flags are\n  %s\nand %s has\n  %s", strings.Join(got, ", "), name, strings.Join(want, ", "))
		}
	}
}

func TestEveryCommandInADocumentUsesFlagsThatExist(t *testing.T) {
	arguments := regexp.MustCompile(`make (rehearse|smoke|charts) ARGS=["']([^"']*)["']`)
	for _, d := range documents(t) {
		for _, code := range d.code() {
			for _, m := range arguments.FindAllStringSubmatch(code, -1) {
				known := flags(t, commands[m[1]].folder)
				for _, flag := range regexp.MustCompile(`(?:^| )-([a-z-]+)`).FindAllStringSubmatch(m[2], -1) {
					if !slices.Contains(known, flag[1]) {
						t.Errorf("%s: %s has no flag -%s", d.path, m[1], flag[1])
					}
				}
			}
		}
	}
}

// parse reads the Go files of a folder, tests left out.
func parse(t *testing.T, folder string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// inspect visits every node of all files.
func inspect(files []*ast.File, visit func(ast.Node)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			visit(n)
			return true
		})
	}
}

// literal is the value of a string literal.
func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(l.Value)
	return value, err == nil
}
