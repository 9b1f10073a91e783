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

// gaps are all events: those that go together, those after which something is
// wrong that no command shows, and the others one by one.
func gaps() [][]event.Event {
	out := make([][]event.Event, 2)
	for _, e := range event.All {
		switch {
		case slices.Contains(alone, e.Name):
			out = append(out, []event.Event{e})
		case e.Wrong != "":
			out[1] = append(out[1], e)
		default:
			out[0] = append(out[0], e)
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
