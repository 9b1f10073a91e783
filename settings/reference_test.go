package settings

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// file is a stack file: paths of settings to values.
type file map[string]any

// config is the file as the engine passes it.
func (f file) config(t *testing.T) map[string]string {
	t.Helper()
	root := map[string]any{}
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if f[path] == nil {
			continue
		}
		levels := strings.Split(path, ".")
		at := root
		for _, level := range levels[:len(levels)-1] {
			if at[level] == nil {
				at[level] = map[string]any{}
			}
			at = at[level].(map[string]any)
		}
		at[levels[len(levels)-1]] = f[path]
	}
	out := map[string]string{}
	for key, value := range root {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		out[key] = string(text)
	}
	return out
}

// secret are the keys of the file below which there is a credential.
func (f file) secret() []string {
	var out []string
	for _, key := range Reference() {
		if key.Secret && f[key.Path] != nil {
			out = append(out, fileKey(key.Path))
		}
	}
	return out
}

// around is the least stack file in which a setting means something.
func around(key Key) file {
	f := file{"eks-elk:cluster.publicAccessCidrs": []string{"1.2.3.4/32"}}
	switch key.Path {
	case "eks-elk:cluster.context", "eks-elk:cluster.storageClass":
		f = file{"eks-elk:cluster.kubeconfig": "two-contexts"}
	case "eks-elk:cluster.kubeconfig":
		return file{}
	}
	if strings.Contains(key.Path, anyName) {
		f["eks-elk:nodeGroups.big"] = map[string]any{"disk": "60Gi"}
	}
	return f
}

// concrete puts a name in the place of one that the user chooses.
func concrete(path string) string { return strings.ReplaceAll(path, anyName, "big") }

func TestTheReferenceSaysEverythingOfEachSetting(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range Reference() {
		if key.Allowed == "" || key.Meaning == "" || key.Example == nil || key.Schema == nil || seen[key.Path] ||
			strings.ContainsAny(key.Allowed+key.Meaning+key.Default, "\n|") {
			t.Errorf("%+v", key)
		}
		if r := key.Meaning[0]; r < 'A' || r > 'Z' {
			t.Errorf("%s: the meaning begins with %q", key.Path, key.Meaning)
		}
		seen[key.Path] = true
	}
}

func TestDefaultsAreValuesOneMayWrite(t *testing.T) {
	for _, key := range Reference() {
		if key.Default == "" || strings.Contains(key.Path, anyName) || strings.Contains(key.Default, "<") {
			continue
		}
		without := around(key)
		with := maps.Clone(without)
		with[key.Path] = key.Default
		if inside, isList := strings.CutPrefix(key.Default, "["); isList {
			with[key.Path] = strings.FieldsFunc(strings.TrimSuffix(inside, "]"), func(r rune) bool { return r == ',' || r == ' ' })
		}
		if got, want := mustParse(t, with.config(t)), mustParse(t, without.config(t)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the default written out gives\n%+v\nwant\n%+v", key.Path, got, want)
		}
	}
}

func TestEveryExampleIsAllowedAndReachesItsField(t *testing.T) {
	for _, key := range Reference() {
		before := around(key)
		if key.Path != "eks-elk:cluster.endpointPublicAccess" && !key.Together { // whose example stands in place of the other
			maps.Copy(before, key.Beside)
		}
		after := maps.Clone(before)
		maps.Copy(after, key.Beside)
		delete(after, "eks-elk:nodeGroups.big")
		after[concrete(key.Path)] = key.Example
		if key.Path == "eks-elk:cluster.kubeconfig" {
			after = file{key.Path: "two-contexts"}
			before = file{"eks-elk:cluster.publicAccessCidrs": []string{"1.2.3.4/32"}}
		}
		got, want := mustParse(t, after.config(t), after.secret()...), mustParse(t, before.config(t), before.secret()...)
		if got.Warnings, want.Warnings = nil, nil; reflect.DeepEqual(got, want) {
			t.Errorf("%s = %v changes no field", key.Path, key.Example)
		}
	}
}

func TestChartsEachYieldsEveryChartOnce(t *testing.T) {
	var c Charts
	fields := map[*Chart]bool{}
	for name, chart := range c.Each() {
		if fields[chart] || name == "" {
			t.Errorf("%s comes twice", name)
		}
		fields[chart] = true
	}
	want := 0
	for i := range reflect.TypeFor[Charts]().NumField() {
		if reflect.TypeFor[Charts]().Field(i).Type == reflect.TypeFor[Chart]() {
			want++
		}
	}
	if len(fields) != want {
		t.Errorf("Each yields %d charts, Charts has %d", len(fields), want)
	}
}
