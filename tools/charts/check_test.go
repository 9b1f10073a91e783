package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shapeProblems returns the problems that checkShapes finds, with or without
// schemas.
func shapeProblems(t *testing.T, schemas, version string, objects []object) []string {
	t.Helper()
	c := &checker{options: &options{schemas: schemas}, version: version, out: &strings.Builder{}}
	must(t, c.checkShapes(objects))
	var out []string
	for _, p := range c.problems {
		if !strings.HasPrefix(p.Error(), "-schemas ") {
			out = append(out, p.Error())
		}
	}
	return out
}

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

// schemasOf makes a directory with the schema of a Service and a ConfigMap.
func schemasOf(t *testing.T, version string) string {
	t.Helper()
	directory := t.TempDir()
	below := filepath.Join(directory, "v"+version+"-standalone-strict")
	must(t, os.MkdirAll(below, 0o700))
	for _, name := range []string{"service-v1.json", "configmap-v1.json"} {
		must(t, os.WriteFile(filepath.Join(below, name), []byte(`{"type": "object", "additionalProperties": false,
			"properties": {"apiVersion": {}, "kind": {}, "metadata": {}, "data": {"type": "object", "additionalProperties": {"type": "string"}}}}`), 0o600))
	}
	return directory
}

func TestNothingUnknownPasses(t *testing.T) {
	none := t.TempDir()
	for name, c := range map[string]struct{ schemas, object, says string }{
		"unknown field":      {none, configMap + "spec: {}\n", `unknown field "spec"`},
		"wrong type":         {none, configMap + "data: {a: 1}\n", "cannot unmarshal number"},
		"unknown kind":       {none, "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n", "kind example.com/v1 Thing is unknown"},
		"deprecated":         {none, "apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n", "v1 is deprecated since Kubernetes 1.33"},
		"gone":               {none, "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n", "policy/v1beta1 was removed in Kubernetes 1.25"},
		"not in the schema":  {schemasOf(t, "1.35.0"), configMap + "immutable: true\n", "additional properties 'immutable' not allowed"},
		"no schema for kind": {schemasOf(t, "1.35.0"), "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n", "could not find schema for Secret"},
	} {
		got := shapeProblems(t, c.schemas, "1.35", objectsOf(t, c.object))
		if !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.says) && strings.Contains(p, " a: ") }) {
			t.Errorf("%s: %v does not say %q", name, got, c.says)
		}
	}
	if got := shapeProblems(t, schemasOf(t, "1.35.0"), "1.35", objectsOf(t, configMap+"data: {a: b}\n")); got != nil {
		t.Errorf("a good object: %v", got)
	}
	if got := shapeProblems(t, schemasOf(t, "1.32.0"), "1.32", objectsOf(t, "apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n")); slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, "deprecated") }) {
		t.Errorf("Endpoints of Kubernetes 1.32: %v", got)
	}
}

func TestSchemasThatAreNamedAndMissingAreAProblem(t *testing.T) {
	out := &strings.Builder{}
	c := &checker{options: &options{schemas: schemasOf(t, "1.35.0")}, version: "1.34", out: out}
	must(t, c.checkShapes(objectsOf(t, configMap)))
	if len(c.problems) != 1 || !strings.Contains(c.problems[0].Error(), "has none of Kubernetes 1.34") {
		t.Errorf("%v", c.problems)
	}
	if !strings.Contains(out.String(), "its own kinds were only decoded") {
		t.Errorf("%s", out)
	}
}

const crd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            required: [size]
            properties:
              size: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              properties: {type: string}
              maybe: {type: string, nullable: true}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}
              labels: {type: object, additionalProperties: {type: string}}
              list: {type: array, items: {type: object, properties: {a: {type: string}}}}
`

func TestCustomResourcesAreCheckedAgainstTheirDefinitions(t *testing.T) {
	thing := "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: "
	good := "{size: 1Gi, properties: x, maybe: null, free: {b: 1}, labels: {x: z}, list: [{a: b}]}"
	if got := shapeProblems(t, t.TempDir(), "1.35", objectsOf(t, crd, thing+good)); got != nil {
		t.Errorf("a good one: %v", got)
	}
	for spec, says := range map[string]string{
		"{size: 1, other: 1}":        "unknown field spec.other",
		"{}":                         "spec.size: Required value",
		"{size: true}":               "spec.size: Invalid value",
		"{size: 1, labels: {x: 1}}":  "spec.labels.x: Invalid value",
		"{size: 1, list: [{b: c}]}":  "unknown field spec.list[0].b",
		"{size: 1, free: {a: 1}}":    "spec.free.a: Invalid value",
		"{size: 1, properties: [1]}": "spec.properties: Invalid value",
	} {
		got := shapeProblems(t, t.TempDir(), "1.35", objectsOf(t, crd, thing+spec))
		if len(got) != 1 || !strings.Contains(got[0], says) {
			t.Errorf("%s: %v does not say %q", spec, got, says)
		}
	}
}

func TestADuplicateKeyIsAnError(t *testing.T) {
	on, err := capabilities("1.35.0")
	must(t, err)
	c := read(t, map[string]string{"templates/a.yaml": configMap + "data: {a: b}\ndata: {c: d}\n"})
	if _, err := render(release{name: "some", namespace: "elk", values: map[string]any{}}, c, on); err == nil {
		t.Error("rendered")
	}
}

func TestImagesAreFoundWhereverTheyAreNamed(t *testing.T) {
	objects := objectsOf(t, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: operator}
spec:
  template:
    spec:
      initContainers: [{name: a, image: mirror.example.com/images/init:1}]
      containers:
      - name: b
        image: quay.io/operator:1
        args: ["--prometheus-config-reloader=quay.io/reloader:1", "--thanos-default-base-image=mirror.example.com/images/thanos:1", "--log-level=info", "--config=/etc/x"]
`, `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: prometheus}
spec: {image: "mirror.example.com/imagesandmore/prometheus:3"}
`)
	if got := len(images(objects)); got != 5 {
		t.Errorf("%d images: %v", got, images(objects))
	}
	want := []string{"mirror.example.com/imagesandmore/prometheus:3, of some: Prometheus prometheus", "quay.io/operator:1, of some: Deployment operator", "quay.io/reloader:1, of some: Deployment operator"}
	if got := outside(objects, "mirror.example.com/images"); !slices.Equal(got, want) {
		t.Errorf("outside %v", got)
	}
}
