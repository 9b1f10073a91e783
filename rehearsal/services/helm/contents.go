package helm

import (
	"fmt"
	"slices"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// contents is what is on a claim's volume, which the claim keeps. A pod that
// made something there once, when it started, keeps which volume it was.
type contents struct {
	// What a newer version has written, an older one refuses: the newest of
	// Elasticsearch, and of Kibana, whose index is on the same volume, by chart.
	writtenBy map[string]string
	login     string // the password of Grafana's database
	elastic   bool   // the password of elastic was changed by the API, in .security
	full      bool   // less is free than the flood stage asks for
	refused   bool   // Logstash's dead letter queue holds a document
	orphaned  bool   // its StatefulSet was deleted without the pod

	restored []*contents // volumes whose documents were brought back from snapshots
}

// contentsOf returns what is on a claim's volume.
func contentsOf(claim *world.Object) *contents {
	if _, ok := claim.Records.(*contents); !ok {
		claim.Records = &contents{writtenBy: map[string]string{}}
	}
	return claim.Records.(*contents)
}

// first returns the claim of a release's first volume, or nil.
func first(op *world.Op, release *world.Object) *world.Object {
	p := planOf(release)
	if len(p.claims) == 0 {
		return nil
	}
	claim, _ := kubernetes.Bound(op, release.Str("namespace"), p.claims[0].Name)
	return claim
}

// dataOf returns what is on the volume that holds the data of the operation's
// release, its own or that of its Elasticsearch; nil: it has none, or not yet.
func dataOf(op *world.Op) *contents {
	release, p := op.Object, planOf(op.Object)
	if p.serves == nil && len(p.clients) > 0 && p.clients[0].prepares() {
		if release, _ = p.clients[0].server(op); release == nil {
			return nil
		}
		p = planOf(release)
	}
	if p.serves == nil {
		return nil
	}
	if claim := first(op, release); claim != nil {
		return contentsOf(claim)
	}
	return nil
}

// starts notes that the release's image runs, or has run before its upgrade
// failed. It tells whether that is a newer one than before.
func starts(op *world.Op) (newer bool) {
	chart, now := chartOf(op.Object).name, given(op.Object).str("imageTag")
	data := dataOf(op)
	if data == nil || downgraded[chart] == "" || numbers(now) == nil || slices.Compare(numbers(now), numbers(data.writtenBy[chart])) <= 0 {
		return false
	}
	newer = data.writtenBy[chart] != ""
	data.writtenBy[chart] = now
	return newer
}

// downgraded is what a program says of data that a newer version has written, by chart.
var downgraded = map[string]string{
	"elasticsearch": "cannot downgrade a node from version [%[1]s] to version [%[2]s]",
	"kibana":        "The .kibana_%[1]s alias refers to a newer version of Kibana: v%[1]s",
}

// imageNotLowered: Helm's own rollback of an upgrade that did not become ready
// ends in the same way, and so does the next up with the older image.
var imageNotLowered = world.Rule{
	ID: "helm/elastic-image-not-lowered", Source: "elasticsearch NodeMetadata.verifyUpgradeToCurrentVersion; kibana saved objects migrations, " +
		"model.ts: INIT",
	Test: func(op *world.Op) error {
		data, chart := dataOf(op), chartOf(op.Object).name
		if data == nil {
			return nil
		}
		was, now := data.writtenBy[chart], given(op.Object).str("imageTag")
		if numbers(now) == nil || slices.Compare(numbers(now), numbers(was)) >= 0 {
			return nil
		}
		return timedOut(op, "%s", fmt.Sprintf(downgraded[chart], was, now))
	},
}

// numbers returns those of a version, none of what is no version.
func numbers(version string) []int {
	n := make([]int, 3)
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &n[0], &n[1], &n[2]); err != nil {
		return nil
	}
	return n
}

// kibanaWrites: Kibana changes its indices when it starts, and is not ready before.
var kibanaWrites = world.Rule{
	ID: "helm/kibana-writes-at-start", Source: "kibana docs/setup/access.asciidoc: its indices must not have read_only_allow_delete; elasticsearch " +
		"IndexMetadata.INDEX_READ_ONLY_ALLOW_DELETE_BLOCK",
	Test: func(op *world.Op) error {
		stores := slices.ContainsFunc(planOf(op.Object).clients, func(c client) bool { return c.stores })
		if data := dataOf(op); stores && data != nil && data.full {
			return timedOut(op, "[cluster_block_exception] index [.kibana] blocked by: %s", floodStage)
		}
		return nil
	},
}

// prepares says that a client makes what it needs in Elasticsearch, once after each start.
func (c client) prepares() bool {
	return c.stores || slices.ContainsFunc(c.requests, func(r request) bool { return r.action == putTemplate })
}

// preparedAgain judges the pods of a client after Elasticsearch began anew on an
// empty volume, which it does without a word.
func preparedAgain(op *world.Op) {
	data := dataOf(op)
	if node := planOf(op.Object).serves; node != nil {
		if repository := node.lost(op, data); repository != "" {
			op.Violate("helm/snapshots-restored", "release %s: its volume is a new one, and the documents of the old one are in the snapshots of repository [%s] alone",
				op.Str("name"), repository)
		}
	}
	for _, pod := range kubernetes.On(op, kubernetes.Pod) {
		switch on, known := pod.Records.(*contents); {
		case data == nil || pod.Str("of") != op.Object.Key() || planOf(op.Object).serves != nil:
		case !known:
			pod.Records = data
		case on != data && !comesBack(op):
			op.Violate("helm/client-prepares-once", "release %s: pod %s runs since before the volume of Elasticsearch was lost: %s", op.Str("name"),
				pod.Str("name"), map[bool]string{
					true: "no such index [.kibana] and [require_alias] request flag is [true] and [.kibana] is not an alias",
					false: "its index templates are gone: what it writes goes to indices with a replica that no node takes, and that nothing deletes, " +
						"in place of a data stream",
				}[planOf(op.Object).clients[0].stores])
		}
	}
}
