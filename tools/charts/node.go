package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"eks-elk/settings"
)

// nodes are the machines that the pods must fit.
type nodes struct {
	count int
	each  amount // allocatable on the largest
	all   amount
	taken amount // by what is there before the releases
}

// allocatable returns what an instance type has for pods. The kubelet keeps 6 % of
// the first processor, 1 % of the second, half a per cent of the next two and a
// quarter of the others, and 255 Mi and 11 Mi for each possible pod
// (https://github.com/awslabs/amazon-eks-ami, nodeadm kubelet defaults); 100 Mi
// are for evictions, and the kernel shows pods about 3 % less than there is.
func allocatable(instanceType string) (amount, bool) {
	milli, bytes, known := settings.Capacity(instanceType)
	pods := int64(234)
	switch {
	case milli <= 2000:
		pods = 29
	case milli <= 8000:
		pods = 58
	}
	kept := 60 + 10 + 5*min(milli/1000-2, 2) + (5*max(milli/1000-4, 0)+1)/2
	return amount{milli - kept, bytes>>20*967/1000 - 255 - 11*pods - 100}, known
}

// onEveryNode and onEveryCluster are what EKS's add-ons request: aws-node,
// kube-proxy and ebs-csi-node; two pods each of coredns and
// ebs-csi-controller.
var (
	onEveryNode    = amount{50 + 100 + 30, 120}
	onEveryCluster = amount{2*100 + 2*60, 2*70 + 2*240}
)

// room returns the sum of all requests, and a problem for each that does not fit.
func room(all []pod, on nodes) (sum amount, problems []string) {
	sum = on.taken
	for _, p := range all {
		times := p.times
		if p.daemon {
			times = on.count
		}
		sum = sum.plus(p.request.times(times))
		if on.each != (amount{}) && !p.request.fits(on.each) {
			problems = append(problems, fmt.Sprintf("%s requests %s, but a node has %s", p.of, p.request, on.each))
		}
	}
	if on.all != (amount{}) && !sum.fits(on.all) {
		problems = append(problems, fmt.Sprintf("all pods request %s, but all nodes have %s", sum, on.all))
	}
	return sum, problems
}

// nodes returns the stack's own nodes, or those that the flags describe.
func (c *checker) nodes() (nodes, error) {
	if c.settings.Cluster.Existing() {
		n := nodes{count: c.options.node.count}
		if c.options.node.cpu == "" || c.options.node.memory == "" {
			return n, nil
		}
		cpu, err := resource.ParseQuantity(c.options.node.cpu)
		if err != nil {
			return n, fmt.Errorf("-node-cpu %s: %w", c.options.node.cpu, err)
		}
		memory, err := resource.ParseQuantity(c.options.node.memory)
		if err != nil {
			return n, fmt.Errorf("-node-memory %s: %w", c.options.node.memory, err)
		}
		n.each = amount{cpu.MilliValue(), memory.Value() >> 20}
		n.all = n.each.times(n.count)
		return n, nil
	}
	n := nodes{taken: onEveryCluster}
	for _, group := range c.settings.Nodes {
		has, ok := allocatable(group.InstanceType)
		if !ok {
			return nodes{}, fmt.Errorf("the size of instance type %s is not known", group.InstanceType)
		}
		n.count += group.Desired
		n.all = n.all.plus(has.times(group.Desired))
		n.taken = n.taken.plus(onEveryNode.times(group.Desired))
		n.each = n.each.atLeast(has)
	}
	return n, nil
}
