package helm

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// dayRules are about a volume that fills day by day, which no up notices.
var dayRules = []world.Rule{
	{ID: "helm/elasticsearch-volume-holds", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/fix-watermark-errors.html; how much arrives is " +
		"an assumption: rehearsal/services/helm/documents.go"},
	{ID: "helm/elasticsearch-volume-watched", Source: "elasticsearch DiskThresholdMonitor.java: at the flood stage every index is read-only, and " +
		"nothing but a log says so"},
	{ID: "helm/elasticsearch-flood-stage", Source: "elasticsearch DiskThresholdMonitor.java; logstash-output-elasticsearch " +
		"lib/logstash/plugin_mixins/elasticsearch/common.rb: 429 is asked again without end"},
	{ID: "helm/client-prepares-once", Source: "logstash-output-elasticsearch lib/logstash/outputs/elasticsearch/common.rb: templates after the first " +
		"connection alone; kibana saved objects repository: require_alias"},
	{ID: "helm/grafana-keeps-password", Source: "grafana.com/docs/grafana/latest/administration/cli: the password of the Secret is the first one, and " +
		"then the database's counts"},
}

// year is how long a volume has to hold what nothing deletes.
const year = 365

const floodStage = "[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]"

// volumeHolds adds up what is kept on a release's volume. What Beats send without
// a retention has no end; there an alert is all there is.
func volumeHolds(op *world.Op, node *elasticsearchNode) {
	if data := dataOf(op); data != nil && data.full {
		op.Violate("helm/elasticsearch-flood-stage", "release %s: every index blocked by: %s: Kibana saves nothing, Logstash fills its queue, and then Beats "+
			"wait", op.Str("name"), floodStage)
	}
	var kept int64
	var what []string
	for _, o := range clientsOf(op) {
		for _, f := range planOf(o).fills {
			days := f.in(node).kept()
			if days == 0 && f.input != "beats" {
				days = year
			}
			if bytes := f.daily * int64(days); bytes > 0 {
				kept += bytes
				what = append(what, fmt.Sprintf("%s of index %s in %d days", inGiB(bytes), f.index, days))
			}
		}
	}
	if room := node.volume - node.marks[1].freeOf(node.volume); kept > room {
		op.Violate("helm/elasticsearch-volume-holds", "release %s: a volume of %s takes %s before no new index gets a shard, and then %s; taken to be kept (docs/rehearsal.md) are %s",
			op.Str("name"), inGiB(node.volume), inGiB(room), floodStage, strings.Join(what, ", "))
	}
}

// volumeWatched looks for an alert that fires before the flood stage, where
// something reads Elasticsearch for Prometheus.
func volumeWatched(op *world.Op, node *elasticsearchNode) {
	flood, watched, fires := node.marks[2].freeOf(node.volume), false, false
	for _, o := range clientsOf(op) {
		watched = watched || chartOf(o).name == elasticsearchExporter.name
	}
	for _, o := range kubernetes.On(op, holdsRules...) {
		eachRule(rulesIn(o), func(rule values) {
			share, bytes := promql.FiresBelow(rule.str("expr"), "elasticsearch_filesystem_data_available_bytes",
				"elasticsearch_filesystem_data_size_bytes")
			fires = fires || max(int64(share*float64(node.volume)), int64(bytes)) > flood
		})
	}
	if watched && !fires {
		op.Violate("helm/elasticsearch-volume-watched", "release %s: no alert fires before less than %s of the volume of %s are free, and then %s",
			op.Str("name"), inGiB(flood), inGiB(node.volume), floodStage)
	}
}

// clientsOf returns the releases that speak to the operation's Elasticsearch.
func clientsOf(op *world.Op) []*world.Object {
	var out []*world.Object
	for _, o := range kubernetes.On(op, Release) {
		for _, c := range planOf(o).clients {
			if server, _ := c.server(op.As(o)); server != nil && server.Key() == op.Object.Key() {
				out = add(out, o)
			}
		}
	}
	return out
}
