package cluster

import (
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kubernetes is a cluster as its tenants see it, made here or elsewhere.
type Kubernetes struct {
	// Provider talks to the cluster.
	Provider *kubernetes.Provider
	// StorageClass is the class volumes ask for; empty: the cluster's default.
	StorageClass string
	// Ready is what anything put on the cluster depends on. On destroy these
	// outlive it, so that volumes are deleted by a driver that still runs.
	Ready []pulumi.Resource
	// Kubectl are the flags by which kubectl finds the cluster, quoted for a
	// shell; none: it is the one that kubectl finds by itself.
	Kubectl []string
}

// configMapsInPlace: by default provider v3.30.2 replaces a ConfigMap whose data
// change, which a pod that mounts it sees as a missing one. It is always said,
// because what is not said is taken from the environment, and differs between a
// laptop and CI (pulumi-kubernetes v3.30.2 sdk/go/kubernetes/provider.go).
const configMapsInPlace = pulumi.Bool(true)
