package eks

import (
	"fmt"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

func nodeGroup() *world.ResourceType {
	in := inCluster()
	in.InUse, in.InUseAs = "ResourceInUseException", "Cluster has nodegroups attached: %s"
	return &world.ResourceType{
		Token: NodeGroupType, Title: "node group", Service: "EKS", NameProperty: "nodeGroupName", MaxName: 63,
		Required: []string{"clusterName", "nodeRoleArn", "scalingConfig", "subnetIds"},
		Replace: []string{
			"amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "nodeGroupName", "nodeGroupNamePrefix",
			"nodeRoleArn", "remoteAccess", "subnetIds", "launchTemplate.id", "launchTemplate.name",
		},
		Computed: []string{
			"amiType", "arn", "capacityType", "diskSize", "instanceTypes", "nodeGroupNamePrefix", "releaseVersion",
			"resources", "status", "tagsAll", "updateConfig", "version",
		},
		Check: []world.Check{amiTypeKnown, capacityTypeKnown, scalingNumbers, taintEffects, updateEither},
		Refs: []world.Ref{in, {
			Property: "subnetIds", To: []string{ec2.Subnet},
			Code: "InvalidParameterException", Message: "The subnet ID '%s' does not exist",
			InUse: "DependencyViolation", InUseAs: "The subnet '%s' has dependencies and cannot be deleted.",
		}},
		Needs: []world.Need{nodesRole, nodesCNI, nodesServices, nodesEgress, nodesEndpoint, nodesControlPlane, nodesTemplate, nodesAuth,
			nodesDriver, rootVolumeKey},
		OnCreate: []world.Rule{
			nodeGroupName, nodeGroupOnce, nodeSubnets, nodeVersion, releaseOfVersion, scalingSound, instanceTypesKnown, instanceTypeOnce,
			amiFits, templateFits, userData, rootVolumeSize, publicSubnets, vpcNames, nodeAddresses,
		},
		OnUpdate: []world.Rule{nodeUpgrade, releaseOfVersion, scalingSound, templateForward, userData, rootVolumeSize, nodeAddresses},
		ID:       func(op *world.Op) string { return op.Str("clusterName") + ":" + op.Str("nodeGroupName") },
		Outputs:  nodeGroupOutputs,
		Made:     nodeGroupMade,
		Changed:  nodeGroupChanged,
		Broken:   func(op *world.Op) { op.Set("status", createFailed) },
		Latency:  world.Latency{Create: 120 * time.Second, Update: 5 * time.Minute, Delete: 252 * time.Second},
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
	op.Default("nodeGroupNamePrefix", "")
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
	op.SetTagsAll()
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

// amiTypes are what the provider of this major takes.
var amiTypes = []string{
	"AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64",
	"BOTTLEROCKET_ARM_64_NVIDIA", "BOTTLEROCKET_x86_64_NVIDIA", "WINDOWS_CORE_2019_x86_64", "WINDOWS_FULL_2019_x86_64",
	"WINDOWS_CORE_2022_x86_64", "WINDOWS_FULL_2022_x86_64",
}

var amiTypeKnown = oneOf("eks/ami-type-known", "amiType", "ami_type", amiTypes)

var capacityTypeKnown = oneOf("eks/capacity-type-known", "capacityType", "capacity_type", []string{"ON_DEMAND", "SPOT"})

// oneOf is the provider's check of an enumeration, with the values of the AWS
// SDK it was built with.
func oneOf(rule string, key resource.PropertyKey, argument string, allowed []string) world.Check {
	return world.Check{
		Rule:   rule,
		Source: "provider aws_eks_node_group 4.67 with aws-sdk-go v1.44.261: validation.StringInSlice",
		Test: func(in resource.PropertyMap) (string, string) {
			if s := world.Str(in[key]); s != "" && !slices.Contains(allowed, s) {
				return string(key), fmt.Sprintf("expected %s to be one of %q, got %s", argument, allowed, s)
			}
			return "", ""
		},
	}
}

var scalingNumbers = world.Check{
	Rule:   "eks/scaling-numbers",
	Source: "provider aws_eks_node_group, scaling_config: desired_size and min_size from 0, max_size from 1",
	Test: func(in resource.PropertyMap) (string, string) {
		for path, least := range map[string]float64{"scalingConfig.desiredSize": 0, "scalingConfig.minSize": 0, "scalingConfig.maxSize": 1} {
			if v := mustLookup(in, path); v.IsNumber() && v.NumberValue() < least {
				return path, fmt.Sprintf("expected %s to be at least (%v), got %v", path, least, v.NumberValue())
			}
		}
		return "", ""
	},
}

var updateEither = world.Check{
	Rule:   "eks/update-config-either",
	Source: "provider aws_eks_node_group, update_config: ExactlyOneOf",
	Test: func(in resource.PropertyMap) (string, string) {
		const both = "update_config.0.max_unavailable,update_config.0.max_unavailable_percentage"
		config, given := world.Lookup(in, "updateConfig")
		n := 0
		for _, path := range []string{"updateConfig.maxUnavailable", "updateConfig.maxUnavailablePercentage"} {
			if v := mustLookup(in, path); !v.IsNull() {
				n++
			}
		}
		switch {
		case n > 1:
			return "updateConfig", "only one of `" + both + "` can be specified, but `" + both + "` were specified."
		case n == 0 && given && config.IsObject():
			return "updateConfig", "one of `" + both + "` must be specified"
		}
		return "", ""
	},
}
