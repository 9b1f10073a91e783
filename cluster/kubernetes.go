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
}
