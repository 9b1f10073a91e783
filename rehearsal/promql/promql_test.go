package promql

import (
	"strings"
	"testing"
)

func TestWhatPrometheusRefusesIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		`up{job="kubelet"} == 1`: "",
		`sum(rate(a[5m])) by (`:  "unclosed left parenthesis",
		`rate(up)`:               "expected type range vector",
		`up{job=kubelet}`:        "unexpected identifier",
	} {
		if got := Expression(text); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if Duration("10m") != "" || Duration("10 minutes") == "" {
		t.Errorf("durations: %q, %q", Duration("10m"), Duration("10 minutes"))
	}
}

func TestADashboardIsJSONWhosePanelsParse(t *testing.T) {
	for text, want := range map[string]string{
		`{"panels":[{"title":"a","targets":[{"expr":"up"}]}]}`:  "",
		`{"panels":[{"title":"a","targets":[{"expr":"up("}]}]}`: `panel "a"`,
		`{"panels":`: "unexpected end",
	} {
		if got := Dashboard(text); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
