package helm

import (
	"fmt"
	"maps"
	"slices"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// What a newer version has written, an older one refuses: Elasticsearch on its
// volume, Kibana in its index, which is on that volume. The volume's claim keeps
// the newest version of each that has started there, by chart.
type writtenBy map[string]string

// dataOf returns the claim that holds the data of the operation's release, and
// its chart's name; nil: it has none, or not yet.
func dataOf(op *world.Op) (*world.Object, string) {
	release, p := op.Object, planOf(op.Object)
	if name := chartOf(op.Object).name; name == kibanaChart.name && len(p.clients) > 0 {
		if release, _ = p.clients[0].server(op); release == nil {
			return nil, ""
		}
		p = planOf(release)
	}
	if p.serves == nil || len(p.claims) == 0 {
		return nil, ""
	}
	claim, _ := kubernetes.Bound(op, release.Str("namespace"), p.claims[0].Name)
	return claim, chartOf(op.Object).name
}

// starts notes that the release's image runs, or has run before its upgrade
// failed. It tells whether that is a newer one than before.
func starts(op *world.Op) (newer bool) {
	claim, chart := dataOf(op)
	if claim == nil {
		return false
	}
	was, _ := claim.Records.(writtenBy)
	now := given(op.Object).str("imageTag")
	if numbers(now) == nil || slices.Compare(numbers(now), numbers(was[chart])) <= 0 {
		return false
	}
	is := maps.Clone(was)
	if is == nil {
		is = writtenBy{}
	}
	is[chart] = now
	claim.Records = is
	return was[chart] != ""
}

// imageNotLowered: Helm's own rollback of an upgrade that did not become ready
// ends in the same way, and so does the next up with the older image.
var imageNotLowered = world.Rule{
	ID: "helm/elastic-image-not-lowered", Source: "elasticsearch NodeMetadata.verifyUpgradeToCurrentVersion; kibana saved objects migrations, " +
		"model.ts: INIT",
	Test: func(op *world.Op) error {
		claim, chart := dataOf(op)
		if claim == nil {
			return nil
		}
		by, _ := claim.Records.(writtenBy)
		was, now := by[chart], given(op.Object).str("imageTag")
		if numbers(now) == nil || slices.Compare(numbers(now), numbers(was)) >= 0 {
			return nil
		}
		if chart == kibanaChart.name {
			return timedOut(op, "The .kibana_%s alias refers to a newer version of Kibana: v%s", was, was)
		}
		return timedOut(op, "cannot downgrade a node from version [%s] to version [%s]", was, now)
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
