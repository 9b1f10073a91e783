package eks

import (
	"strings"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// processors: EC2 starts no instance beyond the account's vCPUs, and Auto Scaling
// tries again until EKS gives the group up.
var processors = world.Rule{
	ID: "eks/vcpu-quota",
	Source: "Service Quotas, L-1216C47A: vCPUs of running On-Demand Standard instances, L-BD136A63: nodes of a group; EC2 API RunInstances: " +
		"VcpuLimitExceeded; EKS API Issue: AsgInstanceLaunchFailures; EKS user guide, Understand each phase of node updates: EC2 instance limits",
	Test: func(op *world.Op) error {
		desired := op.Object.Int("scalingConfig.desiredSize")
		if most := op.Quota("L-BD136A63"); op.Object.Int("scalingConfig.maxSize") > most {
			return world.Refuse("EKS", "ResourceLimitExceededException", "Node group size exceeds the limit of %d nodes", most)
		}
		if op.Str("capacityType") == "SPOT" || !standard(instanceTypeOf(op)) {
			return nil
		}
		if op.Old != nil && rolled(op) {
			desired += surge(op)
		}
		sum := desired * machines[instanceTypeOf(op)].cpus
		for _, i := range op.List(ec2.Instance) {
			if t := i.Str("instanceType"); i.Str("nodeGroup") != op.Object.ID && standard(t) {
				sum += machines[t].cpus
			}
		}
		if most := op.Quota("L-1216C47A"); sum > most {
			return world.Refuse("EKS", "AsgInstanceLaunchFailures", "Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more "+
				"vCPU capacity than your current vCPU limit of %d allows for the instance bucket that the specified instance type belongs to "+
				"(%d vCPUs with %s)", most, sum, op.Object)
		}
		return nil
	},
}

// standard says that a type's vCPUs count towards the quota of Standard instances.
func standard(instanceType string) bool { return strings.ContainsAny(instanceType[:1], "acdhimrtz") }
