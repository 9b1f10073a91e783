package helm

import (
	"fmt"
	"slices"
	"time"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// needsElasticsearch: a client has to reach Elasticsearch. The exporter ends when
// its first question has no answer; Kibana and Logstash ask again and again, so
// that they may come up, and be changed, beside it. Whether they reach it is then
// judged when all is there.
var needsElasticsearch = world.Need{
	ID: "helm/client-needs-elasticsearch",
	Source: "kibana poll_es_nodes_version.ts and status.ts: asks every 2.5 s, 503 until then, and until Elasticsearch's minor version is not " +
		"older; logstash-output-elasticsearch http_client/pool.rb: asks every 5 s; elasticsearch_exporter v1.11.0 main.go: ends",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, c := range planOf(op.Object).clients {
			o, err := c.reach(op)
			// What is not there yet, or changed in the same up, may still come right.
			if err != nil && !(c.waits && (op.Old != nil || !anyServes(op))) {
				return nil, timedOut(op, "%s", err)
			}
			if o != nil {
				out = add(out, o)
			}
		}
		return out, nil
	},
	Waits: func(op *world.Op, to *world.Object) (bool, string) {
		if !waits(op.Object) {
			return false, ""
		}
		return true, short(op, to)
	},
	Lost:   "Elasticsearch (%s) is uninstalled while %s still speaks to it",
	Spared: func(_ *world.Op, dependent *world.Object) bool { return waits(dependent) },
}

// anyServes says that there is an Elasticsearch on the cluster.
func anyServes(op *world.Op) bool {
	return slices.ContainsFunc(kubernetes.On(op, Release), func(o *world.Object) bool { return planOf(o).serves != nil })
}

// waits says that all clients of a release wait for Elasticsearch by themselves.
func waits(release *world.Object) bool {
	return !slices.ContainsFunc(planOf(release).clients, func(c client) bool { return !c.waits })
}

// short says why a release that comes up beside Elasticsearch gives up too early:
// Helm's time for it has to hold all that Elasticsearch is allowed, and its own.
func short(op *world.Op, elasticsearch *world.Object) string {
	if !slices.ContainsFunc(planOf(op.Object).clients, func(c client) bool { return c.stores }) || op.Object.Bool("skipAwait") {
		return "" // ready without it
	}
	allowed, other := timeout(op.Object), timeout(elasticsearch)
	if own := takes(op, "create").P90().Round(time.Second); allowed < other+own {
		return fmt.Sprintf("made beside it, it gives up after %s, and the timeout of %s and its own start are %s together", allowed,
			elasticsearch, other+own)
	}
	return ""
}

func timeout(release *world.Object) time.Duration {
	return time.Duration(release.Int("timeout")) * time.Second
}

// settled judges the clients that came up beside Elasticsearch, now that it is there.
func settled(op *world.Op) {
	collected(op)
	for _, o := range op.List(kubernetes.Job) {
		filledAgain(op.As(o))
	}
	for _, o := range op.List(Release) {
		as := op.As(o)
		alertmanagerHears(as)
		noteRefused(as)
		for _, c := range planOf(o).clients {
			if !c.waits {
				continue
			}
			if _, err := c.reach(as); err != nil {
				as.Violate(needsElasticsearch.ID, "%v", timedOut(as, "%s", err))
			}
		}
		sourcesAnswer(as)
		preparedAgain(as)
		loginKept(as)
		if node := planOf(o).serves; node != nil {
			nodesAlone(as, node.peers)
			if node.volume > 0 {
				volumeHolds(as, node)
				volumeWatched(as, node)
			}
		}
		for _, s := range planOf(o).senders {
			if _, err := s.reach(as); err != nil {
				as.Violate(needsLogstash.ID, "%v", timedOut(as, "Readiness probe failed: %s", err))
			}
		}
		if data := dataOf(as); planOf(o).serves != nil && data != nil && data.elastic {
			as.Violate("helm/elasticsearch-probe-keeps-password", "release %s: Readiness probe failed: 401, as the password of elastic was changed by the "+
				"API and the probe logs in with ELASTIC_PASSWORD", as.Str("name"))
		}
		as.Renew(o)
	}
}
