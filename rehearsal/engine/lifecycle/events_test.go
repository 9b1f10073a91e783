package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// alone are the events that do not happen beside others here: each needs what
// another one takes away, or is refused until a person has done something.
var alone = []string{"authority-retired", "certificates-ended", "authority-due"}

// gaps are all events: those that go together, and the others one by one.
func gaps() [][]event.Event {
	together := slices.DeleteFunc(slices.Clone(event.All), func(e event.Event) bool { return slices.Contains(alone, e.Name) })
	out := [][]event.Event{together}
	for _, e := range event.All {
		if slices.Contains(alone, e.Name) {
			out = append(out, []event.Event{e})
		}
	}
	return out
}

func findings(t *testing.T, settings []string, gaps [][]event.Event) []string {
	t.Helper()
	o := lifecycletest.Options(t, "dev", "dev")
	o.Quick = true
	r := lifecycletest.Start(t, o)
	rep := report.New("dev", 0)
	err := r.Set(settings)
	if err == nil {
		err = r.Events(context.Background(), gaps, rep, func(lifecycle.Step) {})
	}
	if err != nil {
		t.Fatal(err)
	}
	return rep.Findings()
}

func TestTheStackLivesThroughEveryEvent(t *testing.T) {
	if found := findings(t, nil, gaps()); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}

// Where the settings leave something to AWS or to a person, the same events show
// the opposite.
func TestASettingDecidesWhatAnEventShows(t *testing.T) {
	gap, err := event.Gap("image-published,addon-default-moved,nodes-scaled")
	if err != nil {
		t.Fatal(err)
	}
	settings := []string{"nodes.amiRelease=follow", "nodes.autoscaled=true", "cluster.addonVersions=hold"}
	if found := findings(t, settings, [][]event.Event{gap}); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}
