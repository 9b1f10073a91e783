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

// document is a Markdown file.
type document struct {
	path string // from the root
	text string
}

// documents are the Markdown files at the root and below docs/.
func documents(t *testing.T) []document {
	t.Helper()
	var docs []document
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no documents at %s: %v", pattern, err)
		}
		for _, path := range paths {
			docs = append(docs, read(t, filepath.Clean(strings.TrimPrefix(path, root+"/"))))
		}
	}
	return docs
}

func readme(t *testing.T) document { return read(t, "README.md") }

// read reads a file by its path from the root.
func read(t *testing.T, path string) document {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return document{path: path, text: string(text)}
}

// exists says whether there is a file or folder at a path from the root.
func exists(path string) bool {
	_, err := os.Stat(filepath.Join(root, path))
	return err == nil
}

var (
	fence  = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```")
	inline = regexp.MustCompile("`([^`\n]+)`")
)

// code is what stands in fenced blocks and between backticks.
func (d document) code() []string {
	var out []string
	for _, m := range fence.FindAllStringSubmatch(d.text, -1) {
		out = append(out, m[1])
	}
	for _, m := range inline.FindAllStringSubmatch(d.prose(), -1) {
		out = append(out, m[1])
	}
	return out
}

// prose is the document without its fenced blocks.
func (d document) prose() string { return fence.ReplaceAllString(d.text, "") }

func marker(name string) (begin, end string) {
	return fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end of %s -->", name)
}

// part is what stands between a pair of markers.
func (d document) part(name string) (string, error) {
	begin, end := marker(name)
	_, rest, found := strings.Cut(d.text, begin)
	part, _, ended := strings.Cut(rest, end)
	if !found || !ended {
		return "", fmt.Errorf("%s has no part between %q and %q", d.path, strings.TrimSpace(begin), end)
	}
	return part, nil
}

// rows are the cells of a table's rows, without its heading.
func rows(table string) [][]string {
	var out [][]string
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "|"), " | ") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		out = append(out, cells)
	}
	if len(out) < 2 {
		return nil
	}
	return out[2:]
}

// column returns the words between backticks in one column of a table.
func column(t *testing.T, d document, name string, n int) []string {
	t.Helper()
	table, err := d.part(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows(table) {
		for _, m := range inline.FindAllStringSubmatch(row[n], -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// hold fails when a part of a document is not what the code says. With -update
// it writes the part.
func hold(t *testing.T, path, name, want string) {
	t.Helper()
	d := read(t, path)
	got, err := d.part(name)
	if err != nil {
		t.Fatal(err)
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatalf("%s: the part %q is out of date; `make golden` writes it. It should be:\n%s", d.path, name, want)
	}
	begin, end := marker(name)
	text := strings.Replace(d.text, begin+got+end, begin+want+end, 1)
	if err := os.WriteFile(filepath.Join(root, d.path), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
