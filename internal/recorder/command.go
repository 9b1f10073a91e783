package recorder

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Command runs a built program as the language host does (pulumi/sdk
// go/pulumi-language-go) and returns what it registered. directory is the
// project's, where the program finds what its settings name by a relative path.
// The program's error is the Recording's.
func Command(program, directory string, opts ...Option) (*Recording, error) {
	o := newOptions(opts)
	config, err := json.Marshal(o.config)
	if err != nil {
		return nil, err
	}
	secret, err := json.Marshal(o.secret)
	if err != nil {
		return nil, err
	}
	m := newMonitor(o)
	address, stop, err := serve(m)
	if err != nil {
		return nil, err
	}
	defer stop()
	var output bytes.Buffer
	command := exec.Command(program)
	command.Dir, command.Stdout, command.Stderr = directory, &output, &output
	command.Env = append(os.Environ(),
		pulumi.EnvProject+"="+Project, pulumi.EnvStack+"="+o.stack, pulumi.EnvOrganization+"=organization",
		pulumi.EnvConfig+"="+string(config), pulumi.EnvConfigSecretKeys+"="+string(secret),
		pulumi.EnvDryRun+"="+strconv.FormatBool(o.preview),
		pulumi.EnvMonitor+"="+address, pulumi.EnvEngine+"="+address,
	)
	err = command.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return nil, fmt.Errorf("run the program: %w", err)
	}
	r := m.recording(err)
	if err != nil {
		r.Err = errors.New(failure(r, output.String()))
	}
	return r, nil
}

// failure returns why a program failed: the errors in the engine's log, or else
// its output.
func failure(r *Recording, output string) string {
	var lines []string
	for _, line := range r.Logs {
		if line.Severity == "ERROR" {
			lines = append(lines, strings.TrimSpace(line.Message))
		}
	}
	return cmp.Or(strings.Join(lines, "\n"), strings.TrimSpace(output))
}
