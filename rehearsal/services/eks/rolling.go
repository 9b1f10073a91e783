package eks

import (
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// nodeGroupTakes: a rolling update has phases (EKS user guide, Understand each
// phase of node updates): new nodes in every zone, one old node after the other,
// and one node of the surge after the other.
func nodeGroupTakes(op *world.Op, what string) latency.Steps {
	switch {
	case what != "update" || op.Old == nil:
		return latency.Of(what + " node group")
	case rolled(op):
		at := unavailable(op.Object)
		old := op.Old.Int("scalingConfig.desiredSize")
		return latency.Steps{
			latency.Part("surge", "launch the surge"),
			latency.Part("drain", "replace a node").Times((old + at - 1) / at),
			latency.Part("scale down", "stop a node of the surge").Times(surge(op)),
		}
	case op.Old.Int("scalingConfig.desiredSize") != op.Object.Int("scalingConfig.desiredSize"):
		return latency.Of("scale node group")
	}
	return latency.Of("configure node group")
}

// surge is how many nodes EKS starts before it drains the first: twice as many as
// the group has zones, or as many as it may drain at once.
func surge(op *world.Op) int {
	zones := map[string]bool{}
	for _, s := range groupSubnets(op) {
		zones[s.Str("availabilityZone")] = true
	}
	return max(2*len(zones), unavailable(op.Object))
}

// unavailable is how many nodes EKS drains at once.
func unavailable(group *world.Object) int {
	if percent := group.Int("updateConfig.maxUnavailablePercentage"); percent > 0 {
		return max(1, group.Int("scalingConfig.desiredSize")*percent/100)
	}
	return max(1, group.Int("updateConfig.maxUnavailable"))
}
