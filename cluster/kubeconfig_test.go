package cluster

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/kubeconfig"
	"eks-elk/settings"
)

var someone = access{cluster: "eks-elk-dev", region: "eu-central-1"}

// The whole text: clients of three languages read it.
const wantKubeconfig = `{"apiVersion":"v1","kind":"Config",` +
	`"clusters":[{"name":"eks-elk-dev","cluster":{"server":"https://api","certificate-authority-data":"Q0E="}}],` +
	`"contexts":[{"name":"eks-elk-dev","context":{"cluster":"eks-elk-dev","user":"eks-elk-dev"}}],` +
	`"current-context":"eks-elk-dev",` +
	`"users":[{"name":"eks-elk-dev","user":{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"aws",` +
	`"args":["eks","get-token","--cluster-name","eks-elk-dev","--region","eu-central-1","--output","json"],"interactiveMode":"IfAvailable"}}}]}`

func TestKubeconfigSaysRegionAndNoProfile(t *testing.T) {
	got, err := newKubeconfig(someone, "https://api", "Q0E=")
	if err != nil {
		t.Fatal(err)
	}
	if got != wantKubeconfig {
		t.Errorf("kubeconfig is\n%s\nwant\n%s", got, wantKubeconfig)
	}
}

func TestKubeconfigUsesTheStacksProfile(t *testing.T) {
	who := someone
	who.profile = "work"
	got, err := newKubeconfig(who, "https://api", "Q0E=")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, `"env":[{"name":"AWS_PROFILE","value":"work"}]`) {
		t.Errorf("kubeconfig is %s", got)
	}
}

func TestKubeconfigAssumesTheStacksRole(t *testing.T) {
	who := someone
	who.role = "arn:aws:iam::123456789012:role/deploy"
	got, err := newKubeconfig(who, "https://api", "Q0E=")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, `"--output","json","--role-arn","arn:aws:iam::123456789012:role/deploy"]`) {
		t.Errorf("kubeconfig is %s", got)
	}
}

func TestKubeconfigIsOneForTheProgramAndForThePerson(t *testing.T) {
	rec := up(t, nil)
	provider := find(t, rec, typeProvider, "cluster")
	if !provider.Inputs["kubeconfig"].IsSecret() {
		t.Error("the provider's kubeconfig is not secret")
	}
	persons := rec.Exports["kubeconfig"].SecretValue().Element.StringValue()
	config := parsed(t, persons)
	if used := parsed(t, input(t, provider, "kubeconfig")); !reflect.DeepEqual(used.Clusters[:1], config.Clusters) ||
		!reflect.DeepEqual(used.Contexts, config.Contexts) || !reflect.DeepEqual(used.Users, config.Users) {
		t.Errorf("the provider uses %+v, the stack puts out %s", used, persons)
	}
	cluster := find(t, rec, typeEKSCluster, "cluster-eksCluster")
	if want := cluster.Outputs["endpoint"].StringValue(); config.Clusters[0].Cluster.Server != want {
		t.Errorf("server is %s, want %s", config.Clusters[0].Cluster.Server, want)
	}
	authority := cluster.Outputs["certificateAuthority"].ObjectValue()["data"].StringValue()
	if got := config.Clusters[0].Cluster.CertificateAuthorityData; got != authority {
		t.Errorf("certificate authority is %s, want %s", got, authority)
	}
}

func parsed(t *testing.T, text any) kubeconfig.Config {
	t.Helper()
	var config kubeconfig.Config
	if err := json.Unmarshal([]byte(text.(string)), &config); err != nil {
		t.Fatal(err)
	}
	return config
}

// aws-auth is written through the component's own provider.
func TestComponentsProviderSaysRegionToo(t *testing.T) {
	rec := up(t, nil)
	provider := find(t, rec, typeProvider, "cluster-eks-k8s")
	wantInputs(t, provider, map[string]any{
		"enableConfigMapMutable": "true",
		"kubeconfig":             input(t, find(t, rec, typeProvider, "cluster"), "kubeconfig"),
	})
	if access := find(t, rec, typeAWSAuth, "cluster-nodeAccess"); access.Provider != provider.URN {
		t.Errorf("aws-auth is written through %s", access.Provider)
	}
}

func TestRewrittenKubeconfigDoesNotNameWhoRanPulumi(t *testing.T) {
	const given = `{"apiVersion":"v1","clusters":[{"cluster":{"server":"https://api","certificate-authority-data":"Q0E="},"name":"kubernetes"}],` +
		`"users":[{"name":"aws","user":{"exec":{"args":["eks","get-token","--cluster-name","eks-elk-dev"],"env":[{"name":"AWS_PROFILE","value":"laptop"}]}}}]}`
	got, err := rewriteKubeconfig(someone, given)
	if err != nil {
		t.Fatal(err)
	}
	if got != wantKubeconfig {
		t.Errorf("kubeconfig is\n%s\nwant\n%s", got, wantKubeconfig)
	}
}

func TestRefusesAKubeconfigItCannotRead(t *testing.T) {
	for name, given := range map[string]any{"no text": 7, "no JSON": "apiVersion: v1", "no cluster": `{"clusters":[]}`} {
		if got, err := rewriteKubeconfig(someone, given); err == nil {
			t.Errorf("%s: made %s of it", name, got)
		}
	}
}

func TestOtherChildrenAreLeftAlone(t *testing.T) {
	for kind, change := range map[string]pulumi.ResourceTransform{
		"aws:eks/cluster:Cluster":       patchProviderKubeconfig(someone, nil),
		"aws:ec2/securityGroup:Group":   completeNodeGroup(settings.NodeGroup{}),
		"eks:index:ManagedNodeGroup":    completeNodeGroup(settings.NodeGroup{}),
		"kubernetes:core/v1:ConfigMap":  patchProviderKubeconfig(someone, nil),
		"aws:eks/nodeGroup:NodeGroupV2": completeNodeGroup(settings.NodeGroup{}),
	} {
		if got := change(context.Background(), &pulumi.ResourceTransformArgs{Type: kind, Props: pulumi.Map{}}); got != nil {
			t.Errorf("%s is changed to %v", kind, got)
		}
	}
}

// Two plugins of one provider would be installed, and write to one cluster. The
// program's own is that of its SDK.
func TestTheComponentsProvidersAreOfTheProgramsOwnPlugin(t *testing.T) {
	module, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(module), "pulumi-kubernetes/sdk/v3 v"+kubernetesPlugin+"\n") {
		t.Errorf("the SDK of go.mod is not %s", kubernetesPlugin)
	}
	made := 0
	for _, provider := range up(t, nil).OfType(typeProvider) {
		if !provider.Made {
			continue
		}
		made++
		if provider.Version != kubernetesPlugin {
			t.Errorf("%s asks for plugin %q, want %s", provider.Name, provider.Version, kubernetesPlugin)
		}
	}
	if made == 0 {
		t.Error("no provider of the component")
	}
}
