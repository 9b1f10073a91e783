package cluster

import (
	"testing"

	"eks-elk/internal/recorder"
)

// An output of eks.Cluster depends on the component and on the resource it
// refers to. The Go SDK sends the component's own URN, as it does for every
// remote component, and the engine reads it as everything below (pulumi/pkg
// resource/graph, DependenciesOf); so does the recorder.

// node is a type and a name.
type node [2]string

type edge struct {
	from, to node
	because  string
}

var edges = []edge{
	{node{typeEKSCluster, "cluster-eksCluster"}, node{typeLogGroup, "control-plane"}, "EKS makes a group of its own when there is none"},
	{node{typeEKSCluster, "cluster-eksCluster"}, node{typeAttachment, "control-plane-AmazonEKSClusterPolicy"}, "EKS cleans up with it"},
	{node{typeEKSCluster, "cluster-eksCluster"}, node{typeKey, "secrets"}, "Secrets are encrypted with it"},
	{node{typeOIDC, "cluster"}, node{typeEKSCluster, "cluster-eksCluster"}, "the issuer is the cluster's"},
	{node{typeRole, "vpc-cni"}, node{typeOIDC, "cluster"}, "the role trusts the provider"},
	{node{typeRole, "ebs-csi"}, node{typeOIDC, "cluster"}, "the role trusts the provider"},
	{node{typeAddon, "vpc-cni"}, node{typeEKSCluster, "cluster-eksCluster"}, "an add-on is part of a cluster"},
	{node{typeAddon, "kube-proxy"}, node{typeEKSCluster, "cluster-eksCluster"}, "an add-on is part of a cluster"},
	{node{typeAddon, "vpc-cni"}, node{typeAttachment, "vpc-cni-AmazonEKS_CNI_Policy"}, "the CNI attaches interfaces with it"},
	{node{typeInnerGroup, "default"}, node{typeAddon, "vpc-cni"}, "a node without a CNI is not ready"},
	{node{typeInnerGroup, "default"}, node{typeAddon, "kube-proxy"}, "a node without it reaches no Service"},
	{node{typeInnerGroup, "default"}, node{typeAWSAuth, "cluster-nodeAccess"}, "aws-auth lets nodes in"},
	{node{typeInnerGroup, "default"}, node{typeAttachment, "node-AmazonEKSWorkerNodePolicy"}, "nodes join with it"},
	{node{typeInnerGroup, "default"}, node{typeAttachment, "node-AmazonEKS_CNI_Policy"}, "EKS asks for it"},
	{node{typeInnerGroup, "default"}, node{typeAttachment, "node-AmazonEC2ContainerRegistryReadOnly"}, "nodes pull images with it"},
	{node{typeInnerGroup, "default"}, node{typeAttachment, "ebs-csi-AmazonEBSCSIDriverPolicy"}, "the driver on the nodes deletes volumes with it to the end"},
	{node{typeInnerGroup, "default"}, node{typeRoute, "private-eu-central-1a"}, "nodes reach the internet by it"},
	{node{typeInnerGroup, "default"}, node{typeRoute, "private-eu-central-1b"}, "nodes reach the internet by it"},
	{node{typeInnerGroup, "default"}, node{typeAssociation, "private-eu-central-1a"}, "nodes reach the internet by it"},
	{node{typeInnerGroup, "default"}, node{typeNAT, "nat-eu-central-1b"}, "nodes reach the internet by it"},
	{node{typeInnerGroup, "default"}, node{typeTemplate, "default"}, "nodes are made from it"},
	{node{typeAddon, "coredns"}, node{typeInnerGroup, "default"}, "its pods need a node"},
	{node{typeAddon, "ebs-csi"}, node{typeInnerGroup, "default"}, "its pods need a node"},
	{node{typeAddon, "ebs-csi"}, node{typeAttachment, "ebs-csi-AmazonEBSCSIDriverPolicy"}, "it makes volumes with it"},
	{node{typeStorage, "gp3"}, node{typeAddon, "ebs-csi"}, "the driver serves the class"},
	{node{typeStorage, "gp3"}, node{typeInnerGroup, "default"}, "the driver runs on nodes"},
	{node{typeStorage, "gp3"}, node{typeProvider, "cluster"}, "it is made through the API"},
	{node{typeNamespace, "tenant"}, node{typeInnerGroup, "default"}, "pods need nodes"},
	{node{typeNamespace, "tenant"}, node{typeAddon, "coredns"}, "pods find each other by name"},
	{node{typeNamespace, "tenant"}, node{typeAddon, "ebs-csi"}, "the driver deletes its volumes"},
	{node{typeNamespace, "tenant"}, node{typeAddon, "vpc-cni"}, "pods need addresses"},
	{node{typeNamespace, "tenant"}, node{typeStorage, "gp3"}, "its claims name the class"},
	{node{typeProvider, "cluster"}, node{typeEKSCluster, "cluster-eksCluster"}, "the API is the cluster's"},
}

func urn(t *testing.T, rec *recorder.Recording, of node) string {
	t.Helper()
	return find(t, rec, of[0], of[1]).URN
}

func TestOrderOfCreationAndSoOfDestroy(t *testing.T) {
	for mode, opts := range map[string][]recorder.Option{"up": nil, "preview": {recorder.WithPreview()}} {
		rec := up(t, nil, opts...)
		for _, e := range edges {
			if !rec.DependsOn(urn(t, rec, e.from), urn(t, rec, e.to)) {
				t.Errorf("%s: %v does not wait for %v: %s", mode, e.from, e.to, e.because)
			}
		}
	}
}

// Two of sixteen minutes: NAT gateways and the control plane are made side by
// side.
func TestControlPlaneDoesNotWaitForTheWayOut(t *testing.T) {
	rec := up(t, nil)
	for _, from := range []node{
		{typeEKSCluster, "cluster-eksCluster"}, node{typeOIDC, "cluster"}, {typeAddon, "vpc-cni"}, {typeAddon, "kube-proxy"},
	} {
		for _, kind := range []string{typeNAT, typeRoute, typeAssociation} {
			for _, to := range rec.OfType(kind) {
				if rec.DependsOn(urn(t, rec, from), to.URN) {
					t.Errorf("%v waits for %s %s", from, to.Type, to.Name)
				}
			}
		}
	}
}

func TestNodesDoNotWaitForZonesTheyAreNotIn(t *testing.T) {
	rec := up(t, nil)
	group := find(t, rec, typeInnerGroup, "default").URN
	if to := find(t, rec, typeNAT, "nat-eu-central-1c").URN; rec.DependsOn(group, to) {
		t.Errorf("the node group waits for %s", to)
	}
}

func TestAddonsDoNotWaitForEachOther(t *testing.T) {
	rec := up(t, nil)
	for _, pair := range []node{
		{"vpc-cni", "kube-proxy"}, {"kube-proxy", "vpc-cni"}, {"coredns", "ebs-csi"}, {"ebs-csi", "coredns"},
	} {
		if rec.DependsOn(find(t, rec, typeAddon, pair[0]).URN, find(t, rec, typeAddon, pair[1]).URN) {
			t.Errorf("%s waits for %s", pair[0], pair[1])
		}
	}
}

// A replaced cluster replaces what is part of it; only a property's dependency
// tells the engine so.
func TestAddonsAreNamedByTheClusterItself(t *testing.T) {
	rec := up(t, nil)
	cluster := find(t, rec, typeEKSCluster, "cluster-eksCluster").URN
	for _, addon := range rec.OfType(typeAddon) {
		found := false
		for _, to := range addon.PropertyDependencies["clusterName"] {
			found = found || to == cluster
		}
		if !found {
			t.Errorf("clusterName of %s comes from %v", addon.Name, addon.PropertyDependencies["clusterName"])
		}
	}
}
