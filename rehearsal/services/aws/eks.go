package aws

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

func addonVersion(_ *world.Op, args resource.PropertyMap) (map[string]any, error) {
	name, kubernetes := world.Str(args["addonName"]), world.Str(args["kubernetesVersion"])
	version := eks.AddonVersion(name, kubernetes)
	if version == "" {
		return nil, fmt.Errorf("reading EKS Add-On version info (%s, %s): couldn't find resource", name, kubernetes)
	}
	answer := map[string]any{"id": name, "addonName": name, "kubernetesVersion": kubernetes, "version": version}
	if v, ok := args["mostRecent"]; ok {
		answer["mostRecent"] = v
	}
	return answer, nil
}

func cluster(op *world.Op, args resource.PropertyMap) (map[string]any, error) {
	name := world.Str(args["name"])
	c := op.Find("name", name, eks.ClusterType)
	if c == nil {
		return nil, fmt.Errorf("reading EKS Cluster (%s): %w", name, world.Refuse("EKS", "ResourceNotFoundException", "No cluster found for name: %s.", name))
	}
	answer := map[string]any{
		"id": c.ID, "kubernetesNetworkConfigs": []any{c.Get("kubernetesNetworkConfig")}, "outpostConfigs": []any{},
		"enabledClusterLogTypes": []any{}, "tags": map[string]any{},
	}
	for _, key := range []string{
		"arn", "certificateAuthorities", "clusterId", "createdAt", "enabledClusterLogTypes", "endpoint", "identities",
		"name", "platformVersion", "roleArn", "status", "tags", "version", "vpcConfig",
	} {
		if v := c.Get(key); !v.IsNull() {
			answer[key] = v
		}
	}
	return answer, nil
}
