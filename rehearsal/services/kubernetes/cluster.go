package kubernetes

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/world"
)

// clusterOf returns the cluster behind the operation's API server, or nil when
// nothing returns there.
func clusterOf(op *world.Op) *world.Object {
	for _, c := range op.List(EKSCluster, ExistingCluster) {
		if server(op) != "" && strings.TrimSuffix(c.Str("endpoint"), "/") == strings.TrimSuffix(server(op), "/") {
			return c
		}
	}
	return nil
}

// ClusterOf returns the cluster behind the operation's API server, or nil.
func ClusterOf(op *world.Op) *world.Object { return clusterOf(op) }

// NeedsCluster is what every operation on a cluster asks for first.
var NeedsCluster = world.Need{
	ID:     "kubernetes/cluster-reachable",
	Source: "pulumi-kubernetes v3.30.2 provider.go: every operation asks the API server for its version and schema first",
	Find: func(op *world.Op) ([]*world.Object, error) {
		c := clusterOf(op)
		if c == nil {
			return nil, unreachable(op)
		}
		if c.Given {
			return nil, nil
		}
		return []*world.Object{c}, nil
	},
	Outlive: func(op *world.Op, dependent *world.Object) error {
		op.Violate("kubernetes/cluster-reachable", "the cluster is deleted while %s is still to be deleted from it; "+
			"its deletion would fail: unable to load schema information from the API server: connection refused", dependent)
		return nil
	},
}

func unreachable(op *world.Op) error {
	return refuse("", "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "+
		"Get %q: dial tcp %s: connect: connection refused",
		server(op)+"/openapi/v2?timeout=32s", strings.TrimPrefix(server(op), "https://"))
}

// Node is a machine that pods run on.
type Node struct {
	Name     string
	Zone     string
	CPUMilli int // allocatable
	MemoryMi int
	Pods     int
	Group    *world.Object // what the stack made it with; nil: not of the stack
	Taint    string        // keeps pods off, "{dedicated: elk}"; DaemonSets tolerate it
	Subnet   *world.Object // where its pods' addresses are from; nil: elsewhere
}

// Nodes returns the ready nodes of the operation's cluster.
func Nodes(op *world.Op) []Node {
	c := clusterOf(op)
	switch {
	case c == nil:
		return nil
	case c.Type.Token == ExistingCluster:
		return givenNodes(c)
	default:
		return eksNodes(op, c)
	}
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
