package cluster

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/settings"
)

func TestNodesSitInPrivateSubnetsOnly(t *testing.T) {
	rec := up(t, func(a *Args) { a.NodeGroups[0].Zones = 3 })
	subnets, ok := input(t, find(t, rec, typeInnerGroup, "default"), "subnetIds").([]any)
	if !ok || len(subnets) != 3 {
		t.Fatalf("subnets are %v, want three", subnets)
	}
	for i, zone := range zones {
		if want := "private-" + zone + "_id"; subnets[i] != want {
			t.Errorf("subnet %d is %v, want %s", i, subnets[i], want)
		}
	}
}

// A replaced node has to come back in the zone that holds its volumes, so two
// nodes go to two zones and not to three.
func TestNodesSpanAsManyZonesAsAskedFor(t *testing.T) {
	subnets, _ := input(t, find(t, up(t, nil), typeInnerGroup, "default"), "subnetIds").([]any)
	if len(subnets) != 2 || subnets[0] != "private-eu-central-1a_id" || subnets[1] != "private-eu-central-1b_id" {
		t.Errorf("subnets are %v, want those of the first two zones", subnets)
	}
}

// On destroy, and where the number of nodes changed, a group is in zones that it
// was made with: without the route to the internet a node can neither join nor deregister.
func TestNodesWaitForTheRouteToTheInternetOfEveryZoneThatTheyMayBeIn(t *testing.T) {
	for _, chosen := range []bool{true, false} {
		rec := up(t, func(a *Args) { a.NodeGroups[0].ZonesAreChosen = chosen })
		group := find(t, rec, typeNodeGroup, "default").URN
		for i, zone := range zones {
			if got, want := rec.DependsOn(group, find(t, rec, typeRoute, "private-"+zone).URN), i < 2 || !chosen; got != want {
				t.Errorf("zones chosen: %v; the group waits for the route of %s: %v", chosen, zone, got)
			}
		}
	}
}

func TestNodeGroupIsWhatTheSettingsSay(t *testing.T) {
	rec := up(t, nil)
	wantInputs(t, find(t, rec, typeInnerGroup, "default"), map[string]any{
		"scalingConfig.minSize":     2.0,
		"scalingConfig.desiredSize": 2.0,
		"scalingConfig.maxSize":     4.0,
		"instanceTypes[0]":          "m5.xlarge",
		"instanceTypes[1]":          nil,
		"capacityType":              "ON_DEMAND",
		"version":                   "1.35",
		"launchTemplate.id":         "default_id",
		"launchTemplate.version":    "1",
		"nodeRoleArn":               find(t, rec, typeRole, "node").Outputs["arn"].StringValue(),
	})
}

// The provider of this major refuses AL2023, and EKS has no image for AL2; and
// EKS refuses a disk size or remote access beside a launch template.
func TestNodeGroupLeavesTheImageToEKS(t *testing.T) {
	group := find(t, up(t, nil), typeInnerGroup, "default")
	for _, key := range []string{"amiType", "releaseVersion", "diskSize", "remoteAccess", "nodeGroupName"} {
		if got := input(t, group, key); got != nil {
			t.Errorf("%s is %v, want nothing", key, got)
		}
	}
}

// One number alone would be sent as it is recorded, beside two new ones.
func TestUpSizesTheGroupOrLeavesAllThreeNumbersAlone(t *testing.T) {
	for _, c := range []struct {
		group settings.NodeGroup
		want  string
	}{
		{settings.NodeGroup{}, "[subnetIds]"},
		{settings.NodeGroup{ZonesAreChosen: true}, "[]"},
		{settings.NodeGroup{Autoscaled: true}, "[scalingConfig subnetIds]"},
		{settings.NodeGroup{Autoscaled: true, ZonesAreChosen: true}, "[scalingConfig]"},
	} {
		group := find(t, up(t, func(a *Args) {
			a.NodeGroups[0].Autoscaled, a.NodeGroups[0].ZonesAreChosen = c.group.Autoscaled, c.group.ZonesAreChosen
		}), typeInnerGroup, "default")
		if got := fmt.Sprint(group.IgnoreChanges); got != c.want {
			t.Errorf("%+v ignores %s, want %s", c.group, got, c.want)
		}
	}
}

func TestNodesAreReplacedOneAtATime(t *testing.T) {
	wantInputs(t, find(t, up(t, nil), typeInnerGroup, "default"), map[string]any{"updateConfig.maxUnavailable": 1.0})
}

func TestPodsCannotBecomeTheirNode(t *testing.T) {
	wantInputs(t, find(t, up(t, nil), typeTemplate, "default"), map[string]any{
		"metadataOptions.httpEndpoint":            "enabled",
		"metadataOptions.httpTokens":              "required",
		"metadataOptions.httpPutResponseHopLimit": 1.0,
	})
}

func TestRootVolumeIsEncryptedAndGoesWithItsNode(t *testing.T) {
	wantInputs(t, find(t, up(t, nil), typeTemplate, "default"), map[string]any{
		"blockDeviceMappings[0].deviceName":              "/dev/xvda",
		"blockDeviceMappings[0].ebs.volumeType":          "gp3",
		"blockDeviceMappings[0].ebs.volumeSize":          50.0,
		"blockDeviceMappings[0].ebs.encrypted":           "true",
		"blockDeviceMappings[0].ebs.deleteOnTermination": "true",
		"blockDeviceMappings[1]":                         nil,
		"imageId":                                        nil,
		"instanceType":                                   nil,
		"networkInterfaces":                              nil,
		"vpcSecurityGroupIds":                            nil,
	})
}

func TestInstancesAndTheirVolumesSayWhoseTheyAre(t *testing.T) {
	template := find(t, up(t, nil), typeTemplate, "default")
	want := map[string]any{"tagSpecifications[2]": nil}
	for i, kind := range []string{"instance", "volume"} {
		at := []string{"tagSpecifications[0]", "tagSpecifications[1]"}[i]
		want[at+".resourceType"] = kind
		want[at+".tags.project"] = "eks-elk"
		want[at+".tags.stack"] = "dev"
		want[at+".tags.Name"] = "eks-elk-dev-default"
	}
	wantInputs(t, template, want)
}

func TestInstancesVolumesAndClaimsHaveTheUsersTags(t *testing.T) {
	rec := up(t, func(a *Args) { a.Tags = map[string]string{"cost-center": "4711"} })
	wantInputs(t, find(t, rec, typeTemplate, "default"), map[string]any{
		`tagSpecifications[0].tags["cost-center"]`: "4711",
		`tagSpecifications[1].tags["cost-center"]`: "4711",
		`tagSpecifications[2].tags["cost-center"]`: "4711",
		`tagSpecifications[2].resourceType`:        "network-interface",
	})
	if got, _ := input(t, find(t, rec, typeAddon, "ebs-csi"), "configurationValues").(string); !strings.Contains(got, `"cost-center":"4711"`) {
		t.Errorf("the EBS CSI driver's configuration is %s", got)
	}
}

func TestEachNodeGroupHasItsOwnTemplateAndSize(t *testing.T) {
	rec := up(t, func(a *Args) {
		a.NodeGroups = append(a.NodeGroups, settings.NodeGroup{
			Name: "search", InstanceType: "r6i.large", Min: 1, Desired: 3, Max: 5, Zones: 3, DiskGiB: 80,
		})
	})
	wantInputs(t, find(t, rec, typeInnerGroup, "search"), map[string]any{
		"instanceTypes[0]":          "r6i.large",
		"scalingConfig.desiredSize": 3.0,
		"launchTemplate.id":         "search_id",
	})
	wantInputs(t, find(t, rec, typeTemplate, "search"), map[string]any{
		"name": "eks-elk-dev-search", "blockDeviceMappings[0].ebs.volumeSize": 80.0,
	})
	wantInputs(t, find(t, rec, typeTemplate, "default"), map[string]any{"blockDeviceMappings[0].ebs.volumeSize": 50.0})
	for _, addon := range []string{"coredns", "ebs-csi"} {
		if !rec.DependsOn(find(t, rec, typeAddon, addon).URN, find(t, rec, typeInnerGroup, "search").URN) {
			t.Errorf("%s does not wait for node group search", addon)
		}
	}
}
