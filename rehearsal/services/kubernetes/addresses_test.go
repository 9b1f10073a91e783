package kubernetes_test

import (
	"fmt"
	"slices"
	"testing"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// TestPodsHaveAddressesOfTheirSubnet: of the eleven addresses of a /28, three a
// node go to the drivers and coredns.
func TestPodsHaveAddressesOfTheirSubnet(t *testing.T) {
	const event, more = "failed to assign an IP address to container", "kubernetes/addresses-for-one-more-node"
	for name, c := range map[string]struct {
		block, cni string
		pods       int
		event      string
		violations []string
	}{
		"room":        {"10.1.64.0/28", "", 4, "", nil},
		"full":        {"10.1.64.0/28", "", 5, "", []string{more}},
		"too full":    {"10.1.64.0/28", "", 6, event, nil},
		"no prefix":   {"10.1.64.0/28", `{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}`, 1, event, nil},
		"prefixes":    {"10.1.64.0/26", `{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}`, 26, "", nil},
		"one too few": {"10.1.64.0/26", `{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}`, 53, event, nil},
	} {
		t.Run(name, func(t *testing.T) {
			demands := []kubernetes.Demand{{Name: "agent", EachNode: true}} // has the node's address
			for i := range c.pods {
				demands = append(demands, kubernetes.Demand{Name: fmt.Sprintf("p%d", i), MemoryMi: 10})
			}
			cluster := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType(nil, demands)}})
			if err := cluster.World.Preload(ec2.Subnet, "subnet-1", map[string]any{"cidrBlock": c.block}); err != nil {
				t.Fatal(err)
			}
			cluster.Change(ec2.Instance, "i-0", "subnetId", "subnet-1")
			cluster.Change(ec2.Instance, "i-1", "subnetId", "subnet-1")
			cluster.Change(eks.AddonType, "dev:vpc-cni", "configurationValues", c.cni)
			cluster.Namespace("elk")
			_, err := cluster.Create(workload, "db", map[string]any{"name": "db"})
			saying(t, err, c.event)
			if err == nil {
				cluster.World.Settle()
			}
			cluster.Violated(c.violations...)
		})
	}
}

// TestTheOrderOfPodsDecidesNothingAboutAddresses: the eight addresses that a /28
// has for pods are too few where all the small pods go to one node, and the
// verdict is the same whether they do.
func TestTheOrderOfPodsDecidesNothingAboutAddresses(t *testing.T) {
	const rule = "kubernetes/addresses-wherever-pods-go"
	for _, c := range []struct {
		small      int
		violations []string
	}{{7, nil}, {9, []string{rule}}} {
		demands := []kubernetes.Demand{{Name: "big", MemoryMi: 8 << 10}, {Name: "agent", EachNode: true}}
		for i := range c.small {
			demands = append(demands, kubernetes.Demand{Name: fmt.Sprintf("p%d", i), MemoryMi: 10})
		}
		for turn := range demands {
			turned := slices.Concat(demands[turn:], demands[:turn])
			cluster := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType(nil, turned)}})
			for i := range 2 {
				subnet := fmt.Sprintf("subnet-%d", i)
				if err := cluster.World.Preload(ec2.Subnet, subnet, map[string]any{"cidrBlock": fmt.Sprintf("10.1.64.%d/28", 16*i)}); err != nil {
					t.Fatal(err)
				}
				cluster.Change(ec2.Instance, fmt.Sprintf("i-%d", i), "subnetId", subnet)
			}
			cluster.Namespace("elk")
			if _, err := cluster.Create(workload, "db", map[string]any{"name": "db"}); err != nil {
				t.Errorf("%d small pods, %s first: %v", c.small, turned[0].Name, err)
			}
			cluster.World.Settle()
			cluster.Violated(c.violations...)
		}
	}
}

func TestEqualNodesAreTakenByName(t *testing.T) {
	for range 20 {
		cluster, err := placing(t, clustertest.Options{}, kubernetes.Demand{Name: "a-0"})
		if err != nil {
			t.Fatal(err)
		}
		if node := cluster.World.Objects(kubernetes.Pod)[0].Str("node"); node != "ip-10-1-0-0" {
			t.Fatalf("the pod is on %s", node)
		}
	}
}

func TestTaintsKeepPodsOff(t *testing.T) {
	cluster := clustertest.New(t, clustertest.Options{Types: []*world.ResourceType{workloadType(nil,
		[]kubernetes.Demand{{Name: "agent", EachNode: true}, {Name: "db-0"}})}})
	cluster.Namespace("elk")
	taint := func(effect string) error {
		cluster.Change(eks.NodeGroupType, "dev:default", "taints", []any{map[string]any{"key": "dedicated", "value": "elk", "effect": effect}})
		_, err := cluster.Create(workload, "db", map[string]any{"name": "db"})
		return err
	}
	const event = "pod db-0: FailedScheduling: 0/2 nodes are available: 2 node(s) had untolerated taint {dedicated: elk}"
	saying(t, taint("NO_SCHEDULE"), event)
	mustDelete(t, cluster, workload, "elk/db")
	saying(t, taint("PREFER_NO_SCHEDULE"), "")
}

func TestTheDriverReadsTheClassesParameters(t *testing.T) {
	const rule = "kubernetes/storage-class-parameters"
	with := func(key string, value any) map[string]any {
		parameters := map[string]any{"type": "gp3", "encrypted": "true"}
		parameters[key] = value
		return map[string]any{"parameters": parameters}
	}
	key := "arn:aws:kms:eu-central-1:123456789012:key/x"
	for wording, change := range map[string]map[string]any{
		"Invalid parameter key encryption for CreateVolume": with("encryption", "true"),
		"is not the ARN of a key":                           with("kmsKeyId", "true"),
		"requires the parameter Encrypted":                  {"parameters": map[string]any{"kmsKeyId": key}},
		`invalid AWS VolumeType "gp9"`:                      with("type", "gp9"),
		`got "yes"`:                                         with("encrypted", "yes"),
		"cannot unmarshal bool":                             with("encrypted", true),
		"cannot unmarshal number":                           with("iops", 3000),
		`unsupported file system type "true"`:               with("csi.storage.k8s.io/fstype", "true"),
	} {
		c := clustertest.New(t, clustertest.Options{})
		in := map[string]any{"metadata": map[string]any{"name": "gp3"}, "provisioner": kubernetes.EBSDriver}
		for k, v := range change {
			in[k] = v
		}
		_, err := c.Create(kubernetes.StorageClass, "gp3", in)
		clustertest.Refused(t, err, rule, wording)
	}
	for _, change := range []map[string]any{
		with("kmsKeyId", key), with("IOPS", "3000"), with("tagSpecification_1", "a=b"), with("csi.storage.k8s.io/fsType", "xfs"),
		{"parameters": nil},
	} {
		clustertest.New(t, clustertest.Options{}).StorageClass(change)
	}
}
