package kubernetes_test

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// workload stands for a controller that makes claims and pods of its own.
const workload = "test:workload"

func workloadType(claims []kubernetes.Claim, demands []kubernetes.Demand) *world.ResourceType {
	return &world.ResourceType{
		Token: workload, Title: "workload", Service: "test",
		ID: func(op *world.Op) string { return "elk/" + op.Str("name") },
		Made: func(op *world.Op) error {
			op.Object.Parents = kubernetes.Home(op, "elk")
			room := kubernetes.Rooms(op, nil)
			zones := map[string]string{}
			for _, d := range demands {
				zone := ""
				for _, name := range d.Claims {
					if _, at := kubernetes.Bound(op, "elk", name); at != "" {
						zone = at
					}
				}
				node, err := room.Place(d, zone)
				if err != nil {
					return err
				}
				for _, name := range d.Claims {
					zones[name] = node.Zone
				}
			}
			for _, cl := range claims {
				class, err := kubernetes.FindClass(op, cl.Class)
				if err != nil {
					return err
				}
				if err := kubernetes.Provision(op, "elk", cl, class, zones[cl.Name], "test", op.Object); err != nil {
					return err
				}
			}
			kubernetes.HoldsVolumes(op, "elk")
			return kubernetes.Run(op, "elk", room.Placed, op.Object)
		},
	}
}

// withVolume is a cluster with a namespace elk and one claim in it.
func withVolume(t *testing.T) *clustertest.Cluster {
	t.Helper()
	c := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType(
		[]kubernetes.Claim{{Name: "data", GiB: 30}},
		[]kubernetes.Demand{{Name: "db-0", CPUMilli: 500, MemoryMi: 4096, Claims: []string{"data"}}},
	)}})
	c.StorageClass(nil)
	c.Namespace("elk")
	c.Must(workload, "db", map[string]any{"name": "db"})
	return c
}

func TestAClaimIsAVolumeInTheZoneOfItsPod(t *testing.T) {
	c := withVolume(t)
	volumes, pods := c.World.Objects(ec2.Volume), c.World.Objects(kubernetes.Pod)
	if len(volumes) != 1 || len(pods) != 1 {
		t.Fatalf("%d volumes and %d pods, want one each", len(volumes), len(pods))
	}
	v := volumes[0]
	zone := map[string]string{"ip-10-1-0-0": "eu-central-1a", "ip-10-1-0-1": "eu-central-1b"}[pods[0].Str("node")]
	if v.Str("availabilityZone") != zone || v.Int("size") != 30 || v.Owner != kubernetes.EBSDriver {
		t.Errorf("volume of %d GiB in %s made by %s, pod in %s", v.Int("size"), v.Str("availabilityZone"), v.Owner, zone)
	}
	if item, n := v.Type.Price(v); item != price.GP3 || n != 30 {
		t.Errorf("the bill of the volume: %v of %s", n, item)
	}
}

func TestVolumesTieTheirNamespaceToDriverAndNodes(t *testing.T) {
	c := withVolume(t)
	ns := c.Get(kubernetes.Namespace, "elk")
	for to, rule := range map[*world.Object]string{
		c.Get(eks.AddonType, "dev:aws-ebs-csi-driver"):    "kubernetes/volumes-need-csi-driver",
		c.Get(eks.NodeGroupType, "dev:default"):           "kubernetes/volumes-need-nodes",
		c.Get(iam.RolePolicyAttachment, "ebs-csi-policy"): "kubernetes/volumes-need-csi-driver",
		c.Get(iam.Role, "ebs-csi"):                        "kubernetes/volumes-need-csi-driver",
		c.World.Objects(iam.OpenIDConnectProvider)[0]:     "kubernetes/volumes-need-csi-driver",
		c.Get(eks.ClusterType, clustertest.Name):          "kubernetes/cluster-reachable",
	} {
		if got := c.Needed(ns, to); !slices.Contains(got, rule) {
			t.Errorf("the namespace needs %s by %v, want %s", to, got, rule)
		}
	}
	other := clustertest.New(t, clustertest.Options{})
	empty := other.Namespace("empty")
	if got := other.Needed(empty, other.Get(eks.AddonType, "dev:aws-ebs-csi-driver")); got != nil {
		t.Errorf("a namespace without volumes needs the driver by %v", got)
	}
	// An update of the namespace keeps the tie.
	if err := c.Update(ns, map[string]any{"metadata": map[string]any{"name": "elk", "labels": map[string]any{"a": "b"}}}); err != nil {
		t.Fatal(err)
	}
	if got := c.Needed(ns, c.Get(eks.AddonType, "dev:aws-ebs-csi-driver")); got == nil {
		t.Error("an update of the namespace forgets its volumes")
	}
}

// saying wants an error that says so, or none.
func saying(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func mustDelete(t *testing.T, c *clustertest.Cluster, typ, id string) {
	t.Helper()
	if err := c.Delete(typ, id); err != nil {
		t.Fatalf("delete %s: %v", id, err)
	}
}

func TestVolumesGoWithTheirNamespaceWhileTheDriverLives(t *testing.T) {
	c := withVolume(t)
	mustDelete(t, c, workload, "elk/db")
	if len(c.World.Objects(kubernetes.PersistentVolumeClaim)) != 1 {
		t.Error("a claim goes with the controller that made it; it should wait for its namespace")
	}
	mustDelete(t, c, kubernetes.Namespace, "elk")
	if n := len(c.World.Objects(kubernetes.PersistentVolumeClaim, kubernetes.Pod)); n != 0 {
		t.Errorf("%d claims and pods outlive their namespace", n)
	}
	if v := c.World.Objects(ec2.Volume); len(v) != 1 || v[0].Str("state") != "deleting" {
		t.Fatalf("volumes %v: the driver deletes them some seconds later, not at once", v)
	}
	mustDelete(t, c, eks.AddonType, "dev:aws-ebs-csi-driver") // with preserve
	mustDelete(t, c, eks.NodeGroupType, "dev:default")
	if v := c.World.Objects(ec2.Volume); len(v) != 0 {
		t.Errorf("left: %v", v)
	}
	c.Violated()
}

func TestVolumesAreLeftWhenTheDriverGoesTooSoon(t *testing.T) {
	namespace, addon := [2]string{kubernetes.Namespace, "elk"}, [2]string{eks.AddonType, "dev:aws-ebs-csi-driver"}
	policy := [2]string{iam.RolePolicyAttachment, "ebs-csi-policy"}
	for name, c := range map[string]struct {
		preserve bool
		first    [][2]string
	}{
		"the add-on goes without preserve":     {false, [][2]string{namespace, addon}},
		"the driver loses its policy":          {true, [][2]string{namespace, addon, policy}},
		"the add-on goes before the namespace": {false, [][2]string{addon, namespace}},
		"the policy goes before the namespace": {true, [][2]string{policy, namespace}},
	} {
		order, preserve := c.first, c.preserve
		t.Run(name, func(t *testing.T) {
			c := withVolume(t)
			mustDelete(t, c, workload, "elk/db")
			c.Change(addon[0], addon[1], "preserve", preserve)
			for _, each := range order {
				mustDelete(t, c, each[0], each[1])
			}
			mustDelete(t, c, eks.NodeGroupType, "dev:default")
			c.Violated("kubernetes/volumes-need-csi-driver")
			if leaks := strings.Join(c.World.Leaks(), "\n"); !strings.Contains(leaks, "volume vol-0") ||
				!strings.Contains(leaks, "made by ebs.csi.aws.com") {
				t.Errorf("no volume among the leaks:\n%s", leaks)
			}
		})
	}
}

func TestNodesOutliveTheNamespaceOfTheirVolumes(t *testing.T) {
	c := withVolume(t)
	mustDelete(t, c, eks.NodeGroupType, "dev:default")
	c.Violated("kubernetes/volumes-need-nodes")
	mustDelete(t, c, kubernetes.Namespace, "elk")
	if v := c.World.Objects(ec2.Volume); len(v) != 1 || v[0].Str("state") != "available" {
		t.Errorf("volumes %v: nothing is there to delete them", v)
	}
}

func TestARetainedVolumeStays(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType([]kubernetes.Claim{{Name: "data", GiB: 1}}, nil)}})
	c.StorageClass(map[string]any{"reclaimPolicy": "Retain"})
	c.Namespace("elk")
	c.Must(workload, "db", map[string]any{"name": "db"})
	mustDelete(t, c, kubernetes.Namespace, "elk")
	mustDelete(t, c, eks.NodeGroupType, "dev:default")
	if v := c.World.Objects(ec2.Volume); len(v) != 1 {
		t.Errorf("%d volumes, want the retained one", len(v))
	}
}

func TestStorageClassOutlivesTheClaimsThatNameIt(t *testing.T) {
	c := withVolume(t)
	mustDelete(t, c, kubernetes.StorageClass, "gp3")
	c.Violated("kubernetes/storage-class-outlives-claims")
	c = withVolume(t)
	mustDelete(t, c, kubernetes.Namespace, "elk")
	mustDelete(t, c, kubernetes.StorageClass, "gp3")
	c.Violated()
}

func TestNamespaceOutlivesWhatTheStackKeepsInIt(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	c.Namespace("elk")
	c.Secret("elk", "s", map[string]any{"a": "b"})
	mustDelete(t, c, kubernetes.Namespace, "elk")
	c.Violated("kubernetes/namespace-exists")
	if c.Get(kubernetes.Secret, "elk/s") != nil {
		t.Error("the Secret outlives its namespace")
	}
}

func TestClusterOutlivesWhatTheStackKeepsOnIt(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{Without: []string{"nodes"}})
	c.Must(kubernetes.ConfigMap, "m", named("default", "m"))
	mustDelete(t, c, eks.ClusterType, clustertest.Name)
	c.Violated("kubernetes/cluster-reachable")
	if len(c.World.Objects(kubernetes.ConfigMap)) != 0 {
		t.Error("the ConfigMap outlives its cluster")
	}
}

func TestAStorageClassKeepsWhatTheServerForbidsToChange(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	class := c.StorageClass(nil)
	for property, value := range map[string]string{"reclaimPolicy": "Retain", "volumeBindingMode": "Immediate"} {
		in := map[string]any{}
		for key, v := range class.Inputs.Mappable() {
			in[key] = v
		}
		in[property] = value
		clustertest.Refused(t, c.Update(class, in), "kubernetes/storage-class-kept", property)
	}
}
