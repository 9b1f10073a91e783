package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/smoke/check/checktest"
	"eks-elk/smoke/reach/reachtest"
	"eks-elk/smoke/report"
)

// The test binary is the command as well.
func TestMain(m *testing.M) {
	if os.Getenv("BE_SMOKE") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// machine is a project directory, a pulumi of the test's own on PATH, and a
// Kubernetes API behind which a stack runs.
type machine struct {
	project, tools string
	api            *reachtest.API
	stack          *checktest.Stack
}

// pulumiScript prints the files of its directory and refuses commands that smoke
// does not need.
const pulumiScript = `#!/bin/sh
cd "$(dirname "$0")"
if [ -e failure ]; then cat failure >&2; exit 1; fi
case "$*" in
"stack output --json --show-secrets --stack dev --non-interactive") cat outputs.json ;;
"stack output --json --show-secrets --non-interactive") cat outputs.json ;;
"config --json --show-secrets --stack dev --non-interactive") cat config.json ;;
"stack --show-name --non-interactive") echo chosen ;;
*) echo "error: asked $*" >&2; exit 1 ;;
esac
`

func newMachine(t *testing.T, spoil func(*checktest.Stack)) *machine {
	t.Helper()
	m := &machine{project: t.TempDir(), tools: t.TempDir(), api: reachtest.New(t), stack: checktest.New(t, spoil)}
	for _, s := range []names.Service{names.Elasticsearch, names.Kibana, names.Beats, names.Grafana, names.Prometheus, names.Alertmanager} {
		m.api.Serve(s, reachtest.Pod{Name: s.Name + "-0", Port: 1234, Address: m.stack.Address(s.Name)})
	}
	for path := range m.stack.Secrets {
		namespace, name, _ := strings.Cut(path, "/")
		content, err := m.stack.Secret(t.Context(), namespace, name)
		if err != nil {
			t.Fatal(err)
		}
		m.api.Secret(namespace, name, content)
	}
	m.write(t, m.project, "Pulumi.yaml", "name: eks-elk\n")
	m.write(t, m.tools, "pulumi", pulumiScript)
	m.outputs(t, map[string]any{"kubeconfig": m.api.Kubeconfig()})
	return m
}

func (m *machine) write(t *testing.T, dir, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// outputs writes the stack's outputs: those of every stack and some more.
func (m *machine) outputs(t *testing.T, more map[string]any) {
	t.Helper()
	all := map[string]any{
		"users":         map[string]string{"kibana": "operator", "grafana": "admin"},
		"passwords":     map[string]any{"elasticsearch": checktest.Passwords, "grafana": checktest.GrafanaPassword},
		"caCertificate": m.stack.Authority.PEM(),
	}
	for name, value := range more {
		all[name] = value
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	m.write(t, m.tools, "outputs.json", string(text))
}

// command is the command in the project.
func (m *machine) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Dir = m.project
	c.Env = []string{"BE_SMOKE=1", "PATH=" + m.tools + ":/usr/bin:/bin"}
	return c
}

// run returns what the command printed, and its status.
func (m *machine) run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, failed bytes.Buffer
	c := m.command(t.Context(), args...)
	c.Stdout, c.Stderr = &out, &failed
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	for _, secret := range []string{"secret-of-", reachtest.Token} {
		if strings.Contains(out.String()+failed.String(), secret) {
			t.Errorf("a secret is printed:\n%s%s", &out, &failed)
		}
	}
	return out.String(), failed.String(), c.ProcessState.ExitCode()
}

func TestAHealthyStackIsATableAndStatusZero(t *testing.T) {
	m := newMachine(t, nil)
	stdout, stderr, status := m.run(t, "-stack", "dev")
	if status != 0 || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	for _, want := range []string{
		"dev on Kubernetes v1.35.1", "elasticsearch: TLS", "yellow, nodes: 1", "is es_exporter, roles: es_exporter",
		"24 of 24 up in 17 pools", "ready, version 0.34.0",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the table lacks %q:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "FAILED") {
		t.Errorf("%s", stdout)
	}
	t.Log("\n" + stdout)
}

func TestAFaultIsNamedAndEndsInAnotherStatus(t *testing.T) {
	m := newMachine(t, func(s *checktest.Stack) { s.Health = "red" })
	stdout, stderr, status := m.run(t, "-stack", "dev")
	if status == 0 || stderr != "smoke: 1 of 29 checks failed\n" || !strings.Contains(stdout, "FAILED │ red, nodes: 1") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestJSONHasTheSameResults(t *testing.T) {
	m := newMachine(t, func(s *checktest.Stack) { s.Health = "red" })
	stdout, stderr, status := m.run(t, "-json")
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	if status == 0 || r.OK || r.Failed() != 1 || len(r.Checks) != 29 || r.Stack != "chosen" || r.Kubernetes != "v1.35.1" {
		t.Errorf("status %d, %+v", status, r)
	}
	if c := r.Checks[1]; c.Name != "elasticsearch: health" || c.OK || !strings.HasPrefix(c.Saw, "red") || c.Seconds <= 0 {
		t.Errorf("%+v", c)
	}
}

func TestAStackWithFilebeatIsAskedForLogs(t *testing.T) {
	m := newMachine(t, nil)
	m.outputs(t, map[string]any{
		"kubeconfig": m.api.Kubeconfig(), "certificateExpiry": map[string]string{names.FilebeatRelease: "2027-11-26T00:00:00Z"},
	})
	stdout, _, status := m.run(t, "-stack", "dev")
	if status == 0 || !strings.Contains(stdout, "logs: a line of every node") {
		t.Errorf("status %d, although the cluster has no node to ask:\n%s", status, stdout)
	}
}

func TestAnExistingClusterIsFoundThroughTheSettings(t *testing.T) {
	m := newMachine(t, nil)
	m.outputs(t, nil)
	m.write(t, m.project, "kubeconfig", m.api.Kubeconfig())
	m.write(t, m.tools, "config.json", `{"aws:region": {"value": "x"}, "eks-elk:cluster": {"value": "{\"kubeconfig\":\"./kubeconfig\",\"context\":\"test\"}", "secret": false}}`)
	if stdout, stderr, status := m.run(t, "-stack", "dev", "-project", m.project); status != 0 {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestWhyNothingCanBeCheckedIsOneSentence(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*machine)
		args  []string
		want  string
	}{
		"no project": {func(m *machine) { os.Remove(filepath.Join(m.project, "Pulumi.yaml")) }, nil,
			"there is no Pulumi.yaml here or above: name the project with -project DIR"},
		"no CLI": {func(m *machine) { os.Remove(filepath.Join(m.tools, "pulumi")) }, nil,
			"there is no pulumi on PATH: https://www.pulumi.com/docs/install/"},
		"no stack": {func(m *machine) { m.write(t, m.tools, "failure", "error: no stack named 'dev' found\n") }, nil,
			`there is no stack "dev": pulumi stack ls lists those there are`},
		"no login": {func(m *machine) {
			m.write(t, m.tools, "failure", "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\n")
		}, nil, "pulumi is not logged in: run pulumi login"},
		"no passphrase": {func(m *machine) {
			m.write(t, m.tools, "failure", "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\n")
		}, nil, `the secrets of stack "dev" need a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE`},
		"another failure": {func(m *machine) { m.write(t, m.tools, "failure", "warning: something\nerror: incorrect passphrase\n") }, nil,
			"pulumi stack: incorrect passphrase"},
		"no outputs": {func(m *machine) { m.write(t, m.tools, "outputs.json", "{}") }, nil,
			`stack "dev" has no outputs, or not all that the checks need (users, passwords, caCertificate): run pulumi up`},
		"outputs of another program": {func(m *machine) { m.write(t, m.tools, "outputs.json", `{"passwords": "secret-of-elastic"}`) }, nil,
			`stack "dev" has outputs of another form than this program's: run pulumi up`},
		"no certificate": {func(m *machine) { m.outputs(t, map[string]any{"caCertificate": "none"}) }, nil,
			`output caCertificate of stack "dev" is no certificate in PEM`},
		"neither output nor setting": {func(m *machine) { m.outputs(t, nil); m.write(t, m.tools, "config.json", `{}`) }, nil,
			`stack "dev" has neither an output kubeconfig nor a setting eks-elk:cluster.kubeconfig: run pulumi up`},
		"a login that is refused": {func(m *machine) { m.api.RefuseLogins.Store(true) }, nil,
			"does not accept the kubeconfig's login: log in again, or have your role added to eks-elk:cluster.adminRoleArns"},
		"a word that is no flag": {func(*machine) {}, []string{"dev"}, `"dev" is not a flag: flags begin with a dash, see -help`},
		"no time":                {func(*machine) {}, []string{"-timeout", "0s"}, "-timeout 0s is too short: give a duration above zero, such as 90s"},
	} {
		m := newMachine(t, nil)
		test.spoil(m)
		args := test.args
		if args == nil {
			args = []string{"-stack", "dev"}
		}
		stdout, stderr, status := m.run(t, args...)
		if status != 1 || stdout != "" || !strings.HasPrefix(stderr, "smoke: ") || !strings.HasSuffix(stderr, test.want+"\n") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: status %d, %s%s\nwant %s", name, status, stdout, stderr, test.want)
		}
	}
}

func TestCtrlCEndsTheForwardsAndPrintsNoResults(t *testing.T) {
	m := newMachine(t, func(s *checktest.Stack) { s.Hang["security-master"] = true })
	var out, failed bytes.Buffer
	c := m.command(t.Context(), "-stack", "dev")
	c.Stdout, c.Stderr = &out, &failed
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	reachtest.Eventually(t, func() bool { return m.api.Forwards.Load() > 0 })
	if err := c.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil || out.String() != "" || failed.String() != "smoke: interrupted, no results\n" {
		t.Errorf("%v\n%s%s", err, &out, &failed)
	}
	reachtest.Eventually(t, func() bool { return m.api.Forwards.Load() == 0 })
}
