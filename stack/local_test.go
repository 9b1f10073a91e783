package stack

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"

	"eks-elk/internal/recorder"
)

// localStack records what the sample Pulumi.local.yaml makes, of a copy that no
// user edits. The kubeconfig that it names is a laptop's own; this one has the
// same context.
func localStack(t *testing.T) *recorder.Recording {
	t.Helper()
	text, err := os.ReadFile("testdata/stacks/local.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Config map[string]map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	cluster := file.Config["eks-elk:cluster"]
	if path, _ := cluster["kubeconfig"].(string); !strings.HasPrefix(path, "~/") {
		t.Errorf("the kubeconfig is %q: not everybody's", path)
	}
	context, _ := cluster["context"].(string)
	if context == "" {
		t.Error("no context: whatever cluster kubectl last spoke to would get the stack")
	}
	cluster["kubeconfig"] = map[string]any{
		"current-context": "another",
		"contexts":        []any{map[string]any{"name": context, "context": map[string]any{"cluster": "kind"}}},
		"clusters":        []any{map[string]any{"name": "kind", "cluster": map[string]any{"server": "http://127.0.0.1:8001"}}},
	}
	cluster["kubeconfig"] = marshalled(t, cluster["kubeconfig"])
	config := map[string]string{}
	for key, value := range file.Config {
		config[key] = marshalled(t, value)
	}
	return record(t, config, recorder.WithStack("local"))
}

func marshalled(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What pods request fits the laptop: the rehearsal of this stack schedules them
// on a node of that size. No container may take the rest of its memory.
func TestTheContainersOfTheLocalStackCannotTakeALaptopsMemory(t *testing.T) {
	const mib, most = 1 << 20, 9 << 30 // of 10 GiB; the charts run two of some small containers
	var sum int64
	for _, release := range localStack(t).OfType("kubernetes:helm.sh/v3:Release") {
		each(release.Name, release.Inputs["values"], func(path string, v resource.PropertyValue) {
			if !strings.HasSuffix(path, ".resources") || !v.IsObject() || !v.ObjectValue()["requests"].IsObject() {
				return
			}
			requests := v.ObjectValue()["requests"].ObjectValue()
			if storage := requests["storage"]; storage.HasValue() {
				return // a volume's claim
			}
			if !requests["cpu"].IsString() || !requests["memory"].IsString() {
				t.Errorf("%s requests %v", path, requests)
			}
			limits := v.ObjectValue()["limits"]
			if strings.HasSuffix(path, ".admissionWebhooks.patch.resources") {
				return // a Job of seconds
			}
			if !limits.IsObject() || !limits.ObjectValue()["memory"].IsString() {
				t.Errorf("%s has no limit of memory", path)
				return
			}
			sum += bytes(t, limits.ObjectValue()["memory"].StringValue())
		})
	}
	if sum < 5<<30 || sum > most {
		t.Errorf("the containers may take %d MiB of memory", sum/mib)
	}
}

// bytes reads a whole number of Mi or Gi.
func bytes(t *testing.T, quantity string) int64 {
	t.Helper()
	for suffix, unit := range map[string]int64{"Mi": 1 << 20, "Gi": 1 << 30} {
		if number, ok := strings.CutSuffix(quantity, suffix); ok {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n * unit
		}
	}
	t.Fatalf("%q is not whole Mi or Gi", quantity)
	return 0
}
