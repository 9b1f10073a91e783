package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"eks-elk/settings"
)

// packed is a chart as repositories and registries hold it.
func packed(t *testing.T, c *chart.Chart) []byte {
	t.Helper()
	file, err := chartutil.Save(c, t.TempDir())
	must(t, err)
	text, err := os.ReadFile(file)
	must(t, err)
	return text
}

func TestAChartIsReadFromARepository(t *testing.T) {
	archive := packed(t, read(t, map[string]string{"values.yaml": "a: 1\n"}))
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/repo/index.yaml":
			fmt.Fprintf(w, "apiVersion: v1\nentries:\n  some:\n  - {version: 1.0.0, name: some, apiVersion: v2, urls: [files/some-1.0.0.tgz]}\n  - {version: 0.9.0, name: some, apiVersion: v2, urls: ['https://%s/gone.tgz']}\n", r.Host)
		case "/repo/files/some-1.0.0.tgz":
			_, _ = w.Write(archive)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	defer func(old *http.Transport) { transport = old }(transport)
	transport = server.Client().Transport.(*http.Transport)

	from := settings.Chart{Name: "some", Repository: server.URL + "/repo", Version: "1.0.0"}
	loaded, err := load("", from)
	if err != nil || loaded.Values["a"] == nil {
		t.Fatalf("%v", err)
	}
	for name, c := range map[string]struct {
		change func(*settings.Chart)
		says   string
	}{
		"other version": {func(c *settings.Chart) { c.Version = "1.0.1" }, `chart "some" version "1.0.1" not found in `},
		"archive gone":  {func(c *settings.Chart) { c.Version = "0.9.0" }, "404 Not Found"},
		"other chart":   {func(c *settings.Chart) { c.Name = "none" }, `chart "none" version "1.0.0" not found in `},
		"no index":      {func(c *settings.Chart) { c.Repository = server.URL }, "404 Not Found"},
		"no server":     {func(c *settings.Chart) { c.Repository = "https://127.0.0.1:1" }, "connection refused"},
	} {
		from := from
		c.change(&from)
		namesAll(t, name, from, c.says)
	}
}

// namesAll checks that an error names the chart, the source, the reason, and what
// to do.
func namesAll(t *testing.T, name string, from settings.Chart, why string) {
	t.Helper()
	_, err := load("", from)
	if err == nil {
		t.Errorf("%s: read", name)
		return
	}
	for _, part := range []string{"chart " + from.Name + " " + from.Version, from.Repository, why, "or name ", "in eks-elk:charts"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %q does not say %q", name, err, part)
		}
	}
}

func TestAChartIsReadFromARegistry(t *testing.T) {
	config := []byte(`{"name":"some","version":"1.0.0","apiVersion":"v2"}`)
	blobs := map[string][]byte{}
	put := func(content []byte, media string) map[string]any {
		digest := fmt.Sprintf("sha256:%x", sha256.Sum256(content))
		blobs[digest] = content
		return map[string]any{"mediaType": media, "digest": digest, "size": len(content)}
	}
	manifest, err := json.Marshal(map[string]any{
		"schemaVersion": 2,
		"config":        put(config, "application/vnd.cncf.helm.config.v1+json"),
		"layers": []any{put(packed(t, read(t, map[string]string{"values.yaml": "a: 1\n"})),
			"application/vnd.cncf.helm.chart.content.v1.tar+gzip")},
	})
	must(t, err)
	const media = "application/vnd.oci.image.manifest.v1+json"
	tagged := put(manifest, media)["digest"].(string)
	// Helm speaks plain HTTP to a registry on the loopback.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		digest := path.Base(r.URL.Path)
		if strings.HasSuffix(r.URL.Path, "/mirror/some/manifests/1.0.0") {
			digest = tagged
		}
		content, ok := blobs[digest]
		if !ok {
			http.NotFound(w, r)
			return
		}
		kind := "application/octet-stream"
		if digest == tagged {
			kind = media
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Docker-Content-Digest", digest)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(content)
		}
	}))
	defer server.Close()
	from := settings.Chart{Name: "some", Repository: "oci" + strings.TrimPrefix(server.URL, "http") + "/mirror/some", Version: "1.0.0"}
	loaded, err := load("", from)
	if err != nil || loaded.Values["a"] == nil {
		t.Fatalf("%v", err)
	}
	from.Version = "1.0.1"
	namesAll(t, "other version", from, "helm registry login")
}

func TestAChartIsReadFromADirectoryOfTheProject(t *testing.T) {
	directory := t.TempDir()
	write(t, directory, "vendored", map[string]string{"Chart.yaml": "apiVersion: v2\nname: some\nversion: 1.0.0\n"})
	from := settings.Chart{Name: "some", Repository: "./vendored", Version: "1.0.0"}
	if _, err := load(directory, from); err != nil {
		t.Error(err)
	}
	from.Version = "2.0.0"
	if _, err := load(directory, from); err == nil || !strings.Contains(err.Error(), "./vendored has chart some 1.0.0") {
		t.Errorf("%v", err)
	}
	from.Repository = filepath.Join(directory, "nowhere")
	namesAll(t, "nowhere", from, "unpack the chart there")
}
