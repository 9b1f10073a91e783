package main

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// The values that the program gives the two exporters, as its tests keep them.
const (
	jsonExporterValues = "../../elk/testdata/prometheus-json-exporter.golden.yaml"
	blackboxValues     = "../../probes/testdata/prometheus-blackbox-exporter.golden.yaml"
)

// jsonExporter probes an example of each answer as its ServiceMonitors would.
func jsonExporter(work string) (metrics, error) {
	var values struct {
		Configuration struct {
			StructuredConfig any `yaml:"structuredConfig"`
		}
	}
	if err := readYAML(jsonExporterValues, &values); err != nil {
		return nil, err
	}
	logstash := httptest.NewServer(answer("testdata/logstash-node-stats.json", ""))
	defer logstash.Close()
	kibana := httptest.NewTLSServer(answer("testdata/kibana-status.json", "password"))
	defer kibana.Close()
	if err := placeFiles(work, map[string][]byte{
		"authority/ca.crt": authorityOf(kibana), "login/password": []byte("password"),
	}); err != nil {
		return nil, err
	}
	file, err := writeConfig(work, "json.yml", values.Configuration.StructuredConfig)
	if err != nil {
		return nil, err
	}
	return exporter{
		program: "github.com/prometheus-community/json_exporter",
		listen:  []string{"--web.listen-address=ADDRESS"},
		flags:   []string{"--config.file=" + file},
		ask:     []string{probe("logstash", logstash.URL), probe("kibana", kibana.URL)},
	}.run(work)
}

// blackboxExporter probes a page over TLS.
func blackboxExporter(work string) (metrics, error) {
	var values struct{ Config any }
	if err := readYAML(blackboxValues, &values); err != nil {
		return nil, err
	}
	page := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer page.Close()
	if err := placeFiles(work, map[string][]byte{"authority/ca.crt": authorityOf(page)}); err != nil {
		return nil, err
	}
	file, err := writeConfig(work, "blackbox.yml", values.Config)
	if err != nil {
		return nil, err
	}
	return exporter{
		program: "github.com/prometheus/blackbox_exporter",
		listen:  []string{"--web.listen-address=ADDRESS"},
		flags:   []string{"--config.file=" + file},
		ask:     []string{probe("https_2xx", page.URL)},
	}.run(work)
}

func probe(module, target string) string {
	return "/probe?" + url.Values{"module": {module}, "target": {target}}.Encode()
}

// answer serves a file, to who gives the password if there is one.
func answer(file, password string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, given, _ := r.BasicAuth(); given != password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.ServeFile(w, r, file)
	})
}

// authorityOf returns the certificate that a server's clients trust.
func authorityOf(server *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

// placeFiles puts what Secrets hold below a directory.
func placeFiles(work string, files map[string][]byte) error {
	for name, content := range files {
		file := filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// writeConfig writes an exporter's configuration with the Secrets' files where
// placeFiles has put them.
func writeConfig(work, name string, config any) (string, error) {
	text, err := yaml.Marshal(config)
	if err != nil {
		return "", err
	}
	moved := strings.NewReplacer("/authority/", work+"/authority/", "/login/", work+"/login/").Replace(string(text))
	file := filepath.Join(work, name)
	return file, os.WriteFile(file, []byte(moved), 0o600)
}

func readYAML(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}
