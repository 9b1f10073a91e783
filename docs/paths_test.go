package docs_test

import (
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	inRepo  = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)*/?$`)
	made    = regexp.MustCompile(`^(\.cache|out)(/|$)`) // by the Makefile, in no checkout
)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, d := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(d.prose(), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			at := d.path
			if target != "" {
				at = path.Join(path.Dir(d.path), target)
			}
			switch {
			case !exists(at):
				t.Errorf("%s links to %s, which does not exist", d.path, m[1])
			case anchor != "" && !hasHeading(read(t, at), anchor):
				t.Errorf("%s links to %s, and %s has no such heading", d.path, m[1], at)
			}
		}
	}
}

// hasHeading compares headings as GitHub makes anchors of them.
func hasHeading(d document, anchor string) bool {
	for _, m := range heading.FindAllStringSubmatch(d.prose(), -1) {
		slug := strings.ToLower(strings.TrimSpace(m[1]))
		slug = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(slug, "")
		if strings.ReplaceAll(slug, " ", "-") == anchor {
			return true
		}
	}
	return false
}

func TestEveryPathInADocumentExists(t *testing.T) {
	for _, d := range documents(t) {
		for _, m := range inline.FindAllStringSubmatch(d.prose(), -1) {
			named := m[1]
			first, _, nested := strings.Cut(named, "/")
			if !inRepo.MatchString(named) || made.MatchString(named) {
				continue
			}
			if nested && exists(first) || strings.HasPrefix(named, "Pulumi.") {
				if !exists(named) {
					t.Errorf("%s names %s, which does not exist", d.path, named)
				}
			}
		}
	}
}

// Where packages come from, and where a checkout lies, is each machine's own.
func TestDocumentsNameNoRegistryAndNoMachine(t *testing.T) {
	foreign := []string{"/home/", "/Users/"}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	foreign = append(foreign, here+"/")
	if home, err := os.UserHomeDir(); err == nil {
		foreign = append(foreign, home+"/")
	}
	foreign = append(foreign, registries("go", "env", "GOPROXY")...)
	foreign = append(foreign, registries("npm", "config", "get", "registry")...)
	for _, d := range documents(t) {
		for _, text := range foreign {
			if strings.Contains(d.text, text) {
				t.Errorf("%s contains %q", d.path, text)
			}
		}
	}
}

// registries are the hosts that a client is configured to ask.
func registries(client string, args ...string) []string {
	output, err := exec.Command(client, args...).Output()
	if err != nil {
		return nil
	}
	var hosts []string
	for _, address := range strings.FieldsFunc(string(output), func(r rune) bool { return strings.ContainsRune(",|\n", r) }) {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}
