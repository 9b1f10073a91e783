package cluster

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/recorder"
)

func TestPreviewsTheSameResources(t *testing.T) {
	if got, want := up(t, nil, recorder.WithPreview()).Names(), up(t, nil).Names(); !slices.Equal(got, want) {
		t.Errorf("previewed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEverythingInAWSUsesTheGivenProvider(t *testing.T) {
	rec := up(t, nil)
	provider := find(t, rec, "pulumi:providers:aws", "aws").URN
	for _, res := range rec.Resources {
		if strings.HasPrefix(res.Type, "aws:") && res.Provider != provider {
			t.Errorf("%s %s uses provider %q", res.Type, res.Name, res.Provider)
		}
	}
	for _, invoke := range rec.Invokes {
		if invoke.Provider != provider {
			t.Errorf("%s asks provider %q", invoke.Token, invoke.Provider)
		}
	}
}

func TestNothingEscapesDestroy(t *testing.T) {
	for _, res := range up(t, nil).Resources {
		if res.RetainOnDelete || res.DeletedWith != "" || res.Protect {
			t.Errorf("%s %s: retainOnDelete %v, deletedWith %q, protect %v",
				res.Type, res.Name, res.RetainOnDelete, res.DeletedWith, res.Protect)
		}
	}
}

func TestKeyOfKubernetesSecretsRotatesAndCanBeCalledBack(t *testing.T) {
	rec := up(t, nil)
	wantInputs(t, find(t, rec, typeKey, "secrets"), map[string]any{
		"enableKeyRotation":    true,
		"deletionWindowInDays": 30.0,
	})
	alias := find(t, rec, "aws:kms/alias:Alias", "secrets")
	wantInputs(t, alias, map[string]any{"name": "alias/eks/eks-elk-dev"})
	if want := find(t, rec, typeKey, "secrets").URN; alias.Parent != want {
		t.Errorf("the alias's parent is %s, want the key", alias.Parent)
	}
	key := find(t, rec, typeKey, "secrets").Outputs["arn"].StringValue()
	wantInputs(t, find(t, rec, typeCluster, "cluster"), map[string]any{"encryptionConfigKeyArn": key})
}

func TestControlPlaneLogsAreKeptAsLongAsSet(t *testing.T) {
	rec := up(t, func(a *Args) { a.Settings.LogRetentionDays = 7 })
	wantInputs(t, find(t, rec, typeLogGroup, "control-plane"), map[string]any{
		"name":            "/aws/eks/eks-elk-dev/cluster",
		"retentionInDays": 7.0,
	})
	wantInputs(t, find(t, rec, typeCluster, "cluster"), map[string]any{
		"enabledClusterLogTypes[0]": "api",
		"enabledClusterLogTypes[4]": "scheduler",
	})
}

func TestControlPlaneIsWhatTheSettingsSay(t *testing.T) {
	rec := up(t, nil)
	cluster := find(t, rec, typeCluster, "cluster")
	wantInputs(t, cluster, map[string]any{
		"name":                            "eks-elk-dev",
		"version":                         "1.35",
		"vpcId":                           "vpc_id",
		"endpointPublicAccess":            true,
		"endpointPrivateAccess":           true,
		"publicAccessCidrs[0]":            "1.2.3.4/32",
		"publicAccessCidrs[1]":            nil,
		"kubernetesServiceIpAddressRange": "172.20.0.0/16",
		"publicSubnetIds[2]":              "public-eu-central-1c_id",
		"privateSubnetIds[2]":             "private-eu-central-1c_id",
		"subnetIds":                       nil,
	})
	for _, key := range []string{"defaultNodeGroup", "instanceType", "nodeGroupOptions", "storageClasses", "fargate"} {
		if got := input(t, cluster, key); got != nil {
			t.Errorf("%s is %v, want nothing", key, got)
		}
	}
}

// The component's own node group, CNI and OIDC provider do not work any more.
func TestComponentMakesNeitherNodesNorCNINorIdentityProvider(t *testing.T) {
	wantInputs(t, find(t, up(t, nil), typeCluster, "cluster"), map[string]any{
		"skipDefaultNodeGroup": true,
		"useDefaultVpcCni":     true,
		"createOidcProvider":   false,
	})
}

func TestPrivateEndpointOpensNothing(t *testing.T) {
	rec := up(t, func(a *Args) {
		a.Settings.EndpointPublicAccess = false
		a.Settings.PublicAccessCIDRs = nil
	})
	cluster := find(t, rec, typeCluster, "cluster")
	wantInputs(t, cluster, map[string]any{"endpointPublicAccess": false, "publicAccessCidrs[0]": nil})
}

func TestOutputsAreTheClustersOwn(t *testing.T) {
	rec := up(t, nil)
	if got := rec.Exports["name"]; !got.IsString() || got.StringValue() != "eks-elk-dev" {
		t.Errorf("name is %v", got)
	}
	if got := rec.Exports["endpoint"]; !got.IsString() || !strings.HasPrefix(got.StringValue(), "https://") {
		t.Errorf("endpoint is %v", got)
	}
	if got := rec.Exports["storageClass"].StringValue(); got != find(t, rec, typeStorage, "gp3").Name {
		t.Errorf("volumes are to ask for class %q", got)
	}
	if got := rec.Exports["kubeconfig"]; !got.IsSecret() {
		t.Errorf("kubeconfig is not secret: %v", got)
	}
}
