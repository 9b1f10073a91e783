package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// Demand is a pod that wants a node.
type Demand struct {
	Name     string
	CPUMilli int // requests
	MemoryMi int
	Claims   []string // the claims it mounts, in its own namespace
	Apart    bool     // never beside another with the same name but for its number
	// Budget is a disruption budget in words, "": none, by which so many of the pods
	// with it may be down.
	Budget      string
	Disruptions int
	EachNode    bool // one on every node, which tolerates its taints and has its network
}

// Room is what is left of the nodes of a cluster, and where pods went.
type Room struct {
	nodes []*place
	addresses
	// Of the pods that were placed: which node each is on.
	Placed []Placement
}

// Placement is a pod and its node.
type Placement struct {
	Demand
	Node Node
}

type place struct {
	Node
	free  Node // what is left
	apart map[string]bool
	pods  int             // that have an address of their own
	each  map[string]bool // DaemonSets of which it has a pod
}

// Rooms returns the free room of the operation's cluster, with everything that
// runs there counted but for what `leaving` says makes way. Pods whose node was
// replaced find another one first.
func Rooms(op *world.Op, leaving func(pod *world.Object) bool) *Room {
	r := rooms(op, leaving)
	for _, pod := range lost(op, r) {
		if pod.Bool("eachNode") || leaving != nil && leaving(pod) {
			continue
		}
		if node, err := r.Place(demand(pod), zoneOf(op, pod)); err == nil {
			pod.Outputs["node"] = resource.NewProperty(node.Name)
		}
	}
	r.Placed = nil
	return r
}

func rooms(op *world.Op, leaving func(pod *world.Object) bool) *Room {
	r := &Room{addresses: addressesOf(op)}
	for _, n := range Nodes(op) {
		r.nodes = append(r.nodes, &place{Node: n, free: n, apart: map[string]bool{}, each: map[string]bool{}})
	}
	r.system(op)
	daemons := map[string]*world.Object{}
	for _, pod := range On(op, Pod) {
		if leaving != nil && leaving(pod) {
			continue
		}
		if pod.Bool("eachNode") {
			daemons[daemon(pod)] = pod
		}
		for _, n := range r.nodes {
			if n.Name == pod.Str("node") {
				n.take(pod.Int("cpuMilli"), pod.Int("memoryMi"))
				if !pod.Bool("eachNode") {
					r.give(n, 1)
				}
				n.each[daemon(pod)] = pod.Bool("eachNode")
				n.apart[stem(pod.Str("name"))] = true
			}
		}
	}
	for name, pod := range daemons { // a new node gets one of each, too
		for _, n := range r.nodes {
			if !n.each[name] {
				n.take(pod.Int("cpuMilli"), pod.Int("memoryMi"))
			}
		}
	}
	return r
}

func (p *place) take(cpu, memory int) {
	p.free.CPUMilli -= cpu
	p.free.MemoryMi -= memory
	p.free.Pods--
}

// Place puts a pod on the node with the most memory left that can take it, the
// first by name of equals. zone is where its volumes are, "" anywhere. The error
// is the scheduler's event, or the network's.
//
// kube-scheduler knows nothing of addresses: a pod that it puts where none is
// left stays ContainerCreating. Whether it does depends on the order in which
// pods come, which is another one each time. So a pod here goes on to the next
// node, and what luck would have decided is judged once, by addressesSettled.
func (r *Room) Place(d Demand, zone string) (Node, error) {
	if d.EachNode {
		for _, n := range r.nodes {
			if why := n.refuses(d, ""); why != "" {
				return Node{}, r.unschedulable(d, map[string]int{why: 1})
			}
			n.take(d.CPUMilli, d.MemoryMi)
			r.Placed = append(r.Placed, Placement{Demand: d, Node: n.Node})
		}
		return Node{}, nil
	}
	var best, dry *place
	why := map[string]int{}
	for _, n := range r.nodes {
		if reason := n.refuses(d, zone); reason != "" {
			why[reason]++
			continue
		}
		if !r.has(n, 1) {
			dry = roomier(n, dry)
			continue
		}
		best = roomier(n, best)
	}
	switch {
	case best == nil && dry != nil:
		return Node{}, unaddressed(d, dry)
	case best == nil:
		return Node{}, r.unschedulable(d, why)
	}
	best.take(d.CPUMilli, d.MemoryMi)
	r.give(best, 1)
	if d.Apart {
		best.apart[stem(d.Name)] = true
	}
	r.Placed = append(r.Placed, Placement{Demand: d, Node: best.Node})
	return best.Node, nil
}

// roomier returns the one with more memory left, the second of equals.
func roomier(n, than *place) *place {
	if than == nil || n.free.MemoryMi > than.free.MemoryMi {
		return n
	}
	return than
}

func (p *place) refuses(d Demand, zone string) string {
	switch {
	case p.Cordoned && !d.EachNode:
		return "node(s) were unschedulable"
	case p.Taint != "" && !d.EachNode:
		return "node(s) had untolerated taint " + p.Taint
	case zone != "" && p.Zone != zone:
		return "node(s) had volume node affinity conflict"
	case d.Apart && p.apart[stem(d.Name)]:
		return "node(s) didn't match pod anti-affinity rules"
	case p.free.Pods < 1:
		return "Too many pods"
	case p.free.CPUMilli < d.CPUMilli:
		return "Insufficient cpu"
	case p.free.MemoryMi < d.MemoryMi:
		return "Insufficient memory"
	}
	return ""
}

// unschedulable words the FailedScheduling event of kube-scheduler.
func (r *Room) unschedulable(d Demand, why map[string]int) error {
	if len(r.nodes) == 0 {
		return fmt.Errorf("pod %s: FailedScheduling: no nodes available to schedule pods", d.Name)
	}
	var reasons []string
	for reason, n := range why {
		reasons = append(reasons, fmt.Sprintf("%d %s", n, reason))
	}
	slices.Sort(reasons)
	return fmt.Errorf("pod %s: FailedScheduling: 0/%d nodes are available: %s", d.Name, len(r.nodes), strings.Join(reasons, ", "))
}

// stem is a StatefulSet pod's name without its number.
func stem(name string) string {
	if i := strings.LastIndex(name, "-"); i > 0 && strings.Trim(name[i+1:], "0123456789") == "" {
		return name[:i]
	}
	return name
}

func pod() *world.ResourceType {
	return &world.ResourceType{
		Token: Pod, Title: "pod", Service: "Kubernetes",
		Watch: map[string]func(*world.Op) error{NodeGroup: evict, ec2.Instance: drain},
		Findings: []world.Rule{
			{ID: "kubernetes/addresses-for-one-more-node", Source: "EKS user guide, Understand each phase of node updates"},
			{ID: "kubernetes/pods-find-a-node", Source: "kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler: what finds none is Pending"},
			{ID: "kubernetes/addresses-wherever-pods-go", Source: "EKS best practices guide, Amazon VPC CNI, IP address utilization"},
		},
		Settled: addressesSettled,
	}
}

// Displaced returns why the pods of a release find no other node when the node
// group that is being deleted is gone, or nil.
func Displaced(op *world.Op, release *world.Object) error {
	room := rooms(op, nil)
	for _, pod := range lost(op, room) {
		if pod.Str("of") != release.Key() || pod.Bool("eachNode") {
			continue
		}
		if _, err := room.Place(demand(pod), zoneOf(op, pod)); err != nil {
			return err
		}
	}
	return nil
}

func demand(pod *world.Object) Demand {
	return Demand{
		Name: pod.Str("name"), CPUMilli: pod.Int("cpuMilli"), MemoryMi: pod.Int("memoryMi"),
		Apart: pod.Bool("apart"), Claims: pod.Strs("claims"),
	}
}

// zoneOf is where a pod's volumes keep it.
func zoneOf(op *world.Op, pod *world.Object) string {
	for _, name := range pod.Strs("claims") {
		if _, zone := Bound(op, pod.Str("namespace"), name); zone != "" {
			return zone
		}
	}
	return ""
}

// Run makes the pods that were placed; they go with their owner.
func Run(op *world.Op, namespace string, placed []Placement, owner *world.Object) error {
	for _, p := range placed {
		name := p.Name
		if p.EachNode {
			name += "-" + p.Node.Name
		}
		pod, err := op.CreateManaged(Pod, join(namespace, name), "kube-scheduler", map[string]any{
			"name": p.Name, "namespace": namespace, "node": p.Node.Name,
			"cpuMilli": p.CPUMilli, "memoryMi": p.MemoryMi, "of": owner.Key(),
			"eachNode": p.EachNode, "apart": p.Apart, "claims": p.Claims, "budget": p.Budget, "disruptions": p.Disruptions,
		}, parents(op, namespace, owner)...)
		if err != nil {
			return err
		}
		pod.Session = op.Object.Session
	}
	return nil
}

// parents are what a thing on the cluster goes away with.
func parents(op *world.Op, namespace string, owner *world.Object) []*world.Object {
	var out []*world.Object
	if c := ClusterOf(op); c != nil {
		out = append(out, c)
	}
	if ns := Get(op, Namespace, "", namespace); ns != nil && namespace != "" {
		out = append(out, ns)
	}
	if owner != nil {
		out = append(out, owner)
	}
	return out
}
