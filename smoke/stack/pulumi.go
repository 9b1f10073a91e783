package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// commandTimeout bounds one command of the CLI, whose state may be far away.
const commandTimeout = 2 * time.Minute

// pulumi is the CLI, in a project, for a stack.
type pulumi struct {
	project, stack string
}

func (p pulumi) String() string {
	if p.stack == "" {
		return "the selected stack"
	}
	return fmt.Sprintf("stack %q", p.stack)
}

// run runs the CLI and returns its standard output. The error is one sentence and
// never contains that output.
func (p pulumi) run(ctx context.Context, args ...string) ([]byte, error) {
	if _, err := exec.LookPath("pulumi"); err != nil {
		return nil, errors.New("there is no pulumi on PATH: https://www.pulumi.com/docs/install/")
	}
	limited, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	if p.stack != "" {
		args = append(args, "--stack", p.stack)
	}
	command := exec.CommandContext(limited, "pulumi", append(args, "--non-interactive")...)
	command.Dir = p.project
	command.Env = append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=1")
	command.WaitDelay = time.Second // a grandchild may keep the pipes open
	var output, failed bytes.Buffer
	command.Stdout, command.Stderr = &output, &failed
	err := command.Run()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, fmt.Errorf("pulumi %s did not finish within %s", args[0], commandTimeout)
	case err != nil:
		return nil, p.reason(args[0], failed.String(), err)
	}
	return output.Bytes(), nil
}

// reason returns what the CLI wrote to standard error as one sentence. The texts are those of
// Pulumi v3.250.0, pkg/cmd/pulumi and pkg/backend.
func (p pulumi) reason(command, text string, err error) error {
	switch {
	case strings.Contains(text, "no stack named"):
		return fmt.Errorf("there is no %s: pulumi stack ls lists those there are", strings.TrimPrefix(p.String(), "the "))
	case strings.Contains(text, "no stack selected"):
		return errors.New("no stack is selected: use -stack NAME or pulumi stack select")
	case strings.Contains(text, "passphrase must be set"):
		return fmt.Errorf("the secrets of %s need a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE", p)
	case strings.Contains(text, "PULUMI_ACCESS_TOKEN must be set"):
		return errors.New("pulumi is not logged in: run pulumi login")
	}
	for line := range strings.Lines(text) {
		if message, ok := strings.CutPrefix(strings.TrimSpace(line), "error: "); ok {
			return fmt.Errorf("pulumi %s: %s", command, message)
		}
	}
	return fmt.Errorf("pulumi %s: %w", command, err)
}
