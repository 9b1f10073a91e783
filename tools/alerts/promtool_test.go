package alerts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/alerts"
)

// stack has everything that an alert may be about.
var stack = alerts.Everything()

const runbooks = "https://example.com/runbooks"

// file is Prometheus's file of rules.
type file struct {
	Groups []group `yaml:"groups"`
}

type group struct {
	Name  string `yaml:"name"`
	Rules []rule `yaml:"rules"`
}

type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

// ruleOf is an alert about a certificate with that end, or about none.
func ruleOf(t *testing.T, a alerts.Alert, end string) rule {
	t.Helper()
	expr := a.Expr
	if a.Certificate != "" {
		var err error
		if expr, err = a.Until(end); err != nil {
			t.Fatal(err)
		}
	}
	labels := map[string]string{"severity": string(a.Severity)}
	if a.Namespace != "" {
		labels["namespace"] = a.Namespace
	}
	return rule{a.Name, expr, a.For, labels, map[string]string{"summary": a.Summary, "description": a.Description, "runbook_url": a.Runbook(runbooks)}}
}

func write(t *testing.T, path string, content any) {
	t.Helper()
	text, err := yaml.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// built is promtool, which the go command builds once and keeps.
var built = sync.OnceValues(func() (string, error) {
	command := exec.Command("go", "tool", "-n", "promtool")
	// Without the ways to find targets in clouds, of which each has an SDK
	// (github.com/prometheus/prometheus README.md, remove_all_sd).
	command.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -tags=remove_all_sd")
	var said strings.Builder
	command.Stderr = &said
	path, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("build promtool: %w: %s", err, said.String())
	}
	return strings.TrimSpace(string(path)), nil
})

// promtool runs promtool and returns what it says, and whether it was content.
func promtool(t *testing.T, args ...string) (string, bool) {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	return string(out), err == nil
}

func TestPrometheusReadsEveryRule(t *testing.T) {
	var all file
	for _, g := range alerts.Groups(stack) {
		written := group{Name: g.Name}
		for _, a := range g.Alerts {
			written.Rules = append(written.Rules, ruleOf(t, a, "2026-03-01T00:00:00Z"))
		}
		all.Groups = append(all.Groups, written)
	}
	path := filepath.Join(t.TempDir(), "rules.yaml")
	write(t, path, all)
	if said, ok := promtool(t, "check", "rules", "--lint=all", "--lint-fatal", path); !ok {
		t.Error(said)
	}
	all.Groups[0].Rules[0].Expr = "rate(up)"
	write(t, path, all)
	if said, ok := promtool(t, "check", "rules", path); ok {
		t.Errorf("a rule that is none passes: %s", said)
	}
}
