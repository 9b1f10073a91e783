package kube

import (
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Cluster is a cluster as its tenants see it, made by this stack or elsewhere.
type Cluster struct {
	// Provider talks to the cluster.
	Provider *kubernetes.Provider
	// StorageClass is the class volumes ask for; empty: the cluster's default.
	StorageClass string
	// Ready is what anything put on the cluster depends on.
	Ready []pulumi.Resource
	// Storage is what a namespace with volumes depends on besides. On destroy it
	// outlives them, so that volumes are deleted by a driver that still runs.
	Storage []pulumi.Resource
	// Kubectl are the flags by which kubectl finds the cluster, quoted for a
	// shell; none: kubectl's current context is the cluster.
	Kubectl []string
}

// Role is an IAM role that a service account assumes.
type Role struct {
	ARN   pulumi.StringOutput // for the service account's annotation, eks.amazonaws.com/role-arn
	Ready []pulumi.Resource   // what the role's user depends on: its rights
}
