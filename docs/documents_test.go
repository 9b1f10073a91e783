// Package docs_test compares the documents with the code and the files that
// they describe.
package docs_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the checkout, seen from this folder.
const root = ".."

var update = flag.Bool("update", false, "write the tables that come from the code")

// document is a text file of the checkout.
type document struct {
	path string // from the root
	text string
}

// documents returns the Markdown files at the root and below docs/.
func documents(t *testing.T) []document {
	t.Helper()
	return files(t, "*.md", "docs/*.md", "docs/*/*.md")
}

// files reads what matches the patterns, of which each must match something.
func files(t *testing.T, patterns ...string) []document {
	t.Helper()
	var out []document
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files match %s: %v", pattern, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			path, err = filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, document{path: filepath.ToSlash(path), text: string(text)})
		}
	}
	return out
}

// read reads a file by its path from the root.
func read(t *testing.T, path string) document {
	t.Helper()
	return files(t, path)[0]
}

// exists reports whether there is a file or folder at a path from the root.
func exists(path string) bool {
	_, err := os.Stat(filepath.Join(root, path))
	return err == nil
}

var (
	fence  = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```")
	inline = regexp.MustCompile("`([^`\n]+)`")
)

// code returns the fenced blocks, and what is between backticks.
func (d document) code() []string {
	var out []string
	for _, m := range fence.FindAllStringSubmatch(d.text, -1) {
		out = append(out, m[1])
	}
	return append(out, d.inline()...)
}

// inline returns what is between backticks.
func (d document) inline() []string {
	var out []string
	for _, m := range inline.FindAllStringSubmatch(d.prose(), -1) {
		out = append(out, m[1])
	}
	return out
}

// prose returns the document without its fenced blocks.
func (d document) prose() string { return fence.ReplaceAllString(d.text, "") }

func marker(name string) (begin, end string) {
	return fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end of %s -->", name)
}

// part returns what is between a pair of markers.
func (d document) part(t *testing.T, name string) string {
	t.Helper()
	begin, end := marker(name)
	_, rest, found := strings.Cut(d.text, begin)
	part, _, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no part between %q and %q", d.path, strings.TrimSpace(begin), end)
	}
	return part
}

// rows returns the cells of the table in a part, without its heading.
func (d document) rows(t *testing.T, name string) [][]string {
	t.Helper()
	var out [][]string
	for line := range strings.Lines(d.part(t, name)) {
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "| \n"), " | ") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		if out = append(out, cells); len(out) != 2 && len(cells) != len(out[0]) {
			t.Fatalf("%s: a row of the table %q has %d cells, its heading %d: %s", d.path, name, len(cells), len(out[0]), line)
		}
	}
	return out[min(2, len(out)):]
}

// table writes rows of cells, of which the first is the heading.
func table(rows [][]string) string {
	var out strings.Builder
	for n, row := range rows {
		out.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if n == 0 {
			out.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return out.String()
}

// hold fails when a part of a document is not what the code says. With -update
// it writes the part.
func hold(t *testing.T, path, name, want string) {
	t.Helper()
	d := read(t, path)
	got := d.part(t, name)
	if *update {
		begin, end := marker(name)
		text := strings.Replace(d.text, begin+got+end, begin+want+end, 1)
		if err := os.WriteFile(filepath.Join(root, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	lines := strings.Split(got, "\n")
	for n, line := range strings.Split(want, "\n") {
		if n >= len(lines) || lines[n] != line {
			t.Errorf("%s: the part %q is out of date; `make golden` writes it. A line should be:\n%s", path, name, line)
			return
		}
	}
	if got != want {
		t.Errorf("%s: the part %q has lines too many; `make golden` writes it", path, name)
	}
}
