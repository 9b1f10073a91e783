package alerts

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/alerts"
)

// testCase is one of alerts/testdata/cases.yaml, which says what each field is.
type testCase struct {
	Alert    string            `yaml:"alert"`
	Interval string            `yaml:"interval"`
	End      string            `yaml:"end"`
	Series   map[string]string `yaml:"series"`
	Silent   []string          `yaml:"silent"`
	Fires    []string          `yaml:"fires"`
	Labels   map[string]string `yaml:"labels"`
	Value    string            `yaml:"value"`
}

func readCases(t *testing.T) []testCase {
	t.Helper()
	text, err := os.Open("../../alerts/testdata/cases.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	decoder := yaml.NewDecoder(text)
	decoder.KnownFields(true)
	var out []testCase
	if err := decoder.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// id is how cases name an alert.
func id(a alerts.Alert) string { return a.Name + " " + string(a.Severity) }

// casesOf returns the cases of an alert.
func casesOf(t *testing.T, all []testCase, a alerts.Alert) []testCase {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(all), func(c testCase) bool {
		matches, err := path.Match(c.Alert, id(a))
		if err != nil {
			t.Fatal(err)
		}
		return !matches
	})
}

// The form of promtool's tests
// (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/).
type (
	testFile struct {
		RuleFiles          []string    `yaml:"rule_files"`
		EvaluationInterval string      `yaml:"evaluation_interval"`
		Tests              []testGroup `yaml:"tests"`
	}
	testGroup struct {
		Interval      string          `yaml:"interval"`
		InputSeries   []inputSeries   `yaml:"input_series"`
		AlertRuleTest []alertRuleTest `yaml:"alert_rule_test"`
	}
	inputSeries struct {
		Series string `yaml:"series"`
		Values string `yaml:"values"`
	}
	alertRuleTest struct {
		EvalTime  string     `yaml:"eval_time"`
		Alertname string     `yaml:"alertname"`
		ExpAlerts []expected `yaml:"exp_alerts"`
	}
	expected struct {
		Labels      map[string]string `yaml:"exp_labels"`
		Annotations map[string]string `yaml:"exp_annotations"`
	}
)

// tests are promtool's of a case of an alert.
func (c testCase) tests(a alerts.Alert) testGroup {
	out := testGroup{Interval: c.interval()}
	for _, series := range slices.Sorted(maps.Keys(c.Series)) {
		out.InputSeries = append(out.InputSeries, inputSeries{series, c.Series[series]})
	}
	labels := map[string]string{"severity": string(a.Severity)}
	maps.Copy(labels, c.Labels)
	if a.Namespace != "" {
		labels["namespace"] = a.Namespace
	}
	annotations := map[string]string{
		"summary": c.filled(a.Summary), "description": c.filled(a.Description), "runbook_url": a.Runbook(runbooks),
	}
	for _, at := range c.Silent {
		out.AlertRuleTest = append(out.AlertRuleTest, alertRuleTest{at, a.Name, nil})
	}
	for _, at := range c.Fires {
		out.AlertRuleTest = append(out.AlertRuleTest, alertRuleTest{at, a.Name, []expected{{labels, annotations}}})
	}
	return out
}

func (c testCase) interval() string {
	if c.Interval != "" {
		return c.Interval
	}
	return "1m"
}

// filled puts labels and the value into a template that holds nothing else.
func (c testCase) filled(text string) string {
	for name, value := range c.Labels {
		text = strings.ReplaceAll(text, "{{ $labels."+name+" }}", value)
	}
	return strings.ReplaceAll(text, `{{ printf "%.1f" $value }}`, c.Value)
}

// writeTest writes an alert, which may be a mutant of the one that the cases are of,
// and its cases, one file for each end and interval. It returns the files.
func writeTest(t *testing.T, directory, name string, a, mutant alerts.Alert, cases []testCase) []string {
	t.Helper()
	var out []string
	for i, c := range cases {
		base := fmt.Sprintf("%s-%d", name, i)
		write(t, filepath.Join(directory, base+".rules.yaml"), file{[]group{{"a", []rule{ruleOf(t, mutant, c.End)}}}})
		path := filepath.Join(directory, base+".yaml")
		write(t, path, testFile{[]string{base + ".rules.yaml"}, c.interval(), []testGroup{c.tests(a)}})
		out = append(out, path)
	}
	return out
}

func TestEveryAlertFiresWhenItShouldAndOnlyThen(t *testing.T) {
	all, used := readCases(t), map[string]bool{}
	directory := t.TempDir()
	for _, g := range alerts.Groups(stack) {
		for _, a := range g.Alerts {
			t.Run(id(a), func(t *testing.T) {
				cases, fires, silent := casesOf(t, all, a), 0, 0
				for _, c := range cases {
					used[c.Alert] = true
					fires, silent = fires+len(c.Fires), silent+len(c.Silent)
				}
				if fires == 0 || silent == 0 {
					t.Fatalf("it has %d cases in which it fires and %d in which it is silent", fires, silent)
				}
				files := writeTest(t, directory, strings.ReplaceAll(id(a), " ", "-"), a, a, cases)
				if said, ok := promtool(t, append([]string{"test", "rules"}, files...)...); !ok {
					t.Error(said)
				}
			})
		}
	}
	for _, c := range all {
		if !used[c.Alert] {
			t.Errorf("there is no alert %s, of which cases.yaml has a case", c.Alert)
		}
	}
}
