package pulumitest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"eks-elk/kube"
)

// CheckValues compares the values of each release with testdata/<chart>.golden.yaml.
func CheckValues(t testing.TB, releases []kube.Release) {
	t.Helper()
	for _, r := range releases {
		if r.Values != nil {
			CheckGolden(t, "testdata/"+r.Chart.Name+".golden.yaml", asYAML(t, r.Values))
		}
	}
}

// CheckKeys fails for every value of a release that its chart does not know, by
// testdata/<chart>-<version>.keys.
func CheckKeys(t testing.TB, releases []kube.Release) {
	t.Helper()
	for _, r := range releases {
		keys := ReadKeys(t, fmt.Sprintf("testdata/%s-%s.keys", r.Chart.Name, r.Chart.Version))
		if unknown := keys.Unknown(r.Values); len(unknown) > 0 && r.Values != nil {
			t.Errorf("chart %s %s has no value %v", r.Chart.Name, r.Chart.Version, unknown)
		}
		misspelt := kube.Values{"misspelt": kube.Values{"deep": true}}
		if unknown := keys.Unknown(misspelt); !slices.Equal(unknown, []string{"misspelt.deep"}) {
			t.Errorf("chart %s: a misspelt value is seen as %v", r.Chart.Name, unknown)
		}
	}
}

// CheckSecrets fails for every Secret or key that the values of a release name
// and the program does not make in the release's namespace before it.
func CheckSecrets(t testing.TB, namespace string, releases []kube.Release, secrets map[string][]string) {
	t.Helper()
	found := 0
	for _, r := range releases {
		before := slices.Clone(r.After)
		Walk(r.Values, func(_ string, v any) {
			if sums, ok := v.(kube.Checksums); ok {
				before = slices.AppendSeq(before, maps.Values(sums))
			}
		})
		for _, ref := range References(r.Values) {
			found++
			keys, ok := secrets[namespace+"/"+ref.Secret]
			switch {
			case !ok:
				t.Errorf("%s: %s names Secret %s, which nothing makes in %s", r.Name, ref.At, ref.Secret, namespace)
			case ref.Key != "" && !slices.Contains(keys, ref.Key):
				t.Errorf("%s: %s names key %q of Secret %s, which has %v", r.Name, ref.At, ref.Key, ref.Secret, keys)
			case !slices.Contains(before, ref.Secret):
				t.Errorf("%s: %s names Secret %s, for which it does not wait", r.Name, ref.At, ref.Secret)
			}
		}
	}
	if found == 0 {
		t.Error("no values name a Secret")
	}
}

// Values returns the values of the release of that name.
func Values(t testing.TB, releases []kube.Release, name string) kube.Values {
	t.Helper()
	at := slices.IndexFunc(releases, func(r kube.Release) bool { return r.Name == name })
	if at < 0 {
		t.Fatalf("no release %s", name)
	}
	return releases[at].Values
}
