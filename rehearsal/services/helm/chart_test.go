package helm

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAChartIsKnownByWhateverNamesIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ours")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Chart.yaml"), []byte("name: elasticsearch\nversion: 8.5.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for reference, want := range map[string]string{
		"elasticsearch":                       "elasticsearch",
		"oci://ghcr.io/acme/elasticsearch":    "elasticsearch",
		"./charts/elasticsearch":              "elasticsearch", // not there: its name is all that is known
		"/charts/elasticsearch-8.5.1.tgz":     "elasticsearch",
		"prometheus-elasticsearch-exporter":   "prometheus-elasticsearch-exporter",
		"elasticsearch-ours":                  "elasticsearch-ours",
		dir:                                   "elasticsearch",
		filepath.Join(dir, "charts", "other"): "other",
	} {
		if got := chartName(reference); got != want {
			t.Errorf("%s is taken for %s, want %s", reference, got, want)
		}
	}
}
