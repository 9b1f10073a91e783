package eks

import (
	"fmt"
	"slices"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

func nodeGroup() *world.ResourceType {
	in := inCluster()
	in.InUse, in.InUseAs = "ResourceInUseException", "Cluster has nodegroups attached: %s"
	return &world.ResourceType{
		Token: NodeGroupType, Title: "node group", Service: "EKS", NameProperty: "nodeGroupName", MaxName: 63,
		Refs: []world.Ref{in, {
			Property: "subnetIds", To: []string{ec2.Subnet},
			Code: "InvalidParameterException", Message: "The subnet ID '%s' does not exist",
			InUse: "DependencyViolation", InUseAs: "The subnet '%s' has dependencies and cannot be deleted.",
		}},
		Needs: []world.Need{nodesRole, nodesCNI, nodesServices, nodesEgress, nodesEndpoint, nodesControlPlane, nodesTemplate, nodesAuth,
			nodesDriver, rootVolumeKey},
		OnCreate: []world.Rule{
			nodeGroupName, nodeGroupOnce, nodeSubnets, nodeVersion, releaseOfVersion, scalingSound, instanceTypesKnown, instanceTypeOnce,
			amiFits, templateFits, processors, ownImage, userData, rootVolumeSize, publicSubnets, vpcNames, nodeAddresses,
		},
		OnUpdate: []world.Rule{nodeUpgrade, releaseOfVersion, scalingSound, processors, templateForward, ownImage, userData, rootVolumeSize, nodeAddresses,
			newInEveryZone},
		Findings: []world.Rule{nodesDrain},
		ID:       func(op *world.Op) string { return op.Str("clusterName") + ":" + op.Str("nodeGroupName") },
		Outputs:  nodeGroupOutputs,
		Made:     nodeGroupMade,
		Changed:  nodeGroupChanged,
		Gone:     leftInterface,
		Broken:   func(op *world.Op) { op.Set("status", createFailed) },
		Takes:    nodeGroupTakes,
	}
}

// createFailed is a node group whose instances never joined. EKS keeps it until
// it is deleted (API Nodegroup, status).
const createFailed = "CREATE_FAILED"

func nodeGroupOutputs(op *world.Op) error {
	name := op.Str("nodeGroupName")
	if op.Old != nil {
		op.Set("arn", op.Old.Str("arn"))
	} else {
		h := op.Hex(32)
		op.Set("arn", op.ARN("eks", fmt.Sprintf("nodegroup/%s/%s/%s-%s-%s-%s-%s", op.Str("clusterName"), name, h[:8], h[8:12], h[12:16],
			h[16:20], h[20:])))
	}
	op.Set("status", "ACTIVE")
	op.Default("amiType", "AL2023_x86_64_STANDARD")
	op.Default("capacityType", "ON_DEMAND")
	op.Default("instanceTypes", []any{instanceTypeOf(op)})
	op.Default("updateConfig", map[string]any{"maxUnavailable": 1})
	switch templateOf(op, op.Object) {
	case nil:
		op.Default("diskSize", 20)
	default:
		op.Default("diskSize", 0) // the template says it
	}
	if _, given := op.Object.Inputs["version"]; !given && op.Old == nil {
		op.Set("version", clusterOf(op).Str("version"))
	}
	release(op)
	op.Default("resources", []any{map[string]any{
		"autoscalingGroups":           []any{map[string]any{"name": "eks-" + name + "-" + op.Hex(8)}},
		"remoteAccessSecurityGroupId": "",
	}})
	return nil
}

// defaultInstanceType is what EKS takes when neither group nor template names one.
const defaultInstanceType = "t3.medium"

// instanceTypeOf returns the type of a group's instances: the group's, else its
// template's.
func instanceTypeOf(op *world.Op) string {
	if types := op.Strs("instanceTypes"); len(types) > 0 {
		return types[0]
	}
	if t := templateOf(op, op.Object); t != nil && t.Str("instanceType") != "" {
		return t.Str("instanceType")
	}
	return defaultInstanceType
}

// templateOf returns a node group's launch template, or nil.
func templateOf(op *world.Op, group *world.Object) *world.Object {
	if id := group.Str("launchTemplate.id"); id != "" {
		return op.Find("", id, ec2.LaunchTemplate)
	}
	if name := group.Str("launchTemplate.name"); name != "" {
		return op.Find("name", name, ec2.LaunchTemplate)
	}
	return nil
}

// groupSubnets returns the subnets a node group names, by zone.
func groupSubnets(op *world.Op) []*world.Object {
	var out []*world.Object
	for _, id := range op.Strs("subnetIds") {
		if s := op.Find("", id, ec2.Subnet); s != nil {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *world.Object) int {
		switch za, zb := a.Str("availabilityZone"), b.Str("availabilityZone"); {
		case za < zb:
			return -1
		case za > zb:
			return 1
		}
		return 0
	})
	return out
}
