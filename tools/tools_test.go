// Package tools_test runs the scripts of this folder on a copy of the project,
// with stand-ins for the programs they call.
package tools_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// machine is a copy of what the scripts read, and a PATH of our own.
type machine struct {
	t   *testing.T
	dir string // the project
	bin string // the PATH
	env []string
}

// newMachine has what every Unix has, and none of the prerequisites.
func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, dir: t.TempDir(), bin: t.TempDir()}
	for _, name := range []string{"bash", "cat", "chmod", "cksum", "cmp", "cp", "dirname", "env", "grep", "head", "ln", "ls", "mkdir", "mv", "realpath", "rm", "sed", "sleep", "tail"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("%s is not on PATH", name)
		}
		m.must(os.Symlink(path, filepath.Join(m.bin, name)))
	}
	for _, file := range []string{
		"go.mod", "tools/prerequisites", "tools/install", "tools/logged", "tools/nightly-issue", "tools/eks/package.json", "tools/eks/package-lock.json",
		"tools/engine/go.mod", "tools/engine/go.sum", "tools/languagehost/go.mod", "tools/languagehost/go.sum",
		"bootstrap/apply", "bootstrap/remove", "bootstrap/github", "bootstrap/Pulumi.account.yaml",
	} {
		text, err := os.ReadFile(filepath.Join("..", file))
		m.must(err)
		m.must(os.MkdirAll(filepath.Dir(m.path(file)), 0o755))
		m.must(os.WriteFile(m.path(file), text, 0o755))
	}
	return m
}

func (m *machine) path(file string) string { return filepath.Join(m.dir, file) }

func (m *machine) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// has puts a program on the PATH.
func (m *machine) has(name, script string) {
	m.t.Helper()
	m.must(os.WriteFile(filepath.Join(m.bin, name), []byte("#!/usr/bin/env bash\n"+script+"\n"), 0o755))
}

// run runs one of the scripts and returns what it printed.
func (m *machine) run(script string, args ...string) (string, error) {
	command := exec.Command(filepath.Join(m.bin, "bash"), append([]string{m.path(script)}, args...)...)
	command.Dir = m.dir
	command.Env = append([]string{"PATH=" + m.bin, "HOME=" + m.dir}, m.env...)
	output, err := command.CombinedOutput()
	return string(output), err
}

// builders are a go and an npm that make what they are asked for and note it.
func (m *machine) builders() {
	m.has("go", `while [ "$1" != -o ]; do shift; done; echo "${2##*/}" >>"$HOME/calls"; echo binary >"$2"`)
	m.has("npm", `mkdir -p "$3/node_modules"; echo eks-component >>"$HOME/calls"`)
}

// calls returns what was made since the last time asked.
func (m *machine) calls() []string {
	text, _ := os.ReadFile(m.path("calls"))
	_ = os.Remove(m.path("calls"))
	return strings.Fields(string(text))
}

func (m *machine) install() []string {
	m.t.Helper()
	if output, err := m.run("tools/install"); err != nil {
		m.t.Fatalf("tools/install: %v\n%s", err, output)
	}
	return m.calls()
}

func TestEveryMissingPrerequisiteIsNamedAtOnce(t *testing.T) {
	output, err := newMachine(t).run("tools/prerequisites")
	if err == nil {
		t.Error("tools/prerequisites is content with an empty machine")
	}
	for _, want := range []string{"`go` is not on PATH: install it from https://", "`node` is not on PATH", "`kubectl` is not on PATH", "`aws` is not on PATH"} {
		if !strings.Contains(output, want) {
			t.Errorf("tools/prerequisites does not say %q, but\n%s", want, output)
		}
	}
}

func TestAnOldPrerequisiteIsNamedWithItsVersion(t *testing.T) {
	m := newMachine(t)
	m.has("go", `[ "$PWD" = / ] && echo go1.22.1`) // go.mod asks for more than it is
	m.has("node", `echo v18.1.0`)
	m.has("kubectl", `echo '"gitVersion": "v1.20.2",'`)
	m.has("aws", `echo aws-cli/2.4.1 Python/3.8`)
	output, err := m.run("tools/prerequisites")
	if err == nil {
		t.Error("tools/prerequisites is content with old programs")
	}
	for _, want := range []string{"go1.22.1", "v18.1.0", "npm is needed", "kubectl 1.24 or newer is needed and `kubectl` on PATH is 1.20.2", "2.7 or newer is needed and `aws` on PATH is 2.4.1"} {
		if !strings.Contains(output, want) {
			t.Errorf("tools/prerequisites does not say %q, but\n%s", want, output)
		}
	}
}

func TestPrerequisitesAreFoundAndAskedOnce(t *testing.T) {
	m := newMachine(t)
	m.has("go", `echo go1.26.0`)
	m.has("node", `echo v20.0.0`)
	m.has("npm", ``)
	m.has("kubectl", `echo asked >>"$HOME/calls"; echo '"gitVersion": "v1.24.0",'`)
	m.has("aws", `echo aws-cli/1.24.0 Python/3.8`)
	for range 2 {
		if output, err := m.run("tools/prerequisites"); err != nil || output != "" {
			t.Fatalf("tools/prerequisites: %v\n%s", err, output)
		}
	}
	if asked := m.calls(); len(asked) != 1 {
		t.Errorf("kubectl was asked for its version %d times, want 1", len(asked))
	}
}

func TestAKubeconfigThatStopsTheEKSComponentIsNamed(t *testing.T) {
	m := newMachine(t)
	m.has("go", `echo go1.26.0`)
	m.has("node", `echo v20.0.0`)
	m.has("npm", ``)
	m.has("kubectl", `[[ $* == *--client* ]] && echo '"gitVersion": "v1.24.0",'`)
	m.has("aws", `echo aws-cli/1.24.0 Python/3.8`)
	output, err := m.run("tools/prerequisites")
	if err != nil || !strings.Contains(output, "run pulumi with KUBECONFIG=/dev/null") {
		t.Errorf("tools/prerequisites: %v\n%s", err, output)
	}
}

func TestTheComponentIsInstalledOnceForEachLockFile(t *testing.T) {
	m := newMachine(t)
	m.builders()
	m.has("npm", `echo no such version; exit 1`)
	if output, err := m.run("tools/install"); err == nil || !strings.Contains(output, "no such version") {
		t.Errorf("a failed npm: %v\n%s", err, output)
	}
	m.calls()
	m.builders()
	if got := m.install(); !slices.Contains(got, "eks-component") {
		t.Errorf("after a failed npm the next run made %q", got)
	}
	if got := m.install(); slices.Contains(got, "eks-component") {
		t.Errorf("the second run made %q", got)
	}
	m.must(os.WriteFile(m.path("tools/eks/package-lock.json"), []byte("changed"), 0o644))
	if got := m.install(); !slices.Contains(got, "eks-component") {
		t.Errorf("with a changed lock file the next run made %q", got)
	}
}

func TestAnInstalledCLIIsUsedInPlaceOfABuiltOne(t *testing.T) {
	m := newMachine(t)
	m.builders()
	m.has("pulumi", `echo v3.999.0`)
	m.has("pulumi-language-go", ``)
	if got := strings.Join(m.install(), " "); got != "eks-component" {
		t.Errorf("with a CLI on PATH this was built: %q", got)
	}
	for _, name := range []string{"pulumi", "pulumi-language-go"} {
		if to, err := os.Readlink(m.path(".cache/tools/" + name)); err != nil || filepath.Base(to) != name {
			t.Errorf("%s leads to %q (%v), not to the one on PATH", name, to, err)
		}
	}
	m.has("pulumi", `echo v3.1.0`)
	if got := strings.Join(m.install(), " "); got != "pulumi pulumi-language-go-host" {
		t.Errorf("with an old CLI on PATH this was built: %q", got)
	}
}

func TestTheLanguageHostTakesTheBuiltProgram(t *testing.T) {
	m := newMachine(t)
	m.builders()
	m.install()
	host := m.path(".cache/tools/pulumi-language-go-host")
	m.must(os.WriteFile(host, []byte("#!/usr/bin/env bash\nprintf '<%s>' \"$@\""), 0o755))
	m.must(os.Chmod(host, 0o755))
	for program, want := range map[string]string{"": "<127.0.0.1:1>", "/a b/program": "<-binary=/a b/program><127.0.0.1:1>"} {
		command := exec.Command(m.path(".cache/tools/pulumi-language-go"), "127.0.0.1:1")
		command.Env = []string{"PATH=" + m.bin, "EKS_ELK_PROGRAM=" + program}
		output, err := command.CombinedOutput()
		if err != nil || string(output) != want {
			t.Errorf("EKS_ELK_PROGRAM=%q: the host got %s (%v), want %s", program, output, err, want)
		}
	}
}
