package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// drain moves the pods of an instance that is ended to the nodes that are there at
// that moment. What finds none is Pending until there is room again.
func drain(op *world.Op) error {
	room, node := rooms(op, nil), op.Str("privateDns")
	var leaving []*world.Object
	for _, pod := range lost(op, room) {
		if pod.Str("node") == node {
			leaving = append(leaving, pod)
			continue
		}
		_ = room.move(op, pod) // Pending since another node went
	}
	for _, pod := range leaving {
		if why := barred(op, pod); why != "" {
			return &world.Error{Service: "EKS", Code: "PodEvictionFailure", Rule: "eks/nodes-can-be-drained", Message: fmt.Sprintf("error waiting for "+
				"EKS Node Group (%[1]s) version update: unexpected state 'Failed', wanted target 'Successful'. last error: PodEvictionFailure: Reached "+
				"max retries while trying to evict pods from nodes in node group %[1]s (%[2]s: Cannot evict pod as it would violate the pod's "+
				"disruption budget: %[3]s)", op.Str("nodeGroup"), pod.ID, why)}
		}
		if err := room.move(op, pod); err != nil {
			pod.Outputs["node"] = resource.NewProperty("")
		}
	}
	return nil
}

// barred says why a pod may not be evicted from an instance whose drain keeps to
// disruption budgets: as many of its set as may be down are Pending already.
func barred(op *world.Op, pod *world.Object) string {
	budget := pod.Str("budget")
	if budget == "" || !op.Object.Bool(eks.Budgeted) {
		return ""
	}
	down := 0
	for _, other := range On(op, Pod) {
		if other.Str("node") == "" && other.Str("budget") == budget && other.Str("namespace") == pod.Str("namespace") {
			down++
		}
	}
	if down < pod.Int("disruptions") {
		return ""
	}
	return budget
}

// move puts a pod whose node is gone onto another one. A DaemonSet's goes to one
// that has none yet, or is no more.
func (r *Room) move(op *world.Op, pod *world.Object) error {
	if pod.Bool("eachNode") {
		for _, n := range r.nodes {
			if !n.each[daemon(pod)] {
				n.each[daemon(pod)] = true // its room is taken already
				pod.Outputs["node"] = resource.NewProperty(n.Name)
				return nil
			}
		}
		op.Remove(pod)
		return nil
	}
	node, err := r.Place(demand(pod), zoneOf(op, pod))
	if err == nil {
		pod.Outputs["node"] = resource.NewProperty(node.Name)
	}
	return err
}

// daemon names the DaemonSet of a pod.
func daemon(pod *world.Object) string { return pod.Str("of") + "|" + pod.Str("name") }

// evict moves the pods of a node group that is being deleted to the nodes that
// are left.
func evict(op *world.Op) error {
	reschedule(op, func(pod *world.Object, _ error) { pod.Outputs["node"] = resource.NewProperty("") }) // pending
	return nil
}

// reschedule gives the pods whose node is gone another one, and tells of those that
// find none.
func reschedule(op *world.Op, pending func(pod *world.Object, why error)) {
	room := rooms(op, nil)
	for _, pod := range lost(op, room) {
		if err := room.move(op, pod); err != nil {
			pending(pod, err)
		}
	}
}

// lost returns the pods whose node is none of the room's, by name: those of
// releases that were made side by side are as old as luck has it.
func lost(op *world.Op, room *Room) []*world.Object {
	out := slices.DeleteFunc(On(op, Pod), func(pod *world.Object) bool {
		return slices.ContainsFunc(room.nodes, func(n *place) bool { return n.Name == pod.Str("node") })
	})
	slices.SortFunc(out, func(a, b *world.Object) int { return strings.Compare(a.ID, b.ID) })
	return out
}
