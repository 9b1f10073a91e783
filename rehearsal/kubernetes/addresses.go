package kubernetes

import (
	"fmt"

	"eks-elk/rehearsal/ec2"
	"eks-elk/rehearsal/eks"
	"eks-elk/rehearsal/world"
)

// addresses are what is left of the subnets of a cluster's nodes, by the
// subnet's id. Pods have addresses of the VPC (EKS user guide, Amazon VPC CNI).
type addresses struct {
	free     map[string]int
	prefixes bool
}

func addressesOf(op *world.Op) addresses {
	a := addresses{free: map[string]int{}}
	c := clusterOf(op)
	if c == nil || c.Kind.Type == ExistingCluster {
		return a
	}
	a.prefixes = eks.Prefixes(op, c)
	for _, n := range eks.Nodes(op, c) {
		if n.Subnet != nil {
			a.free[n.Subnet.ID] = ec2.FreeAddresses(op, n.Subnet)
		}
	}
	return a
}

// give takes the addresses of more pods on a node from its subnet; false when
// it has not so many.
func (a addresses) give(p *place, pods int) bool {
	if p.Subnet == nil {
		return true
	}
	before := eks.PodAddresses(p.pods, a.prefixes)
	p.pods += pods
	a.free[p.Subnet.ID] -= eks.PodAddresses(p.pods, a.prefixes) - before
	return a.free[p.Subnet.ID] >= 0
}

// unaddressed words the event of a pod that stays ContainerCreating.
func unaddressed(d Demand, p *place) error {
	return fmt.Errorf(`pod %s: FailedCreatePodSandBox: plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container `+
		"(subnet %s of node %s has no free address)", d.Name, p.Subnet.ID, p.Node.Name)
}

// roomForOneMore records that no node can be added where the nodes are. A
// rolling update starts new nodes before it drains the old ones (EKS user guide,
// Understand each phase of node updates).
func roomForOneMore(op *world.Op) {
	free := rooms(op, nil).free
	for _, n := range free {
		if n > 0 {
			return
		}
	}
	if len(free) > 0 {
		op.Violate("kubernetes/addresses-for-one-more-node", "with %s no subnet of the nodes has a free address: a rolling update cannot start a node (InsufficientFreeAddressesInSubnet)", op.Object)
	}
}
