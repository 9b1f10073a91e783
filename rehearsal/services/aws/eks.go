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
