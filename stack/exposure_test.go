package stack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

func decoded(t *testing.T, text string) resource.PropertyMap {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return resource.NewPropertyMapFromMap(m)
}

// each calls f with every value below v and the path to it.
func each(path string, v resource.PropertyValue, f func(path string, v resource.PropertyValue)) {
	f(path, v)
	switch {
	case v.IsSecret():
		each(path, v.SecretValue().Element, f)
	case v.IsObject():
		for k, below := range v.ObjectValue() {
			each(path+"."+string(k), below, f)
		}
	case v.IsArray():
		for _, below := range v.ArrayValue() {
			each(path+"[]", below, f)
		}
	}
}

func TestNothingIsPublicButWhatIsAskedFor(t *testing.T) {
	r := defaultStack(t)
	cluster := r.Find("aws:eks/cluster:Cluster", "cluster-eksCluster")
	vpc := cluster.Inputs["vpcConfig"].ObjectValue()
	blocks := vpc["publicAccessCidrs"].ArrayValue()
	if len(blocks) != 1 || blocks[0].StringValue() != "1.2.3.4/32" || !vpc["endpointPrivateAccess"].BoolValue() {
		t.Errorf("the API is open: %v", vpc)
	}
	for _, res := range r.Resources {
		if res.Made {
			continue // pulumi-eks's own security groups allow nodes egress to the internet
		}
		each("", resource.NewProperty(res.Inputs), func(path string, v resource.PropertyValue) {
			switch {
			case strings.HasSuffix(path, ".mapPublicIpOnLaunch"), strings.HasSuffix(path, ".associatePublicIpAddress"):
				if !v.IsString() && v.IsBool() && v.BoolValue() || v.IsString() && v.StringValue() == "true" {
					t.Errorf("%s %s%s gives public addresses", res.Type, res.Name, path)
				}
			case v.IsString() && v.StringValue() == "0.0.0.0/0" && res.Type != "aws:ec2/route:Route":
				t.Errorf("%s %s%s is open to everybody", res.Type, res.Name, path)
			case v.IsString() && (v.StringValue() == "LoadBalancer" || v.StringValue() == "NodePort"):
				t.Errorf("%s %s%s asks for a %s", res.Type, res.Name, path, v.StringValue())
			case strings.HasSuffix(path, ".ingress.enabled"):
				if v.IsBool() && v.BoolValue() {
					t.Errorf("%s %s%s", res.Type, res.Name, path)
				}
			}
		})
	}
}

func TestAPrivateEndpointStaysPrivate(t *testing.T) {
	r := record(t, map[string]string{"eks-elk:cluster": `{"endpointPublicAccess": false}`})
	vpc := r.Find("aws:eks/cluster:Cluster", "cluster-eksCluster").Inputs["vpcConfig"].ObjectValue()
	if vpc["endpointPublicAccess"].BoolValue() || !vpc["endpointPrivateAccess"].BoolValue() {
		t.Errorf("%v", vpc)
	}
}

func TestNodesSitInPrivateSubnetsOnly(t *testing.T) {
	r := record(t, map[string]string{
		"eks-elk:cluster":    minimalCluster,
		"eks-elk:nodeGroups": `{"small": {"zones": 3}, "big": {"desired": 3, "instanceType": "m5.2xlarge"}}`,
	})
	groups := r.OfType("aws:eks/nodeGroup:NodeGroup")
	if len(groups) != 2 {
		t.Fatalf("%d node groups", len(groups))
	}
	for _, group := range groups {
		subnets := group.Inputs["subnetIds"].ArrayValue()
		if len(subnets) != 3 {
			t.Errorf("%s: %v", group.Name, subnets)
		}
		for _, id := range subnets {
			if !strings.HasPrefix(id.StringValue(), "private-") {
				t.Errorf("%s has nodes in %v", group.Name, id)
			}
		}
	}
}

func TestTwoNodesGoToTwoZones(t *testing.T) {
	group := defaultStack(t).Find("aws:eks/nodeGroup:NodeGroup", "default")
	if subnets := group.Inputs["subnetIds"].ArrayValue(); len(subnets) != 2 {
		t.Errorf("%v", subnets)
	}
}

// passwords are what the recorder answers for random values, and how private
// keys begin.
var passwords = []string{"password-of-", "PRIVATE KEY", "$2a$10$"}

func TestSecretsStandInSecretsOnly(t *testing.T) {
	for _, r := range []*recorder.Recording{defaultStack(t), existingCluster(t)} {
		found := 0
		for _, res := range r.Resources {
			inSecret := map[string]bool{}
			each("", resource.NewProperty(res.Inputs), func(path string, v resource.PropertyValue) {
				if v.IsSecret() {
					inSecret[path] = true
				}
				if !v.IsString() || !holdsPassword(v.StringValue()) {
					return
				}
				found++
				if res.Type == "kubernetes:helm.sh/v3:Release" || res.Type == "kubernetes:core/v1:ConfigMap" {
					t.Errorf("%s %s%s holds a password", res.Type, res.Name, path)
				}
				covered := false
				for at := range inSecret {
					covered = covered || path == at || strings.HasPrefix(path, at+".") || strings.HasPrefix(path, at+"[")
				}
				if !covered {
					t.Errorf("%s %s%s would stand in the state in clear", res.Type, res.Name, path)
				}
			})
		}
		if found < 10 {
			t.Errorf("only %d passwords were seen at all", found)
		}
	}
}

func holdsPassword(text string) bool {
	for _, p := range passwords {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

func TestHelmValuesAreReadableInAPreview(t *testing.T) {
	for _, release := range defaultStack(t).OfType("kubernetes:helm.sh/v3:Release") {
		each("", release.Inputs["values"], func(path string, v resource.PropertyValue) {
			if v.IsSecret() {
				t.Errorf("%s%s is secret: the whole diff would be", release.Name, path)
			}
		})
	}
}

func TestSecretOutputsAreSecret(t *testing.T) {
	r := defaultStack(t)
	for name, v := range r.Exports {
		inSecret := v.IsSecret()
		each(string(name), v, func(path string, below resource.PropertyValue) {
			if below.IsString() && holdsPassword(below.StringValue()) && !inSecret {
				t.Errorf("output %s shows a password", path)
			}
		})
	}
	for _, name := range []resource.PropertyKey{"kubeconfig", "passwords"} {
		if !r.Exports[name].IsSecret() {
			t.Errorf("output %s is %v", name, r.Exports[name])
		}
	}
}

func TestWhatHoldsVolumesIsDeletedInOrder(t *testing.T) {
	for _, r := range []*recorder.Recording{defaultStack(t), existingCluster(t)} {
		for _, res := range r.Resources {
			if res.DeletedWith != "" || res.RetainOnDelete || res.Protect {
				t.Errorf("%s %s: deletedWith %q, retainOnDelete %v, protect %v", res.Type, res.Name, res.DeletedWith, res.RetainOnDelete, res.Protect)
			}
			if create := res.Inputs["createNamespace"]; create.IsBool() && create.BoolValue() {
				t.Errorf("%s %s makes its namespace by itself", res.Type, res.Name)
			}
		}
	}
}

func TestNamespacesRefusePodsThatReachForTheNodeOrRunAsRoot(t *testing.T) {
	// node-exporter watches the node itself, and Filebeat reads its files.
	privileged := map[string]bool{names.MonitoringNamespace: true, names.LogsNamespace: true}
	for _, namespace := range defaultStack(t).OfType(pulumitest.NamespaceType) {
		labels := namespace.Inputs["metadata"].ObjectValue()["labels"].ObjectValue()
		level := labels["pod-security.kubernetes.io/enforce"].StringValue()
		if want := map[bool]string{true: "privileged", false: "restricted"}[privileged[namespace.Name]]; level != want {
			t.Errorf("namespace %s enforces %q, want %q", namespace.Name, level, want)
		}
	}
}

func TestDriversOutliveTheirAddonRecords(t *testing.T) {
	r := defaultStack(t)
	for _, name := range []string{"vpc-cni", "ebs-csi"} {
		if preserve := r.Find("aws:eks/addon:Addon", name).Inputs["preserve"]; !preserve.IsBool() || !preserve.BoolValue() {
			t.Errorf("add-on %s would be torn out", name)
		}
	}
}
