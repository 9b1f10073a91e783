package settings

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// concrete puts a name in the place of one the user chooses.
func concrete(path string) string { return strings.ReplaceAll(path, anyName, "big") }

func TestTheReferenceHoldsEverySettingThatIsRead(t *testing.T) {
	read := map[string]bool{}
	for _, config := range []map[string]string{
		with("eks-elk:nodeGroups", `{"big": {}}`),
		{"eks-elk:cluster": `{"kubeconfig": "x"}`},
	} {
		r := newReader(Source{Stack: "dev", Config: config, Now: today})
		s := &Settings{}
		r.text(kubeconfigKey)
		loadExisting(r, &s.Cluster)
		loadAWS(r, &s.AWS)
		loadCluster(r, s)
		loadNetwork(r, s)
		loadNodes(r, s)
		loadELK(r, &s.ELK)
		loadMonitoring(r, &s.Monitoring)
		loadCharts(r, &s.Charts)
		loadCerts(r, &s.Certs)
		for path := range r.read {
			read[path] = true
		}
	}
	known := map[string]bool{}
	for _, key := range Reference() {
		known[concrete(key.Path)] = true
		if !read[concrete(key.Path)] {
			t.Errorf("%s is in the reference and nothing reads it", key.Path)
		}
	}
	for path := range read {
		if !known[path] {
			t.Errorf("%s is read and not in the reference", path)
		}
	}
}

func TestTheReferenceSaysEverythingOfEachSetting(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range Reference() {
		if key.Allowed == "" || key.Meaning == "" || seen[key.Path] || strings.ContainsAny(key.Allowed+key.Meaning+key.Default, "\n|") {
			t.Errorf("%+v", key)
		}
		if r := key.Meaning[0]; r < 'A' || r > 'Z' {
			t.Errorf("%s: the meaning begins with %q", key.Path, key.Meaning)
		}
		seen[key.Path] = true
	}
	Reference()[0].Path = "changed"
	if Reference()[0].Path == "changed" {
		t.Error("a caller changed the reference")
	}
}

func TestDefaultsAreValuesOneMayWrite(t *testing.T) {
	want := mustParse(t, least())
	for _, key := range Reference() {
		if key.Default == "" || strings.Contains(key.Path, anyName) || strings.Contains(key.Default, "<") || strings.HasPrefix(key.Path, "aws:") {
			continue
		}
		value := `"` + key.Default + `"`
		if list, ok := strings.CutPrefix(key.Default, "["); ok {
			elements := strings.Split(strings.TrimSuffix(list, "]"), ", ")
			value = `["` + strings.Join(elements, `", "`) + `"]`
			if list == "]" {
				value = "[]"
			}
		}
		parts := levels(key.Path)
		for _, name := range slices.Backward(parts[1:]) {
			value = `{"` + name + `": ` + value + `}`
		}
		if parts[0] == "eks-elk:cluster" {
			value = cluster(strings.TrimSuffix(strings.TrimPrefix(value, "{"), "}"))
		}
		got, err := parse(with(parts[0], value))
		if err != nil {
			t.Errorf("%s: %v", key.Path, err)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %s is not what one gets without it", key.Path, value)
		}
	}
}
