package kubernetes

import (
	"slices"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// addressesSettled looks at the addresses of each cluster's subnets when all
// pods are there: in which order they came says nothing then.
func addressesSettled(op *world.Op) {
	seen := map[string]bool{}
	for _, o := range op.List(Pod) {
		if seen[o.Session.Server] {
			continue
		}
		seen[o.Session.Server] = true
		on := op.As(&world.Object{Type: op.Type, Session: o.Session})
		homeless(on)
		roomForOneMore(on)
		roomWhereverPodsGo(on, On(on, Pod))
	}
}

// homeless moves the pods whose node is gone, and records those that find no other:
// a volume's zone without a node, or too little room.
func homeless(op *world.Op) {
	reschedule(op, func(pod *world.Object, why error) {
		op.As(ownerOf(op, pod)).Violate("kubernetes/pods-find-a-node", "after the change, %s", why)
	})
}

// ownerOf returns what a pod is of, such as its release.
func ownerOf(op *world.Op, pod *world.Object) *world.Object {
	for _, o := range op.List() {
		if o.Key() == pod.Str("of") {
			return o
		}
	}
	return pod
}

// roomForOneMore records that no node can be added where the nodes are. A
// rolling update starts new nodes before it drains the old ones (EKS user guide,
// Understand each phase of node updates).
func roomForOneMore(op *world.Op) {
	room := rooms(op, nil)
	for _, n := range room.free {
		if n > 0 {
			return
		}
	}
	if len(room.free) > 0 {
		op.As(room.nodes[0].Group).Violate("kubernetes/addresses-for-one-more-node",
			"with all pods in place no subnet of the nodes has a free address: a rolling update cannot start a node "+
				"(InsufficientFreeAddressesInSubnet)")
	}
}

// roomWhereverPodsGo records that the scheduler may put more pods onto the nodes
// of a subnet than that has addresses. kube-scheduler does not count them, and a
// pod without one waits on its node: nothing moves it to another. Source: EKS
// best practices guide, Amazon VPC CNI, IP address utilization.
func roomWhereverPodsGo(op *world.Op, pods []*world.Object) {
	room := rooms(op, func(*world.Object) bool { return true })
	moving := 0 // pods that have a node and an address of their own
	for _, o := range pods {
		if !o.Bool("eachNode") {
			moving++
		}
	}
	var subnets []*place // a node of each
	at := map[string][]*place{}
	for _, n := range room.nodes {
		if n.Subnet == nil {
			continue
		}
		if len(at[n.Subnet.ID]) == 0 {
			subnets = append(subnets, n)
		}
		at[n.Subnet.ID] = append(at[n.Subnet.ID], n)
	}
	for _, first := range subnets {
		wanted, left := 0, moving
		for _, n := range at[first.Subnet.ID] {
			come := min(n.most(pods), left)
			left -= come
			wanted += eks.PodAddresses(n.pods+come, room.prefixes) - eks.PodAddresses(n.pods, room.prefixes)
		}
		if has := max(room.free[first.Subnet.ID], 0); wanted > has {
			op.As(first.Group).Violate("kubernetes/addresses-wherever-pods-go",
				"%s has %d addresses for pods, and the scheduler may put pods there that want %d: it does not count addresses, and a pod without "+
					"one stays ContainerCreating. Whether all pods start depends on their order: make the subnet larger",
				first.Subnet, has, wanted)
		}
	}
}

// most is how many of the pods a node takes at most: the smallest ones, and one
// of those that stay apart.
func (p *place) most(pods []*world.Object) int {
	if p.Taint != "" {
		return 0
	}
	free, apart := p.free, map[string]bool{}
	var cpu, memory []int
	for _, o := range pods {
		d := demand(o)
		switch name := o.Str("namespace") + "/" + stem(d.Name); {
		case !o.Bool("eachNode") && !(d.Apart && apart[name]):
			cpu, memory = append(cpu, d.CPUMilli), append(memory, d.MemoryMi)
			apart[name] = true
		case o.Str("node") == p.Name:
			free.CPUMilli, free.MemoryMi, free.Pods = free.CPUMilli-d.CPUMilli, free.MemoryMi-d.MemoryMi, free.Pods-1
		}
	}
	return min(max(free.Pods, 0), fitting(cpu, free.CPUMilli), fitting(memory, free.MemoryMi))
}

// fitting is how many of the amounts fit at once, the smallest first.
func fitting(amounts []int, room int) int {
	slices.Sort(amounts)
	for i, n := range amounts {
		if room -= n; room < 0 {
			return i
		}
	}
	return len(amounts)
}
