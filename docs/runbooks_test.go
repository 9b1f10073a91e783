package docs_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"eks-elk/alerts"
)

func everyAlert() []alerts.Alert {
	var out []alerts.Alert
	for _, g := range alerts.Groups(alerts.Everything()) {
		out = append(out, g.Alerts...)
	}
	return out
}

func TestEveryAlertHasItsRunbookAndEveryRunbookItsAlert(t *testing.T) {
	wanted := map[string]bool{}
	for _, a := range everyAlert() {
		wanted[a.Runbook("docs/runbooks")] = true
	}
	for _, runbook := range files(t, "docs/runbooks/*.md") {
		if !wanted[runbook.path] {
			t.Errorf("%s is about no alert", runbook.path)
		}
		delete(wanted, runbook.path)
		name := strings.TrimSuffix(path.Base(runbook.path), ".md")
		headings := matches(heading, runbook.prose())
		if !slices.Equal(headings, []string{name, "First look", "What to do"}) {
			t.Errorf("%s has the parts %q", runbook.path, headings)
		}
		if len(runbook.code()) == 0 || !strings.Contains(runbook.text, "\n- ") {
			t.Errorf("%s says no command or nothing to do", runbook.path)
		}
		if strings.Contains(runbook.text, "--user elastic") {
			t.Errorf("%s asks as the superuser, who is for emergencies; as operator is enough", runbook.path)
		}
	}
	for missing := range wanted {
		t.Errorf("%s is missing", missing)
	}
}

func TestTheTableOfAlertsIsComplete(t *testing.T) {
	rows := [][]string{{"alert", "severity", "when", "meaning"}}
	for _, a := range everyAlert() {
		wait := "at once"
		if a.For != "" {
			wait = "after " + a.For
		}
		name := "[`" + a.Name + "`](runbooks/" + a.Name + ".md)"
		rows = append(rows, []string{name, string(a.Severity), wait, strings.NewReplacer("{{ $labels.", "`", " }}", "`", "|", "\\|").Replace(a.Summary)})
	}
	hold(t, "docs/alerts.md", "alerts", table(rows))
}
