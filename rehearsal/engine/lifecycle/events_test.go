package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// gaps are all events, each gap as many as go together: those after which something
// is wrong that no command shows, those that need what others change, and the rest.
func gaps(t *testing.T) [][]event.Event {
	t.Helper()
	apart := []string{"authority-retired", "version-ended,certificates-ended"}
	out := make([][]event.Event, 2)
	for _, e := range event.All {
		switch {
		case strings.Contains(strings.Join(apart, ","), e.Name), e.Name == restored: // which asks for backups
		case e.Wrong != "":
			out[1] = append(out[1], e)
		default:
			out[0] = append(out[0], e)
		}
	}
	for _, names := range apart {
		gap, err := event.Gap(names)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, gap)
	}
	return out
}

func findings(t *testing.T, stack string, settings []string, gaps [][]event.Event) []string {
	t.Helper()
	o := lifecycletest.Options(t, stack, stack)
	o.Quick = true
	r := lifecycletest.Start(t, o)
	rep := report.New(stack, 0)
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
	if found := findings(t, "dev", nil, gaps(t)); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}

const restored = "elasticsearch-restored"

// The drill of docs/backup.md: what was on the volume is there again, Kibana's objects
// among it, and the bucket outlives the stack.
func TestALostVolumeIsBroughtBackFromASnapshot(t *testing.T) {
	gap, err := event.Gap(restored)
	if err != nil {
		t.Fatal(err)
	}
	if found := findings(t, "dev", []string{"elk.backups.enabled=true"}, [][]event.Event{gap}); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}

// On a cluster that exists already there is nothing of AWS, and the rest happens.
func TestTheLocalStackLivesThroughItsEvents(t *testing.T) {
	var together [][]event.Event
	for _, names := range []string{
		"elastic-password,secret-deleted,record-deleted,document-refused,certificates-due",
		"elasticsearch-lost,elasticsearch-full,grafana-password-changed", "certificates-ended", "authority-due",
	} {
		gap, err := event.Gap(names)
		if err != nil {
			t.Fatal(err)
		}
		together = append(together, gap)
	}
	if found := findings(t, "local", nil, together); len(found) > 0 {
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
	if found := findings(t, "dev", settings, [][]event.Event{gap}); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}
