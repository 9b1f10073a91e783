package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestKeysAreThoseOfValuesTemplatesAndSubcharts(t *testing.T) {
	c := read(t, map[string]string{
		"Chart.yaml": "apiVersion: v2\nname: some\nversion: 1.0.0\ndependencies: [{name: below, version: 2.0.0}]\n",
		"values.yaml": `
scalar: 1
nothing:
emptyMap: {}
emptyList: []
list: [a]
nested: {one: true, two: {three: x}}
whole: {requests: {cpu: 1}}
looked: {at: 1}
ranged: {a: {b: 1}}
inWith: {given: 1}
below: {fromAbove: 1}
global: {shared: ""}
`,
		"templates/a.yaml": `
{{/* .Values.inAComment */}}
{{- if .Values.looked }}{{ end }}
a: {{ .Values.onlyInTemplate.deep }}
b: {{ index .Values "dotted.name" "x" }}
{{- with .Values.whole }}
{{- if .limits }}
a: b
{{- end }}
c: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.inWith }}
d: {{ .below }}
{{- end }}
{{- range $key, $value := .Values.ranged }}
e: {{ $value.notAKey }}
{{- end }}`,
		"templates/_helpers.tpl":        `{{- define "some.name" }}{{ default "x" $.Values.inHelper | quote }}{{ end }}`,
		"charts/below/Chart.yaml":       "apiVersion: v2\nname: below\nversion: 2.0.0\n",
		"charts/below/values.yaml":      "own: 1\nglobal: {shared: null, other: 1}\n",
		"charts/below/templates/b.yaml": "a: {{ .Values.secret }}{{ .Values.global.fromBelow }}",
	})
	want := []string{
		"below.fromAbove", "below.own", "below.secret.*", "dotted.name.x.*", "emptyList.*", "emptyMap.*",
		"global.fromBelow.*", "global.other", "global.shared", "inHelper.*", "inWith.below.*", "inWith.given", "list", "looked.at",
		"nested.one", "nested.two.three", "nothing.*", "onlyInTemplate.deep.*", "ranged.*", "scalar", "whole.*",
	}
	got, err := listKeys(c)
	must(t, err)
	if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, want) {
		t.Errorf("keys\n %v\nwant\n %v", keys, want)
	}
	if !strings.HasPrefix(got.text(c), "# Value keys of chart some 1.0.0 with below 2.0.0. ") {
		t.Errorf("%.80q", got.text(c))
	}
	values := map[string]any{
		"scalar": 2, "nested": map[string]any{"two": map[string]any{"three": "y", "four": 4}, "five": map[string]any{}},
		"whole": map[string]any{"anything": map[string]any{"at": "all"}}, "misspelt": map[string]any{"deep": true},
		"below": map[string]any{"own": 2, "other": 3}, "list": []any{map[string]any{"a": 1}},
	}
	if got := got.unknownIn(values); !slices.Equal(got, []string{"below.other", "misspelt.deep", "nested.five", "nested.two.four"}) {
		t.Errorf("unknown: %v", got)
	}
	if got := got.unknownIn(map[string]any{}); got != nil {
		t.Errorf("unknown in no values: %v", got)
	}
}

func TestAListReplacesThatOfAnotherVersion(t *testing.T) {
	directory := t.TempDir()
	c := read(t, map[string]string{"values.yaml": "a: 1\nb: 2\n"})
	old := filepath.Join(directory, "monitoring", "testdata", "some-0.9.0.keys")
	must(t, os.MkdirAll(filepath.Dir(old), 0o700))
	must(t, os.WriteFile(old, nil, 0o600))
	path, err := file(directory, c)
	must(t, err)
	known, err := listKeys(c)
	must(t, err)
	must(t, known.write(path, c))
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the list of another version stays: %v", err)
	}
	if d, err := known.difference(path); err != nil || d != nil {
		t.Errorf("%v, %v", d, err)
	}
	if d, err := (keys{"a": true, "c": true}).difference(path); err != nil || !slices.Equal(d, []string{"+ c", "- b"}) {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := file(t.TempDir(), c); err == nil || !strings.Contains(err.Error(), "create an empty file testdata/some-1.0.0.keys") {
		t.Errorf("%v", err)
	}
}

func TestEveryChartOfADefaultStackHasItsListOfKeys(t *testing.T) {
	for _, each := range defaultCharts().Each() {
		c := read(t, map[string]string{"Chart.yaml": "apiVersion: v2\nname: " + each.Name + "\nversion: " + each.Version + "\n"})
		path, err := file(filepath.Join("..", ".."), c)
		must(t, err)
		text, err := os.ReadFile(path)
		must(t, err)
		if want := "# Value keys of chart " + each.Name + " " + each.Version; !strings.HasPrefix(string(text), want) {
			t.Errorf("%s begins %.60q", path, text)
		}
		if n := strings.Count(string(text), "\n"); n < 10 {
			t.Errorf("%s lists %d keys", path, n)
		}
	}
}

// Kubernetes' own kinds are decoded as types of one version, which should be
// that of a new cluster; Helm is to be the one in the Kubernetes provider.
func TestPinsAreThoseOfTheStack(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	must(t, err)
	minor := strings.TrimPrefix(defaultOf("eks-elk:cluster.version"), "1.")
	for _, want := range []string{"k8s.io/api v0." + minor + ".", "k8s.io/apiextensions-apiserver v0." + minor + ".", "helm.sh/helm/v3 v3.11.3\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("go.mod does not require %s", want)
		}
	}
}
