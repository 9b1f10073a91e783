package settings

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// today is a day on which no support ends soon but that of 1.31.
var today = date(2026, time.September, 1)

// least is a stack file that says no more than it must.
func least() map[string]string {
	return map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`}
}

// with is the least stack file with some keys set.
func with(pairs ...string) map[string]string {
	config := least()
	for i := 0; i+1 < len(pairs); i += 2 {
		config[pairs[i]] = pairs[i+1]
	}
	return config
}

// cluster is a structure for eks-elk:cluster that is open to somebody.
func cluster(more string) string {
	return `{"publicAccessCidrs": ["1.2.3.4/32"], ` + more + `}`
}

func parse(config map[string]string, secret ...string) (*Settings, error) {
	return Parse(Source{
		Stack: "dev", Config: config, Secret: secret, Now: today,
		ReadFile: kubeconfigs, LookPath: func(string) (string, error) { return "", exec.ErrNotFound },
	})
}

func mustParse(t *testing.T, config map[string]string, secret ...string) *Settings {
	t.Helper()
	s, err := parse(config, secret...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheErrorHasAHeading(t *testing.T) {
	for heading, config := range map[string]map[string]string{
		"the configuration of stack dev has 1 problem:\n  aws:region is":                           with("aws:region", "Frankfurt"),
		"the configuration of stack dev has 2 problems:\n  aws:region is \"Frankfurt\"; allowed: ": with("aws:region", "Frankfurt", "eks-elk:network", `{"zones": 9}`),
	} {
		if _, err := parse(config); err == nil || !strings.HasPrefix(err.Error(), heading) {
			t.Errorf("%v", err)
		}
	}
}

func TestAMessageShowsNoSecret(t *testing.T) {
	for _, config := range []map[string]string{
		with("eks-elk:elk", `{"imageTag": "hunter2"}`), with("eks-elk:elk", `hunter2`), with("eks-elk:elk", `{"kibana": "hunter2"}`),
		with("eks-elk:elk", `{"kibana": {"heap": ["hunter2"]}}`), with("eks-elk:elk", `{"kibana": {"heap": {"hunter2": 1}}}`),
		with("eks-elk:elk", `{"kibana": {"memory": "hunter2"}}`),
	} {
		_, err := Parse(Source{Stack: "dev", Config: config, Now: today, Secret: []string{"eks-elk:elk"}})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "[secret]") {
			t.Errorf("%v: %v", config, err)
		}
	}
}

func TestALongValueIsCut(t *testing.T) {
	if _, err := parse(with("aws:region", strings.Repeat("é", 5000))); err == nil || len([]rune(err.Error())) > 300 {
		t.Errorf("%v", err)
	}
}

// The engine calls a whole key secret as soon as one part of it is.
func TestACredentialInClearTextBesideASecretIsRefused(t *testing.T) {
	const clear = "eks-elk:monitoring.alerts.heartbeat"
	config := with("eks-elk:monitoring", `{"alerts": {"heartbeat": "https://hc.example.com/hunter2", "slack": {"url": "https://hooks.slack.com/x"}}}`)
	source := Source{Stack: "dev", Config: config, Now: today, Secret: []string{"eks-elk:monitoring"}}
	if _, err := Parse(source); err != nil {
		t.Errorf("with both as secrets: %v", err)
	}
	source.Clear = []string{clear}
	if _, err := Parse(source); err == nil || !strings.Contains(err.Error(), clear+" is a credential in clear text") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}
