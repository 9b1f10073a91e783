package kubernetes

import "eks-elk/rehearsal/world"

// system takes the room of what the cluster runs by itself.
func (r *Room) system(op *world.Op) {
	if c := clusterOf(op); c != nil && c.Kind.Type == ExistingCluster {
		r.kubeadm()
		return
	}
	r.eks()
}

// What EKS and its add-ons run, by their own requests: aws-node 50m, kube-proxy
// 100m and ebs-csi-node 30m/120Mi on every node; coredns 100m/70Mi and
// ebs-csi-controller 60m/240Mi twice each.
func (r *Room) eks() {
	for i, n := range r.nodes {
		n.take(50, 0)
		n.take(100, 0)
		n.take(30, 120)
		r.give(n, 1) // aws-node and kube-proxy have the node's own
		if i < 2 {
			n.take(100, 70)
			n.take(60, 240)
			r.give(n, 2)
		}
	}
	if len(r.nodes) == 1 {
		r.nodes[0].take(100, 70)
		r.nodes[0].take(60, 240)
		r.give(r.nodes[0], 2)
	}
}

// kubeadm is what a small cluster runs on its first node, by kubeadm's static
// pods (cmd/kubeadm/app/phases/controlplane/manifests.go, …/etcd/local.go): etcd
// 100m/100Mi, kube-apiserver 250m, kube-controller-manager 200m and
// kube-scheduler 100m; its coredns, 100m/70Mi twice; and a network's pod on
// every node, by kind's 100m/50Mi.
func (r *Room) kubeadm() {
	for i, n := range r.nodes {
		n.take(100, 50)
		if i > 0 {
			continue
		}
		for _, pod := range []struct{ cpu, memory int }{{100, 100}, {250, 0}, {200, 0}, {100, 0}, {100, 70}, {100, 70}} {
			n.take(pod.cpu, pod.memory)
		}
	}
}
