package needs_test

import (
	"testing"

	"eks-elk/internal/needs"
	"eks-elk/settings"
)

func TestMostNodesAreThoseThatRunAndTheSurge(t *testing.T) {
	for title, c := range map[string]struct {
		group settings.NodeGroup
		want  int
	}{
		"as many as are desired":            {settings.NodeGroup{Desired: 2, Max: 4, Zones: 2}, 6},
		"a maximum above the surge":         {settings.NodeGroup{Desired: 2, Max: 9, Zones: 2}, 9},
		"an autoscaler at the maximum":      {settings.NodeGroup{Desired: 2, Max: 4, Zones: 2, Autoscaled: true}, 8},
		"an autoscaler at a larger maximum": {settings.NodeGroup{Desired: 2, Max: 9, Zones: 2, Autoscaled: true}, 13},
	} {
		if got := needs.MostNodes(c.group); got != c.want {
			t.Errorf("%s: %d, want %d", title, got, c.want)
		}
	}
}
