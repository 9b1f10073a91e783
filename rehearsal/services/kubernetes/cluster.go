package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// ClusterOf returns the cluster behind the operation's API server, or nil where
// nothing is.
func ClusterOf(op *world.Op) *world.Object {
	for _, c := range op.List(EKSCluster, ExistingCluster) {
		if server(op) != "" && strings.TrimSuffix(c.Str("endpoint"), "/") == strings.TrimSuffix(server(op), "/") {
			return c
		}
	}
	return nil
}

// NeedsCluster is what every operation on a cluster asks for first.
var NeedsCluster = world.Need{
	ID:     "kubernetes/cluster-reachable",
	Source: "pulumi-kubernetes v3.30.2 provider.go: every operation asks the API server for its version and schema first",
	Find: func(op *world.Op) ([]*world.Object, error) {
		c := ClusterOf(op)
		if c == nil {
			return nil, unreachable(op, "dial tcp "+strings.TrimPrefix(server(op), "https://")+": connect: connection refused")
		}
		if c.Given {
			return nil, nil
		}
		if !trusted(c, op.Call.Session.Authority) {
			return nil, unreachable(op, "tls: failed to verify certificate: x509: certificate signed by unknown authority")
		}
		return []*world.Object{c}, nil
	},
	Lost: "%s is deleted while %s is still to be deleted from it; its deletion would fail: unable to load schema information from the API " +
		"server: connection refused",
}

func unreachable(op *world.Op, why string) error {
	return refuse("", "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "+
		"Get %q: %s", server(op)+"/openapi/v2?timeout=32s", why)
}

// Node is a machine that pods run on. Without a Group it is not of the stack,
// without a Subnet its pods' addresses are from elsewhere.
type Node = eks.Node

// Nodes returns the ready nodes of the operation's cluster.
func Nodes(op *world.Op) []Node {
	c := ClusterOf(op)
	if c == nil {
		return nil
	}
	if c.Type.Token == ExistingCluster {
		return givenNodes(c)
	}
	nodes := eks.Nodes(op, c)
	// Groups are made side by side: the oldest is another one each time.
	slices.SortFunc(nodes, func(a, b Node) int { return strings.Compare(a.Name, b.Name) })
	return nodes
}

func givenNodes(c *world.Object) []Node {
	v := c.Get("nodes")
	if !v.IsArray() {
		return nil
	}
	var out []Node
	for i := range v.ArrayValue() {
		at := fmt.Sprintf("nodes[%d].", i)
		out = append(out, Node{
			Name: c.Str(at + "name"), Zone: c.Str(at + "zone"),
			CPUMilli: c.Int(at + "cpuMilli"), MemoryMi: c.Int(at + "memoryMi"), Pods: c.Int(at + "pods"),
		})
	}
	return out
}

func existingCluster() *world.ResourceType {
	return &world.ResourceType{Token: ExistingCluster, Title: "existing cluster", Service: "Kubernetes"}
}

// GiveOperator puts the definitions of a Prometheus operator, which somebody else
// installed, onto an existing cluster.
func GiveOperator(w *world.World, server string, objects ...string) error {
	for _, object := range objects {
		id := definition(object)
		if err := w.Preload(CRD, id, map[string]any{"metadata": map[string]any{"name": id}}); err != nil {
			return fmt.Errorf("put an operator onto the cluster: %w", err)
		}
	}
	for _, o := range w.Objects(CRD) {
		if o.Given {
			w.Patch(o, func(o *world.Object) { o.Session.Server = server })
		}
	}
	return nil
}

// NewExistingCluster puts a cluster into the world that the stack did not make: its
// API server's address, its nodes and the name of its default StorageClass ("":
// it has none). The namespaces and the CSI driver every cluster comes with are
// its own; nothing of it is a leak.
func NewExistingCluster(w *world.World, server string, nodes []Node, storageClass string) error {
	var list []any
	for _, n := range nodes {
		list = append(list, map[string]any{
			"name": n.Name, "zone": n.Zone, "cpuMilli": n.CPUMilli, "memoryMi": n.MemoryMi, "pods": n.Pods,
		})
	}
	if err := w.Preload(ExistingCluster, server, map[string]any{
		"endpoint": server, "nodes": list, "storageClass": storageClass,
	}); err != nil {
		return fmt.Errorf("put an existing cluster into the world: %w", err)
	}
	return nil
}
