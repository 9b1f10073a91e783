package release_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/release"
	"eks-elk/settings"
)

var chart = settings.Chart{Name: "logstash", Repository: "https://charts.example.com", Version: "8.5.1"}

func install(t *testing.T, args release.Args) (*recorder.Resource, error) {
	t.Helper()
	args.Namespace, args.Timeout = "elk", 10*time.Minute
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		_, err := release.New(ctx, "logstash", &args)
		return err
	})
	return r.Find("kubernetes:helm.sh/v3:Release", "logstash"), r.Err
}

func TestEveryReleaseHasTheSameDefaults(t *testing.T) {
	made, err := install(t, release.Args{Chart: chart, Values: release.Values{"replicas": 1}})
	if err != nil {
		t.Fatal(err)
	}
	want := resource.NewPropertyMapFromMap(map[string]any{
		"name": "logstash", "namespace": "elk", "chart": "logstash", "version": "8.5.1",
		"repositoryOpts": map[string]any{"repo": "https://charts.example.com"},
		"timeout":        600, "atomic": true, "cleanupOnFail": true, "maxHistory": 5,
		"values": map[string]any{"replicas": 1},
	})
	// compat is the SDK's own mark on every Release.
	got := made.Inputs.Copy()
	delete(got, "compat")
	if diff := got.Diff(want); diff != nil {
		t.Errorf("inputs are %v", got)
	}
}

func TestAChartComesFromWhereItIsSaidToBe(t *testing.T) {
	local := directory(t, "name: logstash\nversion: 8.5.1\n")
	for repository, want := range map[string]string{
		"https://charts.example.com":        "logstash",
		"oci://registry.example.com/charts": "oci://registry.example.com/charts",
		local:                               local,
	} {
		made, err := install(t, release.Args{Chart: settings.Chart{Name: "logstash", Repository: repository, Version: "8.5.1"}})
		if err != nil {
			t.Fatalf("%s: %v", repository, err)
		}
		if got := made.Inputs["chart"].StringValue(); got != want {
			t.Errorf("%s: chart %q, not %q", repository, got, want)
		}
		if _, given := made.Inputs["repositoryOpts"]; given != strings.HasPrefix(repository, "https:") {
			t.Errorf("%s: repository options given: %v", repository, given)
		}
		if made.Inputs["version"].StringValue() != "8.5.1" {
			t.Errorf("%s: version is not pinned", repository)
		}
	}
}

// directory makes a local chart.
func directory(t *testing.T, chartYAML string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Chart.yaml"), []byte(chartYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRefusesADirectoryThatIsNotTheChart(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "nowhere")
	for name, c := range map[string]struct{ directory, says string }{
		"missing":        {missing, "does not exist"},
		"empty":          {t.TempDir(), "holds no Chart.yaml"},
		"not YAML":       {directory(t, "name: [\n"), "not YAML"},
		"other chart":    {directory(t, "name: kibana\nversion: 8.5.1\n"), `holds chart "kibana"`},
		"other version":  {directory(t, "name: logstash\nversion: 8.5.0\n"), `holds version "8.5.0"`},
		"version is bad": {directory(t, "name: logstash\n"), `holds version ""`},
	} {
		made, err := install(t, release.Args{Chart: settings.Chart{Name: "logstash", Repository: c.directory, Version: "8.5.1"}})
		if err == nil || made != nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		for _, part := range []string{"release logstash", "chart logstash 8.5.1", c.directory, c.says, "unpack version 8.5.1"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", name, err, part)
			}
		}
	}
}

// A packed chart carries its dependencies, and a checkout of its source does not.
func TestRefusesADirectoryWithoutTheSubcharts(t *testing.T) {
	dir := directory(t, "name: stack\nversion: 1.0.0\ndependencies: [{name: grafana}, {name: exporter}]\n")
	chart := settings.Chart{Name: "stack", Repository: dir, Version: "1.0.0"}
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
	if err := release.CheckSource(chart); err == nil || !strings.Contains(err.Error(), "lacks grafana, exporter in charts/; run helm dependency build") {
		t.Errorf("without subcharts: %v", err)
	}
	put("grafana/Chart.yaml")
	if err := release.CheckSource(chart); err == nil || !strings.Contains(err.Error(), "lacks exporter in charts/") {
		t.Errorf("with one of two: %v", err)
	}
	put("exporter-1.2.3.tgz")
	if err := release.CheckSource(chart); err != nil {
		t.Errorf("with both: %v", err)
	}
}

func TestEveryMissingChartIsNamedAtOnce(t *testing.T) {
	at := func(name string) settings.Chart {
		return settings.Chart{Name: name, Repository: "/nowhere/" + name, Version: "1.0.0"}
	}
	err := release.CheckSources(settings.Charts{
		Elasticsearch: at("elasticsearch"), Logstash: at("logstash"), Kibana: at("kibana"),
		PrometheusOperatorCRDs: at("prometheus-operator-crds"), KubePrometheusStack: at("kube-prometheus-stack"),
		ElasticsearchExporter: at("prometheus-elasticsearch-exporter"),
	})
	if err == nil || strings.Count(err.Error(), "does not exist") != 6 {
		t.Errorf("%v", err)
	}
}
