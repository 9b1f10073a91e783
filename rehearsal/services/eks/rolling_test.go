package eks_test

import (
	"testing"
	"time"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/eks"
)

// upgradable is a group of two nodes in two zones that is a version behind.
func upgradable(t *testing.T, more in) (*awstest.Account, awstest.Thing) {
	t.Helper()
	a := awstest.New(t)
	p := a.Plane()
	group := a.Make(eks.NodeGroupType, "default", p.NodesIn().With(more))
	if _, err := a.Change(p.Cluster, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	return a, group
}

func TestARollingUpdateHasAStepForEachPhase(t *testing.T) {
	const surge, node, down = 330 * time.Second, 300 * time.Second, 218 * time.Second
	for name, c := range map[string]struct {
		group, change in
		want          time.Duration
	}{
		"one after the other": {nil, in{"version": "1.35"}, surge + 2*node + 4*down},
		"both at once":        {in{"updateConfig": map[string]any{"maxUnavailable": 2}}, in{"version": "1.35"}, surge + node + 4*down},
		"six at once":         {in{"updateConfig": map[string]any{"maxUnavailable": 6}}, in{"version": "1.35"}, surge + node + 6*down},
		"another image":       {nil, in{"releaseVersion": "1.34.0-20991231"}, surge + 2*node + 4*down},
		"more nodes":          {nil, in{"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 3, "maxSize": 4}}, 2 * time.Minute},
		"limits":              {nil, in{"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 2, "maxSize": 5}}, 10 * time.Second},
	} {
		a, group := upgradable(t, c.group)
		if _, err := a.Change(group, c.change); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		journal := a.W.Journal()
		if got := journal[len(journal)-1].Takes.Median(); got != c.want {
			t.Errorf("%s takes %s, want %s", name, got, c.want)
		}
	}
}
