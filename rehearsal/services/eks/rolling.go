package eks

import (
	"cmp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
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
		if op.Object.Bool(undrained) {
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

// Outputs of an instance that an update replaces: no pod is put there, and, without
// force, disruption budgets keep pods there.
const (
	Cordoned = "cordoned"
	Budgeted = "budgeted"
)

// undrained is the output of a group whose update ended at a pod that may not be
// evicted.
const undrained = "undrained"

// roll replaces the instances of a group as EKS does. It starts the surge, and when
// a new node is ready in each zone, it cordons the old ones, drains and ends them
// batch after batch, for each of which Auto Scaling starts another. Who gives the
// surge back is scale. Source: EKS user guide, Understand each phase of node updates.
func roll(op *world.Op) error {
	old := instancesOf(op, op.Object)
	size := len(old) + surge(op)
	if err := grow(op, size); err != nil {
		return err
	}
	mark := func(output string, value bool) {
		for _, i := range old {
			i.Outputs[resource.PropertyKey(output)] = resource.NewProperty(value)
		}
	}
	mark(Cordoned, true)
	mark(Budgeted, !op.Object.Bool("forceUpdateVersion"))
	for batch := range slices.Chunk(old, unavailable(op.Object)) {
		for _, i := range batch {
			if err := op.Dismiss(i); err != nil {
				mark(Cordoned, false)
				mark(Budgeted, false)
				op.Set(undrained, true)
				op.Revert()
				return cmp.Or(scale(op), err)
			}
		}
		if err := grow(op, size); err != nil {
			return err
		}
	}
	return nil
}

// nodesDrain is judged by the pods of a node that goes.
var nodesDrain = world.Rule{
	ID: "eks/nodes-can-be-drained",
	Source: "EKS user guide, Understand each phase of node updates: if the pods do not leave within 15 minutes and there is no force flag, " +
		"PodEvictionFailure",
}

// newInEveryZone: EKS goes on only when a new node is ready in each zone.
var newInEveryZone = world.Rule{
	ID: "eks/new-node-in-every-zone",
	Source: "EKS user guide, Understand each phase of node updates: at least one new node is launched in every Availability Zone where the node " +
		"exists",
	Test: func(op *world.Op) error {
		if !rolled(op) {
			return nil
		}
		free := map[string]int{}
		for _, s := range groupSubnets(op) {
			free[s.Str("availabilityZone")] += ec2.FreeAddresses(op, s)
		}
		for _, i := range instancesOf(op, op.Object) {
			if zone := i.Str("availabilityZone"); free[zone] < 1 {
				return world.Refuse("EKS", "NodeCreationFailure", "Couldn't proceed with upgrade process as new nodes are not joining node group %s "+
					"(InsufficientFreeAddressesInSubnet in %s)", op.Str("nodeGroupName"), zone)
			}
		}
		return nil
	},
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
