package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"

	"eks-elk/settings"
)

// asProgram makes the test binary a Pulumi program.
const asProgram = "CHARTS_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		pulumi.Run(testProgram)
		return
	}
	os.Exit(m.Run())
}

// defaultCharts returns the charts of a stack that sets none.
func defaultCharts() *settings.Charts {
	s, err := settings.Parse(settings.Source{Stack: "dev", Config: map[string]string{
		"aws:region": "eu-central-1", "eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`,
	}})
	if err != nil {
		panic(err)
	}
	return &s.Charts
}

// testProgram has a release of each chart, as the real program registers them, a
// Secret, a storage class and an add-on.
func testProgram(ctx *pulumi.Context) error {
	if os.Getenv(asProgram) == "refuse" {
		if err := ctx.Log.Error("eks-elk:charts.logstash.repository is nothing", nil); err != nil {
			return err
		}
		os.Exit(constant.ExitStatusLoggedError)
	}
	for token, inputs := range map[string]pulumi.Map{
		"kubernetes:core/v1:Secret": {
			"metadata":   pulumi.StringMap{"name": pulumi.String("tls"), "namespace": pulumi.String("elk")},
			"stringData": pulumi.ToSecret(pulumi.StringMap{"tls.crt": pulumi.String("certificate")}),
		},
		"kubernetes:storage.k8s.io/v1:StorageClass": {"metadata": pulumi.StringMap{"name": pulumi.String("gp3")}},
		"aws:eks/addon:Addon":                       {"addonName": pulumi.String("coredns")},
	} {
		if err := register(ctx, token, "one", inputs); err != nil {
			return err
		}
	}
	if spec := os.Getenv("CHARTS_TEST_THING"); spec != "" {
		if err := register(ctx, "kubernetes:example.com/v1:Thing", "thing", pulumi.Map{
			"apiVersion": pulumi.String("example.com/v1"), "kind": pulumi.String("Thing"),
			"metadata": pulumi.StringMap{"name": pulumi.String("thing"), "namespace": pulumi.String("elk")},
			"spec":     pulumi.StringMap{"size": pulumi.String("1Gi"), spec: pulumi.String("x")},
		}); err != nil {
			return err
		}
	}
	registry := ""
	if text := os.Getenv(pulumi.EnvConfig); strings.Contains(text, testMirror) {
		registry = testMirror + "/"
	}
	charts := filepath.Join(os.Getenv("CHARTS_TEST_DIRECTORY"), "charts")
	releases := map[string]pulumi.Map{
		"elasticsearch": {"image": pulumi.String(registry + "elastic:8"), "storageClass": pulumi.String("gp3"), "free": pulumi.Map{"any": pulumi.Int(1)}},
		"logstash":      {"replicas": pulumi.Int(2)},
	}
	for _, chart := range defaultCharts().Each() {
		if releases[chart.Name] == nil {
			releases[chart.Name] = pulumi.Map{}
		}
	}
	if extra := os.Getenv("CHARTS_TEST_CHART"); extra != "" {
		releases[extra] = pulumi.Map{}
	}
	for name, values := range releases {
		if extra := os.Getenv("CHARTS_TEST_VALUE"); extra != "" && name == "elasticsearch" {
			values[extra] = pulumi.String("x")
		}
		err := register(ctx, "kubernetes:helm.sh/v3:Release", name, pulumi.Map{
			"name": pulumi.String(name), "namespace": pulumi.String("elk"), "values": values,
			"chart": pulumi.String(filepath.Join(charts, name)), "version": pulumi.String("1.0.0"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func register(ctx *pulumi.Context, token, name string, inputs pulumi.Map) error {
	var made pulumi.CustomResourceState
	return ctx.RegisterResource(token, name, inputs, &made)
}

const elasticsearchValues = `
image: elastic:8
storageClass: ""
free: {}
`

// elasticsearchTemplate has one of everything that is looked at.
const elasticsearchTemplate = `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: security-master
spec:
  serviceName: security-master
  selector: {matchLabels: {app: es}}
  template:
    metadata: {labels: {app: es}}
    spec:
      volumes:
      - name: tls
        secret: {secretName: tls}
      initContainers:
      - {name: first, image: {{ .Values.image }}, resources: {requests: {cpu: 700m, memory: 100Mi}}}
      containers:
      - name: es
        image: {{ .Values.image }}
        resources: {requests: {cpu: 500m}, limits: {memory: 4Gi}}
        volumeMounts:
        - {name: tls, mountPath: /tls/tls.crt, subPath: tls.crt}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .Values.storageClass }}
      storageClassName: {{ . }}
      {{- end }}
      resources: {requests: {storage: 30Gi}}
`

// write makes a chart's directory.
func write(t *testing.T, directory, name string, files map[string]string) {
	t.Helper()
	if _, ok := files["Chart.yaml"]; !ok {
		files["Chart.yaml"] = "apiVersion: v2\nname: " + name + "\nversion: 1.0.0\n"
	}
	for file, text := range files {
		path := filepath.Join(directory, name, file)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// read loads a chart of some files.
func read(t *testing.T, files map[string]string) *chart.Chart {
	t.Helper()
	directory := t.TempDir()
	write(t, directory, "some", files)
	loaded, err := loader.LoadDir(filepath.Join(directory, "some"))
	must(t, err)
	return loaded
}

// objectsOf renders a template of its own.
func objectsOf(t *testing.T, templates ...string) []object {
	t.Helper()
	files := map[string]string{}
	for i, text := range templates {
		files["templates/"+string(rune('a'+i))+".yaml"] = text
	}
	on, err := capabilities("1.35.0")
	must(t, err)
	out, err := render(release{name: "some", namespace: "elk", values: map[string]any{}}, read(t, files), on)
	must(t, err)
	return out
}
