package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"eks-elk/internal/recorder"
	"eks-elk/rehearsal/services/eks"
)

// nodes are the machines that the pods must fit.
type nodes struct {
	count int
	each  amount // allocatable on the largest
	all   amount
}

// addonPods returns the pods of the EKS add-ons that the program registers, by
// their own requests.
func addonPods(r *recorder.Recording) []pod {
	var out []pod
	for _, addon := range r.OfType("aws:eks/addon:Addon") {
		name, _ := plain(addon.Inputs["addonName"]).(string)
		for _, p := range eks.PodsOf(name) {
			request := amount{int64(p.CPUMilli), int64(p.MemoryMi)}
			out = append(out, pod{"add-on " + name, request, p.Replicas, p.Replicas == 0})
		}
	}
	return out
}

// room returns the sum of all requests, and a problem for each that does not fit.
func room(all []pod, on nodes) (sum amount, problems []string) {
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
	var n nodes
	for _, group := range c.settings.Nodes {
		milli, mebi, known := eks.Allocatable(group.InstanceType)
		if !known {
			return nodes{}, fmt.Errorf("the size of instance type %s is not known", group.InstanceType)
		}
		has := amount{int64(milli), int64(mebi)}
		n.count += group.Desired
		n.all = n.all.plus(has.times(group.Desired))
		n.each = n.each.atLeast(has)
	}
	return n, nil
}
