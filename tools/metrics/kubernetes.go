package main

import (
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"

	"gopkg.in/yaml.v3"
)

// objects are one of each kind that a dashboard or an alert may ask for, with
// everything set that becomes a label.
//
//go:embed testdata/objects.yaml
var objects string

// kubeStateMetrics runs it with the resources that it watches by default.
func kubeStateMetrics(work string) (metrics, error) {
	lists, err := objectLists()
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/version":
			_, _ = io.WriteString(w, `{"major":"1","minor":"35","gitVersion":"v1.35.1"}`)
		case r.URL.Query().Get("sendInitialEvents") == "true":
			// The client then asks for a list, as from a server without streaming lists.
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"BadRequest","code":400}`)
		case r.URL.Query().Has("watch"):
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		default:
			items := lists[path.Base(r.URL.Path)]
			if items == nil {
				http.NotFound(w, r)
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{
				"kind": items[0]["kind"].(string) + "List", "apiVersion": items[0]["apiVersion"],
				"metadata": map[string]any{"resourceVersion": "1"}, "items": items,
			})
		}
	}))
	defer server.CloseClientConnections()
	return exporter{
		program: "k8s.io/kube-state-metrics/v2",
		listen:  []string{"--host=HOST", "--port=PORT", "--telemetry-host=HOST", "--telemetry-port=0"},
		flags:   []string{"--apiserver=" + server.URL, "--metric-labels-allowlist=nodes=[node.kubernetes.io/instance-type]"},
		ask:     []string{"/metrics"},
	}.run(work)
}

// objectLists returns the objects by the plural of their kind, as in paths.
func objectLists() (map[string][]map[string]any, error) {
	lists := map[string][]map[string]any{}
	decoder := yaml.NewDecoder(strings.NewReader(objects))
	for {
		var object map[string]any
		switch err := decoder.Decode(&object); {
		case err == io.EOF:
			return lists, nil
		case err != nil:
			return nil, err
		}
		kind := strings.ToLower(object["kind"].(string))
		plural := kind + "s"
		if strings.HasSuffix(kind, "s") {
			plural = kind + "es"
		}
		lists[plural] = append(lists[plural], object)
	}
}
