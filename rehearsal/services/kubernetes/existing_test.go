package kubernetes_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// existing is a world with a cluster of one laptop, and a workload to run there.
func existing(t *testing.T, claims []kubernetes.Claim, pods ...kubernetes.Demand) *clustertest.Cluster {
	t.Helper()
	c := clustertest.New(t, clustertest.Options{Empty: true, Types: []*world.ResourceType{workloadType(claims, pods)}})
	laptop := []kubernetes.Node{{Name: "laptop", CPUMilli: 4000, MemoryMi: 10 << 10, Pods: 110}}
	if err := kubernetes.NewExistingCluster(c.World, clustertest.Server, laptop, "standard"); err != nil {
		t.Fatal(err)
	}
	c.Namespace("elk")
	return c
}

func TestAnExistingClustersControlPlaneTakesItsRoom(t *testing.T) {
	for _, pod := range []struct {
		cpu, memory int
		refused     string
	}{
		{3050, 9950, ""},
		{3051, 0, "1 Insufficient cpu"},
		{0, 9951, "1 Insufficient memory"},
	} {
		c := existing(t, nil, kubernetes.Demand{Name: "db-0", CPUMilli: pod.cpu, MemoryMi: pod.memory})
		_, err := c.Create(workload, "db", map[string]any{"name": "db"})
		saying(t, err, pod.refused)
	}
}

func TestAnExistingClustersVolumesAreNotBilled(t *testing.T) {
	c := existing(t, []kubernetes.Claim{{Name: "data", GiB: 5}}, kubernetes.Demand{Name: "db-0", Claims: []string{"data"}})
	c.Must(workload, "db", map[string]any{"name": "db"})
	volumes := c.World.Objects(kubernetes.PersistentVolume)
	if len(volumes) != 1 || volumes[0].Int("size") != 5 || len(c.World.Objects(ec2.Volume)) != 0 {
		t.Fatalf("%v", c.World.Objects())
	}
	if volumes[0].Type.Price != nil {
		t.Error("a price of AWS for what is not there")
	}
}

func TestWhatAStackLeavesOnAnExistingClusterIsALeak(t *testing.T) {
	c := existing(t, []kubernetes.Claim{{Name: "data", GiB: 5}}, kubernetes.Demand{Name: "db-0", Claims: []string{"data"}})
	if leaks := c.World.Leaks(); len(leaks) != 1 || leaks[0] != "Namespace elk" {
		t.Errorf("%v", leaks)
	}
	if got := c.Needed(c.Get(kubernetes.Namespace, "elk"), c.World.Objects(kubernetes.ExistingCluster)[0]); got != nil {
		t.Errorf("the namespace needs what is not of the stack by %v", got)
	}
	c.Must(workload, "db", map[string]any{"name": "db"})
	mustDelete(t, c, workload, "elk/db")
	left := strings.Join(c.World.Leaks(), ", ")
	for _, want := range []string{"PersistentVolumeClaim elk/data", "persistent volume pvc-"} {
		if !strings.Contains(left, want) {
			t.Errorf("%s is not among what is left: %s", want, left)
		}
	}
	mustDelete(t, c, kubernetes.Namespace, "elk")
	if leaks := c.World.Leaks(); len(leaks) != 0 {
		t.Errorf("left with the namespace gone: %v", leaks)
	}
	c.Violated()
}
