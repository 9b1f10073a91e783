package cluster

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/kube"
)

// Kubernetes is a cluster as its tenants see it, made here or elsewhere.
type Kubernetes = kube.Cluster

// configMapsInPlace: by default provider v3.30.2 replaces a ConfigMap whose data
// change, which a pod that mounts it sees as a missing one. It is always said,
// because what is not said is taken from the environment, and differs between a
// laptop and CI (pulumi-kubernetes v3.30.2 sdk/go/kubernetes/provider.go).
const configMapsInPlace = pulumi.Bool(true)
