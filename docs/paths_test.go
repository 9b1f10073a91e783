package docs_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	inRepo  = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)*/?$`)
	made    = regexp.MustCompile(`^(\.cache|out)(/|$)`)     // by the Makefile, in no checkout
	isPath  = regexp.MustCompile(`^Pulumi\.yaml$|\.go$|/$`) // whatever stands before it; the stacks' files are the user's
	noSlug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	host    = regexp.MustCompile(`https?://([^/,|\s]+)`)
)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, d := range documents(t) {
		for _, m := range matches(link, d.prose()) {
			target, anchor, _ := strings.Cut(m, "#")
			if strings.Contains(target, "://") {
				continue
			}
			at := d.path
			if target != "" {
				at = path.Join(path.Dir(d.path), target)
			}
			if !exists(at) {
				t.Errorf("%s links to %s, which does not exist", d.path, m)
			} else if anchor != "" && !slices.Contains(anchors(read(t, at)), anchor) {
				t.Errorf("%s links to %s, and %s has no such heading", d.path, m, at)
			}
		}
	}
}

// anchors returns those that GitHub makes of a document's headings.
func anchors(d document) []string {
	var out []string
	for _, text := range matches(heading, d.prose()) {
		slug := noSlug.ReplaceAllString(strings.ToLower(strings.TrimSpace(text)), "")
		out = append(out, strings.ReplaceAll(slug, " ", "-"))
	}
	return out
}

func TestEveryPathInADocumentExists(t *testing.T) {
	for _, d := range documents(t) {
		for _, named := range d.inline() {
			first, _, nested := strings.Cut(named, "/")
			if !inRepo.MatchString(named) || made.MatchString(named) {
				continue
			}
			if (nested && exists(first) || isPath.MatchString(named)) && !exists(named) {
				t.Errorf("%s names %s, which does not exist", d.path, named)
			}
		}
	}
}

// The line that settings.md offers names a file that is there, and so does a stack's
// file that has the line: one that `pulumi stack init` made has none.
func TestStackFilesPointToTheSchema(t *testing.T) {
	stacks, err := filepath.Glob(filepath.Join(root, "Pulumi.*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^# yaml-language-server: \$schema=(\S+)$`)
	check := func(d document) int {
		named := matches(line, d.text)
		for _, schema := range named {
			if !exists(schema) {
				t.Errorf("%s names the schema %s, which does not exist", d.path, schema)
			}
		}
		return len(named)
	}
	if check(read(t, "docs/settings.md")) != 1 {
		t.Error("docs/settings.md does not show how a stack's file names the schema")
	}
	for _, path := range stacks {
		check(read(t, filepath.Base(path)))
	}
}

// Where packages come from, and where a checkout is, differs between machines.
func TestDocumentsNameNoRegistryAndNoMachine(t *testing.T) {
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	foreign := []string{"/home/", "/Users/", here + "/"}
	if home, err := os.UserHomeDir(); err == nil {
		foreign = append(foreign, home+"/")
	}
	for _, client := range [][]string{{"go", "env", "GOPROXY"}, {"npm", "config", "get", "registry"}} {
		output, err := exec.Command(client[0], client[1:]...).Output()
		if err == nil { // a client that is not there asks nobody
			foreign = append(foreign, matches(host, string(output))...)
		}
	}
	for _, d := range documents(t) {
		for _, text := range foreign {
			if strings.Contains(d.text, text) {
				t.Errorf("%s contains %q", d.path, text)
			}
		}
	}
}
