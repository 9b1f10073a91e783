package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testProject is a project with the test binary as its program, and a chart of
// each name whose source is a directory of the project.
func testProject(t *testing.T) project {
	t.Helper()
	directory := t.TempDir()
	stackFile := "config:\n  aws:region: eu-central-1\n  eks-elk:cluster:\n    publicAccessCidrs: [203.0.113.0/24]\n  eks-elk:charts:\n"
	for key, source := range defaultCharts().Each() {
		name := source.Name
		files := map[string]string{"values.yaml": "replicas: 1\n", "templates/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n"}
		if name == "elasticsearch" {
			files = map[string]string{"values.yaml": elasticsearchValues, "templates/a.yaml": elasticsearchTemplate}
		}
		write(t, filepath.Join(directory, "charts"), name, files)
		must(t, os.MkdirAll(filepath.Join(directory, "elk", "testdata"), 0o700))
		must(t, os.WriteFile(filepath.Join(directory, "elk", "testdata", name+".golden.yaml"), nil, 0o600))
		stackFile += "    " + key + ": {repository: " + filepath.Join(directory, "charts", name) + ", version: 1.0.0}\n"
	}
	must(t, os.WriteFile(filepath.Join(directory, "Pulumi.dev.yaml"), []byte(stackFile), 0o600))
	self, err := os.Executable()
	must(t, err)
	t.Setenv(asProgram, "run")
	t.Setenv("CHARTS_TEST_DIRECTORY", directory)
	return project{directory, self}
}

// charts runs the command on a project.
func charts(t *testing.T, in project, args ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	o, err := parseFlags(append([]string{"-schemas", schemasDirectory(t)}, args...), &out)
	must(t, err)
	err = run(o, in, &out)
	return out.String(), err
}

// schemasDirectory allows everything of the kinds used here.
func schemasDirectory(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	below := filepath.Join(directory, "v1.35.0-standalone-strict")
	must(t, os.MkdirAll(below, 0o700))
	for _, name := range []string{"service-v1", "statefulset-apps-v1", "deployment-apps-v1"} {
		must(t, os.WriteFile(filepath.Join(below, name+".json"), []byte(`{"type": "object"}`), 0o600))
	}
	return directory
}

func TestAStackWhoseChartsAgreePasses(t *testing.T) {
	in := testProject(t)
	n := 0
	for range defaultCharts().Each() {
		n++
	}
	if _, err := charts(t, in); err == nil || strings.Count(err.Error(), "has no list of keys; -update writes") != n {
		t.Errorf("without lists: %v", err)
	}
	if out, err := charts(t, in, "-update"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := charts(t, in, "-images")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, part := range []string{
		"elk/elasticsearch", "\nelastic:8\n",
		fmt.Sprintf("objects: %d, %[1]d of them decoded as Kubernetes types, %[1]d validated against schemas", n),
		"volumes: 1 of 30Gi, storage class gp3",
		// 700m of the init container and 4Gi, and two pods of CoreDNS.
		"requests: 900m CPU and 4236 Mi, of 7840m CPU and 29700 Mi on 2 nodes",
		"images: 1, 1 of them from the mirror where one is set",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
}

func TestWhatDoesNotAgreeIsNamed(t *testing.T) {
	in := testProject(t)
	if _, err := charts(t, in, "-update"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(t *testing.T)
		says   []string
	}{
		"a value the chart does not know":       {func(t *testing.T) { t.Setenv("CHARTS_TEST_VALUE", "misspelt") }, []string{"elasticsearch: chart elasticsearch 1.0.0 has no value misspelt"}},
		"a chart that the settings do not list": {func(t *testing.T) { t.Setenv("CHARTS_TEST_CHART", "metricbeat") }, []string{"metricbeat: chart ", "is not in settings/charts.go"}},
		"a volume of another class":             {func(t *testing.T) { t.Setenv("CHARTS_TEST_VALUE", "storageClass") }, []string{`elasticsearch: StatefulSet security-master has storage class "x", not "gp3"`}},
		"a value that misses the mirror":        {func(t *testing.T) { t.Setenv("CHARTS_TEST_VALUE", "image") }, []string{"image x, of elasticsearch: StatefulSet security-master does not come from the mirror"}},
		"a custom resource of the program's own": {func(t *testing.T) {
			t.Setenv("CHARTS_TEST_THING", "misspelt")
			definition := filepath.Join(in.directory, "charts", "prometheus-operator-crds", "templates", "crd.yaml")
			must(t, os.WriteFile(definition, []byte(crd), 0o600))
			t.Cleanup(func() { must(t, os.Remove(definition)) })
		}, []string{"the program: Thing thing: unknown field spec.misspelt"}},
		"a program that refuses": {func(t *testing.T) { t.Setenv(asProgram, "refuse") }, []string{"eks-elk:charts.logstash.repository is nothing"}},
		"a chart that is not there": {func(t *testing.T) {
			path := filepath.Join(in.directory, "charts", "kibana")
			must(t, os.Rename(path, path+"-gone"))
			t.Cleanup(func() { must(t, os.Rename(path+"-gone", path)) })
		}, []string{"chart kibana 1.0.0 cannot be read from " + filepath.Join(in.directory, "charts", "kibana"), "unpack the chart there"}},
		"a Kubernetes that the chart refuses": {func(t *testing.T) {
			file := map[string]string{"Chart.yaml": "apiVersion: v2\nname: logstash\nversion: 1.0.0\nkubeVersion: '<1.30.0'\n"}
			write(t, filepath.Join(in.directory, "charts"), "logstash", file)
			t.Cleanup(func() { write(t, filepath.Join(in.directory, "charts"), "logstash", map[string]string{}) })
		}, []string{"logstash: chart logstash 1.0.0 is for Kubernetes <1.30.0, not v1.35.0"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.change(t)
			_, err := charts(t, in)
			if err == nil {
				t.Fatal("passes")
			}
			for _, part := range c.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
		})
	}
}
