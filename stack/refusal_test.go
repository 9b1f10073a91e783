package stack

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/program"
	"eks-elk/internal/recorder"
)

// refuse runs the program and expects it to say no before it does anything.
func refuse(t *testing.T, config map[string]string) string {
	t.Helper()
	r := recorder.Run(t, Run, recorder.WithConfig(config))
	var refused *program.Refusal
	if !errors.As(r.Err, &refused) {
		t.Fatalf("%v", r.Err)
	}
	if len(r.Resources) != 0 || len(r.Invokes) != 0 {
		t.Errorf("registered %v, asked %v", r.Names(), r.Invokes)
	}
	for _, trace := range []string{"goroutine", ".go:", "panic"} {
		if strings.Contains(refused.Error(), trace) {
			t.Errorf("a trace in %q", refused)
		}
	}
	return refused.Error()
}

func TestWrongSettingsRegisterNothing(t *testing.T) {
	got := refuse(t, map[string]string{"eks-elk:network": `{"zones": 9, "cird": "10.0.0.0/8"}`})
	for _, want := range []string{
		"3 problems", "\n  eks-elk:network.zones is 9", "\n  eks-elk:network.cird is not a setting",
		"\n  eks-elk:cluster.publicAccessCidrs is empty",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestAChartThatIsNotThereRegistersNothing(t *testing.T) {
	empty := t.TempDir()
	wrong := t.TempDir()
	if err := os.WriteFile(filepath.Join(wrong, "Chart.yaml"), []byte("name: kibana\nversion: 8.5.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for directory, want := range map[string]string{
		filepath.Join(empty, "nowhere"): "does not exist",
		empty:                           "Chart.yaml",
		wrong:                           "8.5.1",
	} {
		got := refuse(t, map[string]string{
			"eks-elk:cluster": minimalCluster,
			"eks-elk:charts":  `{"kibana": {"repository": "` + directory + `"}}`,
		})
		if !strings.Contains(got, "kibana") || !strings.Contains(got, directory) || !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestARegionWithTooFewZonesIsASentence(t *testing.T) {
	r := recorder.Run(t, Run, recorder.WithConfig(map[string]string{"eks-elk:cluster": minimalCluster}),
		recorder.WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(resource.PropertyMap) resource.PropertyMap {
			return resource.NewPropertyMapFromMap(map[string]any{"names": []any{"eu-central-1a", "eu-central-1b"}})
		}))
	if r.Err == nil || !strings.Contains(r.Err.Error(), "eks-elk:network.zones is 3; eu-central-1 has 2") {
		t.Errorf("%v", r.Err)
	}
}
