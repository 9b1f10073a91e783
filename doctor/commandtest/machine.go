// Package commandtest runs a command of this module, which the test binary is as
// well, on a machine of its own: a project directory, and an account.
package commandtest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
)

// be tells the test binary that it is the command.
const be = "BE_THE_COMMAND"

// Main is the TestMain of a command's tests.
func Main(m *testing.M, command func()) {
	if os.Getenv(be) != "" {
		command()
		return
	}
	os.Exit(m.Run())
}

// StackFile is the one of a new machine's project.
const StackFile = "config:\n  aws:region: eu-central-1\n  eks-elk:cluster:\n    publicAccessCidrs: [1.2.3.0/24]\n"

// Machine is a project directory and an account.
type Machine struct {
	*accounttest.Account
	Project     string
	Environment map[string]string
}

// New makes a machine with the stack dev, and an account for it.
func New(t *testing.T) *Machine {
	t.Helper()
	m := &Machine{Account: accounttest.New(t), Project: t.TempDir()}
	m.Environment = m.Account.Environment()
	m.Write(t, "Pulumi.yaml", "name: eks-elk\n")
	m.Write(t, "Pulumi.dev.yaml", StackFile)
	return m
}

// Write writes a file of the project.
func (m *Machine) Write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.Project, file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Run returns what the command printed, and its status.
func (m *Machine) Run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, failed bytes.Buffer
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Dir = m.Project
	c.Env = []string{be + "=1"}
	for name, value := range m.Environment {
		c.Env = append(c.Env, name+"="+value)
	}
	c.Stdout, c.Stderr = &out, &failed
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if strings.Contains(out.String()+failed.String(), "secret-of-") {
		t.Errorf("a secret is printed:\n%s%s", &out, &failed)
	}
	return out.String(), failed.String(), c.ProcessState.ExitCode()
}
