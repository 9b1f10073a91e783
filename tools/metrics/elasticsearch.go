package main

import (
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
)

// elasticsearchFixtures are the exporter's own examples of what Elasticsearch
// answers, by the request's path; the newest of each.
var elasticsearchFixtures = map[string]string{
	"/":                          "clusterinfo/7.13.1.json",
	"/_cluster/health":           "clusterhealth/5.4.2.json",
	"/_nodes/stats":              "nodestats/7.13.1.json",
	"/_cat/shards":               "shards/7.15.0.json",
	"/_all/_settings":            "indices_settings/6.5.4.json",
	"/_all/_mappings":            "indices_mappings/7.8.0.json",
	"/_cluster/settings":         "settings-8.9.1-watermark.json",
	"/_ilm/status":               "ilm_status/6.6.0.json",
	"/_all/_ilm/explain":         "ilm_indices/6.6.0.json",
	"/_data_stream/*/_stats":     "datastream/7.15.0.json",
	"/_slm/stats":                "slm/stats/7.15.0.json",
	"/_slm/status":               "slm/status/7.15.0.json",
	"/_snapshot/repository/_all": "snapshots/5.4.2-failed.json",
	"/_all/_stats":               "indices/7.17.3.json",
	"/_all/_stats?level=shards":  "indices/shards/7.17.3.json",
}

func elasticsearchExporter(work string) (metrics, error) {
	from, err := find("github.com/prometheus-community/elasticsearch_exporter")
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		asked := path.Clean("/" + r.URL.Path)
		if r.URL.Query().Get("level") == "shards" {
			asked += "?level=shards"
		}
		switch file, known := elasticsearchFixtures[asked]; {
		case known:
			http.ServeFile(w, r, filepath.Join(from.Dir, "fixtures", file))
		case asked == "/_snapshot":
			_, _ = w.Write([]byte(`{"repository":{"type":"fs","settings":{}}}`))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	return exporter{
		program: "github.com/prometheus-community/elasticsearch_exporter",
		listen:  []string{"--web.listen-address=ADDRESS"},
		// What the chart's template makes of its switches, aliases apart.
		flags: strings.Fields("--es.all --es.indices --es.indices_settings --es.indices_mappings --no-es.aliases --es.shards " +
			"--collector.snapshots --collector.slm --collector.ilm --collector.data-stream --collector.clustersettings --es.uri=" + server.URL),
		ask: []string{"/metrics"},
	}.run(work)
}
