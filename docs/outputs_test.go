package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestTableOfOutputsNamesEveryExport(t *testing.T) {
	program := parse(t, ".")
	want := exports(t, program)
	got := column(t, read(t, "docs/outputs.md"), "outputs", 0)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the outputs in docs/outputs.md are\n  %s\nand the program exports\n  %s", strings.Join(got, ", "), strings.Join(want, ", "))
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

// exports are the names given to ctx.Export: literals, and the keys of the maps
// that a loop around it ranges over.
func exports(t *testing.T, files []*ast.File) []string {
	t.Helper()
	var names []string
	inspect(files, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if name, ok := literal(exported(n)); ok {
				names = append(names, name)
			}
		case *ast.RangeStmt:
			key, ok := n.Key.(*ast.Ident)
			if !ok || !exportsKey(n.Body, key.Name) {
				return
			}
			keys := mapKeys(files, n.X)
			if len(keys) == 0 {
				t.Fatalf("exports in a loop over something this test cannot read")
			}
			names = append(names, keys...)
		}
	})
	slices.Sort(names)
	return names
}

// exported is the first argument of a call of a method named Export, or nil.
func exported(call *ast.CallExpr) ast.Expr {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || method.Sel.Name != "Export" || len(call.Args) == 0 {
		return nil
	}
	return call.Args[0]
}

func exportsKey(body ast.Node, key string) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name, isIdent := exported(call).(*ast.Ident)
			found = found || isIdent && name.Name == key
		}
		return !found
	})
	return found
}

// mapKeys are the keys of a map literal, or of the one given to a field.
func mapKeys(files []*ast.File, of ast.Expr) []string {
	var names []string
	switch of := of.(type) {
	case *ast.CompositeLit:
		for _, element := range of.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if name, ok := literal(pair.Key); ok {
					names = append(names, name)
				}
			}
		}
	case *ast.SelectorExpr:
		inspect(files, func(n ast.Node) {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if field, ok := pair.Key.(*ast.Ident); ok && field.Name == of.Sel.Name {
					names = append(names, mapKeys(files, pair.Value)...)
				}
			}
		})
	}
	return names
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
