// Package docs_test holds what the documents say against what is there.
package docs_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the checkout, seen from this folder.
const root = ".."

var update = flag.Bool("update", false, "write the tables that come from the code into the README")

// document is a Markdown file.
type document struct {
	path string // from the root
	text string
}

// documents are the README and everything below docs/.
func documents(t *testing.T) []document {
	t.Helper()
	docs := []document{readme(t)}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		docs = append(docs, read(t, filepath.Join("docs", path)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
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

// column is the words between backticks in one column of a table.
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

// hold fails when a part of a document is not what the code says, and with
// -update writes it.
func hold(t *testing.T, d document, name, want string) {
	t.Helper()
	got, err := d.part(name)
	if err != nil {
		t.Fatal(err)
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatalf("%s: the part %q is not what the code says; `make golden` writes it. It should be:\n%s", d.path, name, want)
	}
	begin, end := marker(name)
	text := strings.Replace(d.text, begin+got+end, begin+want+end, 1)
	if err := os.WriteFile(filepath.Join(root, d.path), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
