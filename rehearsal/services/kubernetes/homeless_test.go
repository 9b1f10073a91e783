package kubernetes_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// A node that goes takes its pods along: to another node, or to nowhere.
func TestPodsOfANodeThatIsGoneFindAnotherOrAreReported(t *testing.T) {
	for _, c := range map[string]struct {
		memory     int
		violations []string
	}{
		"room on the other": {1 << 10, nil},
		"no room":           {9 << 10, []string{"kubernetes/pods-find-a-node"}},
	} {
		cluster := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType(nil,
			[]kubernetes.Demand{{Name: "a-0", MemoryMi: c.memory}, {Name: "b-0", MemoryMi: c.memory}, {Name: "agent", EachNode: true}})}})
		cluster.Namespace("elk")
		if _, err := cluster.Create(workload, "db", map[string]any{"name": "db"}); err != nil {
			t.Fatal(err)
		}
		cluster.World.Forget(cluster.Get(ec2.Instance, "i-1"))
		cluster.World.Settle()

		cluster.Violated(c.violations...)
	}
}

// A volume stays in its zone.
func TestAVolumesZoneWithoutANodeIsReported(t *testing.T) {
	claim := kubernetes.Claim{Name: "data-a-0", Class: "gp3", GiB: 1}
	cluster := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType([]kubernetes.Claim{claim},
		[]kubernetes.Demand{{Name: "a-0", Claims: []string{claim.Name}}})}})
	cluster.StorageClass(nil)
	cluster.Namespace("elk")
	if _, err := cluster.Create(workload, "db", map[string]any{"name": "db"}); err != nil {
		t.Fatal(err)
	}
	node := cluster.World.Objects(kubernetes.Pod)[0].Str("node")
	for _, i := range cluster.World.Objects(ec2.Instance) {
		if i.Str("privateDns") == node {
			cluster.World.Forget(i)
		}
	}
	cluster.World.Settle()
	cluster.Violated("kubernetes/pods-find-a-node")
	if v := cluster.World.Violations()[0]; !strings.Contains(v.URN, "db") || !strings.Contains(v.Message, "volume node affinity conflict") {
		t.Errorf("%+v", v)
	}
}
