package kubernetes_test

import (
	"fmt"
	"testing"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// placing tries to run pods on a cluster and returns the scheduler's refusal.
func placing(t *testing.T, o clustertest.Options, demands ...kubernetes.Demand) (*clustertest.Cluster, error) {
	t.Helper()
	o.Types = []*world.ResourceType{workloadType(nil, demands)}
	c := clustertest.New(t, o)
	c.Namespace("elk")
	_, err := c.Create(workload, "db", map[string]any{"name": "db"})
	return c, err
}

func TestPodsRunWhereTheirRequestsFit(t *testing.T) {
	small := kubernetes.Demand{CPUMilli: 1, MemoryMi: 1}
	many := make([]kubernetes.Demand, 120)
	for i := range many {
		many[i] = small
		many[i].Name = fmt.Sprintf("p-%d", i)
	}
	apart := func(name string) kubernetes.Demand { return kubernetes.Demand{Name: name, Apart: true} }
	for name, c := range map[string]struct {
		options clustertest.Options
		pods    []kubernetes.Demand
		event   string
	}{
		"memory": {pods: []kubernetes.Demand{{Name: "es-0", MemoryMi: 64 << 10}},
			event: "pod es-0: FailedScheduling: 0/2 nodes are available: 2 Insufficient memory"},
		"cpu":    {pods: []kubernetes.Demand{{Name: "es-0", CPUMilli: 3900}}, event: "2 Insufficient cpu"},
		"number": {pods: many, event: "2 Too many pods"},
		"apart": {pods: []kubernetes.Demand{apart("es-0"), apart("es-1"), apart("es-2")},
			event: "2 node(s) didn't match pod anti-affinity rules"},
		"no nodes": {options: clustertest.Options{Without: []string{"nodes"}}, pods: []kubernetes.Demand{small},
			event: "no nodes available to schedule pods"},
		"every node": {pods: []kubernetes.Demand{{Name: "agent", EachNode: true, MemoryMi: 64 << 10}}, event: "Insufficient memory"},
		"fits": {pods: []kubernetes.Demand{{Name: "es-0", CPUMilli: 2000, MemoryMi: 8 << 10},
			{Name: "es-1", CPUMilli: 2000, MemoryMi: 8 << 10}}},
		"fits apart": {pods: []kubernetes.Demand{apart("es-0"), apart("es-1"), apart("kb-0")}},
		"small machine": {options: clustertest.Options{InstanceType: "t3.medium"}, pods: []kubernetes.Demand{{Name: "es-0", MemoryMi: 4096}},
			event: "2 Insufficient memory"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := placing(t, c.options, c.pods...)
			saying(t, err, c.event)
		})
	}
}

func TestAPodFollowsItsVolume(t *testing.T) {
	demands := []kubernetes.Demand{{Name: "db-0", MemoryMi: 1024, Claims: []string{"data"}}}
	c := clustertest.New(t, clustertest.Options{Nodes: 1,
		Types: []*world.ResourceType{workloadType([]kubernetes.Claim{{Name: "data", GiB: 1}}, demands)}})
	c.StorageClass(nil)
	c.Namespace("elk")
	c.Must(workload, "db", map[string]any{"name": "db"})
	mustDelete(t, c, workload, "elk/db") // the claim stays
	c.Change("aws:ec2/instance:Instance", "i-0", "availabilityZone", "eu-central-1c")
	_, err := c.Create(workload, "db", map[string]any{"name": "db"})
	saying(t, err, "1 node(s) had volume node affinity conflict") // the node came back in another zone than the volume
}

func TestPodsMoveToTheNodesThatAreLeft(t *testing.T) {
	c, err := placing(t, clustertest.Options{}, kubernetes.Demand{Name: "a-0", MemoryMi: 1024},
		kubernetes.Demand{Name: "agent", EachNode: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.World.Objects(kubernetes.Pod)); n != 3 {
		t.Fatalf("%d pods, want one and one on each node", n)
	}
	mustDelete(t, c, eks.NodeGroupType, "dev:default")
	left := c.World.Objects(kubernetes.Pod)
	if len(left) != 1 || left[0].Str("node") != "" {
		t.Errorf("%d pods left, the first on %q: want one, pending", len(left), left[0].Str("node"))
	}
}
