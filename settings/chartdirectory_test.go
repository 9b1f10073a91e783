package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRefusesADirectoryThatIsNotTheChart(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "nowhere")
	for name, c := range map[string]struct{ directory, says string }{
		"missing":        {missing, "does not exist"},
		"empty":          {t.TempDir(), "has no readable Chart.yaml"},
		"not YAML":       {directory(t, "name: [\n"), "not YAML"},
		"other chart":    {directory(t, "name: kibana\nversion: 8.5.1\n"), `holds chart "kibana"`},
		"other version":  {directory(t, "name: logstash\nversion: 8.5.0\n"), `holds version "8.5.0"`},
		"version is bad": {directory(t, "name: logstash\n"), `holds version ""`},
	} {
		_, err := parse(with("eks-elk:charts", fmt.Sprintf(`{"logstash": {"repository": %q}}`, c.directory)))
		if err == nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		for _, part := range []string{"eks-elk:charts.logstash.repository is ", c.says, "unpack version 8.5.1 of chart logstash"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", name, err, part)
			}
		}
	}
}

// A packed chart carries its dependencies, and a checkout of its source does not.
func TestRefusesADirectoryWithoutTheSubcharts(t *testing.T) {
	dir := directory(t, "name: kibana\nversion: 7.17.3\ndependencies: [{name: grafana}, {name: exporter}]\n")
	check := func() error {
		_, err := parse(with("eks-elk:charts", fmt.Sprintf(`{"kibana": {"repository": %q}}`, dir)))
		return err
	}
	put := func(file string) {
		t.Helper()
		path := filepath.Join(dir, "charts", file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("grafana-extra/Chart.yaml")
	if err := check(); err == nil || !strings.Contains(err.Error(), "lacks grafana, exporter in charts/; run helm dependency build") {
		t.Errorf("without subcharts: %v", err)
	}
	put("grafana/Chart.yaml")
	if err := check(); err == nil || !strings.Contains(err.Error(), "lacks exporter in charts/") {
		t.Errorf("with one of two: %v", err)
	}
	put("exporter-1.2.3.tgz")
	if err := check(); err != nil {
		t.Errorf("with both: %v", err)
	}
}

// directory is a new one with a Chart.yaml in it.
func directory(t *testing.T, chart string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Chart.yaml"), []byte(chart), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
