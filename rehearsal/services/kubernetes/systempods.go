package kubernetes

import (
	"cmp"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// system takes the room of what the cluster runs by itself.
func (r *Room) system(op *world.Op) {
	c := ClusterOf(op)
	switch {
	case c == nil:
	case c.Type.Token == ExistingCluster:
		r.kubeadm()
	default:
		for _, pods := range eks.SystemPods(op, c) {
			r.run(pods)
		}
	}
}

// run takes the room of an add-on's pods: one on every node, or a Deployment's
// on one node after the other.
func (r *Room) run(pods eks.AddonPods) {
	if len(r.nodes) == 0 {
		return
	}
	for i := range cmp.Or(pods.Replicas, len(r.nodes)) {
		on := r.nodes[i%len(r.nodes)]
		on.take(pods.CPUMilli, pods.MemoryMi)
		if !pods.HostNetwork {
			r.give(on, 1)
		}
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
