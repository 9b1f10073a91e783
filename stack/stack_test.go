package stack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// minimalCluster is the smallest configuration of a new cluster.
const minimalCluster = `{"publicAccessCidrs": ["1.2.3.4/32"]}`

// record runs the whole program with some settings.
func record(t *testing.T, config map[string]string, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	r := recorder.Run(t, Run, append([]recorder.Option{recorder.WithConfig(config)}, opts...)...)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func defaultStack(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{"eks-elk:cluster": minimalCluster}, opts...)
}

func existingCluster(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{"eks-elk:cluster": existing(t, "kind", "standard")}, opts...)
}

// existing returns the configuration of an existing cluster, with a kubeconfig
// of one context.
func existing(t *testing.T, context, storageClass string) string {
	t.Helper()
	kubeconfig := `{"contexts": [{"name": "kind", "context": {"cluster": "kind"}}], "current-context": "kind", ` +
		`"clusters": [{"name": "kind", "cluster": {"server": "http://127.0.0.1:8001"}}]}`
	text, err := json.Marshal(map[string]string{"kubeconfig": kubeconfig, "context": context, "storageClass": storageClass})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAPreviewRegistersTheSameResources(t *testing.T) {
	up, preview := defaultStack(t), defaultStack(t, recorder.WithPreview())
	if d := pulumitest.Diff(strings.Join(up.Names(), "\n"), strings.Join(preview.Names(), "\n")); d != "" {
		t.Errorf("- only up, + only preview\n%s", d)
	}
}

func TestEverythingOfAWSNamesTheOneProvider(t *testing.T) {
	r := defaultStack(t)
	provider := r.Find("pulumi:providers:aws", "aws")
	for _, res := range r.Resources {
		if strings.HasPrefix(res.Type, "aws:") && res.Provider != provider.URN {
			t.Errorf("%s %s has provider %q", res.Type, res.Name, res.Provider)
		}
		if res.Type == "eks:index:Cluster" && res.Providers["aws"] != provider.URN {
			t.Errorf("%s has providers %v", res.Name, res.Providers)
		}
	}
	for _, call := range r.Invokes {
		if strings.HasPrefix(call.Token, "aws:") && call.Provider != provider.URN {
			t.Errorf("%s asks provider %q", call.Token, call.Provider)
		}
	}
	if got := object(t, provider.Inputs["defaultTags"])["tags"].ObjectValue(); got["managed-by"].StringValue() != "pulumi" ||
		got["project"].StringValue() != "eks-elk" || got["stack"].StringValue() != "dev" {
		t.Errorf("default tags %v", got)
	}
	if region := provider.Inputs["region"]; region.StringValue() != "eu-central-1" {
		t.Errorf("region %v", region)
	}
	if provider.Inputs["profile"].HasValue() {
		t.Error("a profile nobody asked for")
	}
	for _, name := range []resource.PropertyKey{"allowedAccountIds", "assumeRole"} {
		if provider.Inputs[name].HasValue() {
			t.Errorf("%s %v, which nobody asked for", name, provider.Inputs[name])
		}
	}
}

// A runner on EC2 has no other credentials than those of its instance.
func TestTheProviderAsksTheMetadataServiceForCredentials(t *testing.T) {
	provider := defaultStack(t).Find("pulumi:providers:aws", "aws")
	if got := provider.Inputs["skipMetadataApiCheck"]; !got.IsBool() || got.BoolValue() {
		t.Errorf("skipMetadataApiCheck is %v", got)
	}
}

func TestTheProviderKnowsAccountRoleAndTags(t *testing.T) {
	provider := record(t, map[string]string{
		"eks-elk:cluster":       minimalCluster,
		"aws:allowedAccountIds": `["123456789012"]`,
		"aws:assumeRole":        `{"roleArn": "arn:aws:iam::123456789012:role/deploy"}`,
		"aws:defaultTags":       `{"tags": {"CostCenter": 4711}}`,
	}).Find("pulumi:providers:aws", "aws")
	if got := provider.Inputs["allowedAccountIds"].ArrayValue(); len(got) != 1 || got[0].StringValue() != "123456789012" {
		t.Errorf("allowed accounts %v", got)
	}
	if got := object(t, provider.Inputs["assumeRole"])["roleArn"].StringValue(); got != "arn:aws:iam::123456789012:role/deploy" {
		t.Errorf("role %s", got)
	}
	if got := object(t, provider.Inputs["defaultTags"])["tags"].ObjectValue(); got["CostCenter"].StringValue() != "4711" || len(got) != 4 {
		t.Errorf("tags %v", got)
	}
}

// object reads a nested input of a provider, which is handed over as JSON.
func object(t *testing.T, v resource.PropertyValue) resource.PropertyMap {
	t.Helper()
	if v.IsString() {
		return decoded(t, v.StringValue())
	}
	return v.ObjectValue()
}

// us-east-1 has six zones, one of them without EKS: the VPC is in all, the
// control plane and the nodes are not.
func TestNothingOfEKSIsInAZoneWithoutIt(t *testing.T) {
	const without = "us-east-1e"
	r := record(t, map[string]string{
		"eks-elk:cluster": minimalCluster, "aws:region": "us-east-1", "eks-elk:network": `{"zones": 6, "natGateways": "single"}`,
		"eks-elk:nodes": `{"desired": 5, "max": 5}`,
	}, recorder.WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(args resource.PropertyMap) resource.PropertyMap {
		var names []any
		for _, letter := range "abcdef" {
			if name := "us-east-1" + string(letter); name != without || !args["excludeZoneIds"].HasValue() {
				names = append(names, name)
			}
		}
		return resource.NewPropertyMapFromMap(map[string]any{"names": names})
	}))
	if subnets := r.OfType("aws:ec2/subnet:Subnet"); len(subnets) != 12 {
		t.Errorf("%d subnets, want a public and a private one in each zone", len(subnets))
	}
	cluster, nodes := r.Find("eks:index:Cluster", "cluster"), r.Find("eks:index:ManagedNodeGroup", "default")
	for what, list := range map[string]resource.PropertyValue{
		"public": cluster.Inputs["publicSubnetIds"], "private": cluster.Inputs["privateSubnetIds"], "nodes": nodes.Inputs["subnetIds"],
	} {
		if !list.IsArray() || len(list.ArrayValue()) != 5 {
			t.Fatalf("%s: %v", what, list)
		}
		for _, id := range list.ArrayValue() {
			if strings.Contains(id.StringValue(), without) {
				t.Errorf("%s: %s has no EKS", what, id.StringValue())
			}
		}
	}
}

func TestAnExistingClusterTakesNothingOfAWS(t *testing.T) {
	r := existingCluster(t)
	for _, res := range r.Resources {
		if strings.HasPrefix(res.Type, "aws:") || strings.HasPrefix(res.Type, "eks:") || strings.HasPrefix(res.Type, "pulumi:providers:aws") {
			t.Errorf("%s %s", res.Type, res.Name)
		}
	}
	for _, call := range r.Invokes {
		if strings.HasPrefix(call.Token, "aws:") {
			t.Errorf("asked %v", call)
		}
	}
	for _, name := range []resource.PropertyKey{"region", "clusterName", "kubeconfig"} {
		if r.Exports[name].HasValue() {
			t.Errorf("output %s of a cluster that is not ours", name)
		}
	}
}

func TestKubernetesObjectsNameTheClustersProvider(t *testing.T) {
	for _, r := range []*recorder.Recording{defaultStack(t), existingCluster(t)} {
		provider := r.Find("pulumi:providers:kubernetes", "cluster")
		for _, res := range r.Resources {
			if strings.HasPrefix(res.Type, "kubernetes:") && !res.Made && res.Provider != provider.URN {
				t.Errorf("%s %s has provider %q", res.Type, res.Name, res.Provider)
			}
		}
	}
}

func TestWarningsReachTheTerminal(t *testing.T) {
	r := record(t, map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["0.0.0.0/0"]}`})
	if w := r.Warnings(); len(w) != 1 || !strings.Contains(w[0], "0.0.0.0/0") {
		t.Errorf("%q", w)
	}
	if w := defaultStack(t).Warnings(); len(w) != 0 {
		t.Errorf("%q", w)
	}
}

// Seconds: images to pull, volumes to wait for, a first start.
func TestReleasesHaveTimeToPullAndStart(t *testing.T) {
	slow := map[string]float64{"elasticsearch": 900, "kube-prometheus-stack": 900}
	for _, release := range defaultStack(t).OfType("kubernetes:helm.sh/v3:Release") {
		if got := release.Inputs["timeout"].NumberValue(); got < 600 || got < slow[release.Name] {
			t.Errorf("%s has %v seconds", release.Name, got)
		}
	}
}
