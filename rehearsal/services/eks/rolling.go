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
	case what != "update":
		return latency.Of(what + " node group")
	case rolled(op):
		launched := latency.Part("surge", "launch the surge")
		if held(op) != nil {
			return latency.Steps{launched, latency.Part("drain", "drain without an end")}
		}
		at := unavailable(op.Object)
		old := op.Old.Int("scalingConfig.desiredSize")
		return latency.Steps{
			launched,
			latency.Part("drain", "replace a node").Times((old + at - 1) / at),
			latency.Part("scale down", "stop a node of the surge").Times(surge(op)),
		}
	case op.Old.Int("scalingConfig.desiredSize") != op.Object.Int("scalingConfig.desiredSize"):
		return latency.Of("scale node group")
	}
	return latency.Of("configure node group")
}

// nodesDrain: the pods of each old node are evicted, and a disruption budget that
// allows none keeps them.
var nodesDrain = world.Rule{
	ID: "eks/nodes-can-be-drained",
	Source: "EKS user guide, Understand each phase of node updates: if the pods do not leave within 15 minutes and there is no force flag, " +
		"PodEvictionFailure",
	Test: func(op *world.Op) error {
		if !rolled(op) {
			return nil
		}
		if pod := held(op); pod != nil {
			return world.Refuse("EKS", "PodEvictionFailure",
				"error waiting for EKS Node Group (%s) version update: unexpected state 'Failed', wanted target 'Successful'. last error: "+
					"PodEvictionFailure: Reached max retries while trying to evict pods from nodes in node group %s (%s: Cannot evict pod as it would "+
					"violate the pod's disruption budget: %s)", op.Object.ID, op.Str("nodeGroupName"), pod.ID, pod.Str("held"))
		}
		return nil
	},
}

// held returns a pod on the group's nodes that may never be evicted, or nil.
func held(op *world.Op) *world.Object {
	if op.Object.Bool("forceUpdateVersion") {
		return nil
	}
	for _, i := range instancesOf(op, op.Object) {
		for _, pod := range op.Where(PodType, "node", i.Str("privateDns")) {
			if pod.Str("held") != "" {
				return pod
			}
		}
	}
	return nil
}

// PodType is the token of the pods that the simulated cluster runs.
const PodType = "world:kubernetes/pod"

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
