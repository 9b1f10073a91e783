package cluster

import (
	"encoding/json"
	"testing"

	"eks-elk/internal/recorder"
)

// EKS starts a cluster with its own vpc-cni, kube-proxy and coredns: NONE
// would end in a ConfigurationConflict.
func TestAddonsTakeOverWhatEKSMade(t *testing.T) {
	rec := up(t, nil)
	for _, addon := range addons {
		wantInputs(t, find(t, rec, typeAddon, addon.name), map[string]any{"resolveConflicts": "OVERWRITE", "clusterName": "eks-elk-dev"})
	}
}

func TestDriversOutliveTheirRecord(t *testing.T) {
	rec := up(t, nil)
	for name, preserved := range map[string]any{"vpc-cni": true, "ebs-csi": true, "kube-proxy": nil, "coredns": nil} {
		wantInputs(t, find(t, rec, typeAddon, name), map[string]any{"preserve": preserved})
	}
}

func TestAddonsThatCallAWSHaveRolesOfTheirOwn(t *testing.T) {
	rec := up(t, nil)
	for _, name := range []string{"vpc-cni", "ebs-csi"} {
		wantInputs(t, find(t, rec, typeAddon, name), map[string]any{
			"serviceAccountRoleArn": find(t, rec, typeRole, name).Outputs["arn"].StringValue(),
		})
	}
	for _, name := range []string{"kube-proxy", "coredns"} {
		wantInputs(t, find(t, rec, typeAddon, name), map[string]any{"serviceAccountRoleArn": nil})
	}
}

func TestVolumesSayWhoseTheyAre(t *testing.T) {
	text, _ := input(t, find(t, up(t, nil), typeAddon, "ebs-csi"), "configurationValues").(string)
	var values struct {
		Controller struct {
			ExtraVolumeTags map[string]string `json:"extraVolumeTags"`
		} `json:"controller"`
	}
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatalf("configuration %q: %v", text, err)
	}
	tags := values.Controller.ExtraVolumeTags
	if len(tags) != 2 || tags["project"] != "eks-elk" || tags["stack"] != "dev" {
		t.Errorf("volumes are tagged %v", tags)
	}
}

func TestKubernetesUpgradeBringsItsAddons(t *testing.T) {
	rec := up(t, func(a *Args) { a.Settings.Version = "1.36" })
	for _, addon := range addons {
		wantInputs(t, find(t, rec, typeAddon, addon.name), map[string]any{
			"addonName":    addon.addon,
			"addonVersion": addon.addon + "-for-1.36",
		})
	}
	wantInputs(t, find(t, rec, typeInnerGroup, "default"), map[string]any{"version": "1.36"})
}

func TestAddonVersionsAreKnownInPreview(t *testing.T) {
	rec := up(t, nil, recorder.WithPreview())
	wantInputs(t, find(t, rec, typeAddon, "kube-proxy"), map[string]any{"addonVersion": "kube-proxy-for-1.35"})
}

func TestDefaultStorageClassIsEncryptedAndWaitsForItsPod(t *testing.T) {
	rec := up(t, nil)
	class := find(t, rec, typeStorage, "gp3")
	wantInputs(t, class, map[string]any{
		"metadata.name": "gp3",
		`metadata.annotations["storageclass.kubernetes.io/is-default-class"]`: "true",
		"provisioner":          "ebs.csi.aws.com",
		"parameters.type":      "gp3",
		"parameters.encrypted": "true",
		"volumeBindingMode":    "WaitForFirstConsumer",
		"allowVolumeExpansion": true,
		"reclaimPolicy":        "Delete",
	})
	if want := find(t, rec, typeProvider, "cluster").URN; class.Provider != want {
		t.Errorf("made through %s, want %s", class.Provider, want)
	}
}
