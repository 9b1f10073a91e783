package eks

import "eks-elk/rehearsal/world"

// nodesServices: pods reach Services, the API server's own among them, through
// kube-proxy on their node. Its add-on without preserve takes the DaemonSet
// away, and pods that still run (the EBS CSI controller deletes volumes until
// its node goes) can no longer call the API server.
var nodesServices = world.Need{
	ID:     "eks/kube-proxy-serves-nodes",
	Source: "Kubernetes, Virtual IPs and Service Proxies; EKS user guide, Manage kube-proxy",
	Find:   findProxy,
	Outlive: func(op *world.Op, nodes *world.Object) error {
		if op.Object.Bool("preserve") {
			return nil // its pods stay
		}
		return unlessMet(findProxy, missed("eks/kube-proxy-serves-nodes", "to reach Services"))(op, nodes)
	},
}

func findProxy(op *world.Op) ([]*world.Object, error) {
	cluster := clusterOf(op)
	managed := addonOf(op, cluster, KubeProxy)
	if managed == nil && selfManaged(op, cluster, KubeProxy) == nil {
		return nil, unjoined("the cluster has no kube-proxy")
	}
	return distinct(managed), nil
}
