package kubernetes

import "eks-elk/rehearsal/world"

// Reached is asked before anything is read: a provider that does not trust the API
// server knows nothing of what is on the cluster.
var Reached = world.Rule{
	ID: "kubernetes/cluster-reachable-for-a-refresh", Source: "pulumi-kubernetes v3.30.2 provider.go and helm_release.go, Read: clusterUnreachable",
	Test: func(op *world.Op) error {
		if c := ClusterOf(op); c != nil && !trusted(c, op.Call.Session.Authority) {
			return refuse("", "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this "+
				"resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to \"true\"")
		}
		return nil
	},
}

// Versioned is asked before a release is compared: Helm asks the API server for its
// version.
var Versioned = world.Rule{
	ID:     "kubernetes/cluster-reachable-for-a-preview",
	Source: "helm v3.11.3 pkg/action/action.go getCapabilities, for pulumi-kubernetes v3.30.2 helm_release.go",
	Test: func(op *world.Op) error {
		if c := ClusterOf(op); c != nil && !trusted(c, op.Call.Session.Authority) {
			return refuse("", "could not get server version from Kubernetes: Get %q: tls: failed to verify certificate: x509: certificate signed by "+
				"unknown authority", server(op)+"/version?timeout=32s")
		}
		return nil
	},
}
