package kubernetes

import (
	"fmt"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
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
	c := ClusterOf(op)
	if c == nil || c.Type.Token == ExistingCluster {
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

// has says that the subnet of a node has the addresses of so many more pods.
func (a addresses) has(p *place, pods int) bool {
	if p.Subnet == nil {
		return true
	}
	more := eks.PodAddresses(p.pods+pods, a.prefixes) - eks.PodAddresses(p.pods, a.prefixes)
	return a.free[p.Subnet.ID] >= more
}

// give takes the addresses of more pods on a node from its subnet.
func (a addresses) give(p *place, pods int) {
	if p.Subnet == nil {
		return
	}
	a.free[p.Subnet.ID] -= eks.PodAddresses(p.pods+pods, a.prefixes) - eks.PodAddresses(p.pods, a.prefixes)
	p.pods += pods
}

// unaddressed words the event of a pod that stays ContainerCreating.
func unaddressed(d Demand, p *place) error {
	return fmt.Errorf(`pod %s: FailedCreatePodSandBox: plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container `+
		"(%s of node %s has no free address, nor has any other node that could take the pod)", d.Name, p.Subnet, p.Node.Name)
}
