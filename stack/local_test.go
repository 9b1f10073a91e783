package stack

import (
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"

	"eks-elk/internal/recorder"
)

// localStack is what Pulumi.local.yaml makes. The kubeconfig that it names is
// a laptop's own; in its place stands one that has the same context.
func localStack(t *testing.T) *recorder.Recording {
	t.Helper()
	text, err := os.ReadFile("../Pulumi.local.yaml")
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
		"clusters":        []any{map[string]any{"name": "kind", "cluster": map[string]any{"server": "https://127.0.0.1:6443"}}},
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

// demand is what a container asks for and may take: cores and bytes.
type demand struct{ cpu, memory, memoryLimit string }

// containers are those that each release runs at once on one node: where its
// values set their resources, how many there are, and what the chart asks for
// where they do not (its values.yaml). Init containers ask for no more than the
// containers after them.
var containers = map[string][]struct {
	at    string
	count int64
	chart demand
}{
	"elasticsearch":          {{"resources", 1, demand{"1000m", "2Gi", "2Gi"}}},
	"logstash":               {{"resources", 1, demand{"100m", "1536Mi", "1536Mi"}}},
	"kibana":                 {{"resources", 1, demand{"1000m", "2Gi", "2Gi"}}},
	"elasticsearch-exporter": {{"resources", 1, demand{}}},
	"kube-prometheus-stack": {
		{"prometheus.prometheusSpec.resources", 1, demand{}},
		{"alertmanager.alertmanagerSpec.resources", 1, demand{}},
		{"prometheusOperator.prometheusConfigReloader.resources", 2, demand{}}, // beside either
		{"prometheusOperator.resources", 1, demand{}},
		{"prometheusOperator.admissionWebhooks.patch.resources", 1, demand{}}, // a Job of seconds
		{"grafana.resources", 1, demand{}},
		{"grafana.sidecar.resources", 2, demand{}}, // dashboards, data sources
		{"kube-state-metrics.resources", 1, demand{}},
		{"prometheus-node-exporter.resources", 1, demand{}},
	},
	"prometheus-operator-crds": nil,
}

// systemPods are those of a cluster of one node, by kubeadm's static pods
// (cmd/kubeadm/app/phases/controlplane/manifests.go, …/etcd/local.go), its
// coredns (…/addons/dns/manifests.go) and kind's network (kindnet).
var systemPods = []demand{
	{"100m", "100Mi", ""},     // etcd
	{"250m", "", ""},          // kube-apiserver
	{"200m", "", ""},          // kube-controller-manager
	{"100m", "", ""},          // kube-scheduler
	{"100m", "70Mi", "170Mi"}, // coredns
	{"100m", "70Mi", "170Mi"}, // coredns
	{"100m", "50Mi", "50Mi"},  // kindnet
}

func TestTheLocalStackFitsALaptop(t *testing.T) {
	r := localStack(t)
	cpu, memory, most := new(big.Rat), new(big.Rat), new(big.Rat)
	add := func(d demand, count int64) {
		for sum, text := range map[*big.Rat]string{cpu: d.cpu, memory: d.memory, most: d.memoryLimit} {
			sum.Add(sum, new(big.Rat).Mul(amount(t, text), big.NewRat(count, 1)))
		}
	}
	for _, pod := range systemPods {
		add(pod, 1)
	}
	var seen []string
	for _, release := range r.OfType("kubernetes:helm.sh/v3:Release") {
		seen = append(seen, release.Name)
		known, ok := containers[release.Name]
		if !ok {
			t.Errorf("release %s: this test does not know its containers", release.Name)
		}
		for _, c := range known {
			add(requested(release.Inputs["values"], c.at, c.chart), c.count)
		}
	}
	if len(seen) != len(containers) {
		t.Errorf("releases %v, expected %d", seen, len(containers))
	}
	t.Logf("requests: %s CPU, %s GiB of memory; memory limits: %s GiB", cpu.FloatString(2), gib(memory), gib(most))
	if cpu.Cmp(big.NewRat(4, 1)) > 0 {
		t.Errorf("%s CPU are requested of 4", cpu.FloatString(2))
	}
	if memory.Cmp(amount(t, "10Gi")) > 0 {
		t.Errorf("%s GiB of memory are requested of 10", gib(memory))
	}
	// Every container has a limit, so that none can take the laptop's memory.
	if most.Cmp(amount(t, "10Gi")) > 0 {
		t.Errorf("the containers may take %s GiB of memory of 10", gib(most))
	}
}

// requested is what the values set at a path, or else the chart. A limit alone
// is a request as well
// (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/).
func requested(values resource.PropertyValue, at string, chart demand) demand {
	get := func(path, otherwise string) string {
		keys, err := resource.ParsePropertyPath(at + "." + path)
		if err != nil {
			return otherwise
		}
		if v, ok := keys.Get(values); ok && v.IsString() {
			return v.StringValue()
		}
		return otherwise
	}
	d := demand{get("requests.cpu", chart.cpu), get("requests.memory", chart.memory), get("limits.memory", chart.memoryLimit)}
	if d.cpu == "" {
		d.cpu = get("limits.cpu", "")
	}
	if d.memory == "" {
		d.memory = d.memoryLimit
	}
	if d.memoryLimit == "" {
		d.memoryLimit = d.memory
	}
	return d
}

// amount reads a quantity of cores or bytes; an empty one is none.
func amount(t *testing.T, text string) *big.Rat {
	t.Helper()
	if text == "" {
		return new(big.Rat)
	}
	number, unit := text, big.NewRat(1, 1)
	for suffix, times := range map[string]*big.Rat{"m": big.NewRat(1, 1000), "Mi": big.NewRat(1<<20, 1), "Gi": big.NewRat(1<<30, 1)} {
		if cut, ok := strings.CutSuffix(text, suffix); ok {
			number, unit = cut, times
		}
	}
	n, ok := new(big.Rat).SetString(number)
	if !ok {
		t.Fatalf("%q is no quantity", text)
	}
	return n.Mul(n, unit)
}

func gib(bytes *big.Rat) string {
	return new(big.Rat).Quo(bytes, big.NewRat(1<<30, 1)).FloatString(2)
}

func TestEveryContainerOfTheLocalStackSaysWhatItNeeds(t *testing.T) {
	for _, release := range localStack(t).OfType("kubernetes:helm.sh/v3:Release") {
		for _, c := range containers[release.Name] {
			if d := requested(release.Inputs["values"], c.at, demand{}); d.cpu == "" || d.memory == "" {
				t.Errorf("%s %s requests %+v", release.Name, c.at, d)
			}
		}
	}
}
