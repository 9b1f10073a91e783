package helm

import (
	"slices"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// place finds a node for each pod of the release. Pods that a new revision
// replaces make way first, but for those whose Deployment starts the new one
// before it ends the old one.
func place(op *world.Op, p *plan) ([]kubernetes.Placement, error) {
	if len(p.pods) == 0 {
		return nil, nil
	}
	room := kubernetes.Rooms(op, func(running *world.Object) bool {
		if running.Str("of") != op.Object.Key() {
			return false
		}
		stays := slices.ContainsFunc(p.pods, func(each pod) bool { return each.surge && each.Name == running.Str("name") })
		return !stays
	})
	for _, each := range p.pods {
		zone := ""
		for _, name := range each.Claims {
			if _, bound := kubernetes.Bound(op, op.Str("namespace"), name); bound != "" {
				zone = bound
			}
		}
		if _, err := room.Place(each.Demand, zone); err != nil {
			return nil, err
		}
	}
	return room.Placed, nil
}

// install puts the plan onto the cluster: definitions, claims with their
// volumes, pods, and what hooks and operators make besides.
func install(op *world.Op) error {
	p, namespace := planOf(op.Object), op.Str("namespace")
	op.Object.Parents = kubernetes.Home(op, namespace)
	if err := kubernetes.Define(op, op.Object, p.defines...); err != nil {
		return err
	}
	if p.bundled {
		if err := kubernetes.DefineOnce(op, operatorKinds...); err != nil {
			return err
		}
	}
	if err := run(op, p); err != nil {
		return err
	}
	for _, name := range p.hookSecrets {
		if err := kubernetes.Leave(op, kubernetes.Secret, namespace, name, "helm hook"); err != nil {
			return err
		}
	}
	if p.kubeletService {
		// prometheus-operator --kubelet-service=kube-system/…: it makes the
		// Service and never deletes it.
		return kubernetes.Leave(op, kubernetes.Service, "kube-system", "kube-prometheus-stack-kubelet", "prometheus-operator")
	}
	return nil
}

// upgrade runs the new pods in place of the old ones.
func upgrade(op *world.Op) error {
	p := planOf(op.Object)
	placed, err := place(op, p)
	if err != nil {
		return err
	}
	for _, running := range kubernetes.On(op, kubernetes.Pod) {
		if running.Str("of") == op.Object.Key() {
			op.Remove(running)
		}
	}
	for _, c := range p.claims {
		kubernetes.Grow(op, op.Str("namespace"), c.Claim)
	}
	return settle(op, p, placed)
}

func run(op *world.Op, p *plan) error {
	placed, err := place(op, p)
	if err != nil {
		return err
	}
	return settle(op, p, placed)
}

// settle makes the pods where they were placed, and their claims beside them.
func settle(op *world.Op, p *plan, placed []kubernetes.Placement) error {
	namespace := op.Str("namespace")
	zone := map[string]string{}
	for _, at := range placed {
		for _, name := range at.Claims {
			zone[name] = at.Node.Zone
		}
	}
	for _, c := range p.claims {
		class, err := kubernetes.FindClass(op, c.Class)
		if err != nil {
			return err
		}
		controller := "statefulset-controller"
		if c.WithRelease {
			controller = "helm"
		}
		if err := kubernetes.Provision(op, namespace, c.Claim, class, zone[c.Name], controller, op.Object); err != nil {
			return err
		}
		if !class.Waits && class.Object != nil {
			op.Violate("helm/volume-follows-pod", "StorageClass %s binds at once: the volume of %s may be in a zone where its pod has no room",
				class.Name, c.Name)
		}
	}
	if len(p.claims) > 0 {
		kubernetes.HoldsVolumes(op, namespace)
	}
	for _, c := range p.claims {
		if claim, _ := kubernetes.Bound(op, namespace, c.Name); claim != nil {
			contentsOf(claim).orphaned = false
		}
	}
	starts(op)
	if p.login != nil {
		p.login.differs(op) // from now on the database's password counts
	}
	if err := kubernetes.Run(op, namespace, placed, op.Object); err != nil {
		return err
	}
	return saved(op)
}

// uninstall deletes the release's own claims. What StatefulSets made of their
// templates stays, by Kubernetes' default.
func uninstall(op *world.Op) error {
	for _, c := range planOf(op.Object).claims {
		if !c.WithRelease {
			continue
		}
		if bound, _ := kubernetes.Bound(op, op.Str("namespace"), c.Name); bound != nil {
			if err := kubernetes.Abandon(op, bound); err != nil {
				return err
			}
		}
	}
	return nil
}
