package helm

import (
	"slices"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// needs are what must be there before a release's pods are ready, in the order
// in which a missing one shows.
var needs = []world.Need{
	kubernetes.NeedsCluster, needsNamespace, needsDefinitions, needsSecrets,
	needsClass, needsDriver, needsNode, needsDNS, needsElasticsearch, needsPublisher, needsLogstash, needsStore,
}

var needsNamespace = world.Need{
	ID: "helm/release-needs-namespace", Source: "helm.sh/docs/helm/helm_install: without --create-namespace the namespace must exist",
	Find: func(op *world.Op) ([]*world.Object, error) {
		found, err := kubernetes.FindNamespace(op, op.Str("namespace"))
		if err != nil {
			return nil, refuse("create: failed to create: %s", err.(*world.Error).Message)
		}
		return found, nil
	},
	Lost: `%s is deleted with %s in it: its own deletion fails with "uninstall: Release not loaded: release: not found"`,
}

var needsDefinitions = world.Need{
	ID: "helm/custom-resources-need-crds",
	Source: "helm.sh/docs/chart_best_practices/custom_resource_definitions: a definition must be there before its resources are rendered " +
		"for the API server",
	Find: func(op *world.Op) ([]*world.Object, error) {
		p := planOf(op.Object)
		if p.bundled {
			return nil, nil
		}
		var out []*world.Object
		for _, kind := range p.custom {
			found, err := kubernetes.FindCRD(op, kind)
			if err != nil {
				return nil, refuse("unable to build kubernetes objects from release manifest: %s", err.(*world.Error).Message)
			}
			out = add(out, found...)
		}
		return out, nil
	},
	Lost: "the custom resource definitions of %s are deleted while %s has resources of them: the API server deletes those too",
}

var needsSecrets = world.Need{
	ID:     "helm/release-needs-secret",
	Source: "kubernetes.io/docs/concepts/configuration/secret: a pod that names a missing Secret or key does not start",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, each := range planOf(op.Object).pods {
			found, why := secretsOf(op, each)
			if why != "" {
				return nil, timedOut(op, "pod %s: %s", each.Name, why)
			}
			out = add(out, found...)
		}
		return out, nil
	},
	Why: func(op *world.Op, to *world.Object) string { return uses(planOf(op.Object), to.Str("metadata.name")) },
	// Nothing is lost: pods keep what they have mounted, and the provider replaces
	// a Secret whose content changes by deleting it first.
}

var needsClass = world.Need{
	ID:     "helm/release-needs-storage-class",
	Source: "kubernetes.io/docs/concepts/storage/persistent-volumes: a claim is bound through its StorageClass",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, c := range planOf(op.Object).claims {
			class, err := kubernetes.FindClass(op, c.Class)
			if err != nil {
				return nil, timedOut(op, "persistentvolumeclaim %s: ProvisioningFailed: %s", c.Name, err)
			}
			if class.Object != nil {
				out = add(out, class.Object)
			}
		}
		return out, nil
	},
}

var needsDriver = world.Need{
	ID:     "helm/release-needs-csi-driver",
	Source: "docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html: EBS volumes come from the driver's add-on alone",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, c := range planOf(op.Object).claims {
			class, err := kubernetes.FindClass(op, c.Class)
			if err != nil {
				return nil, nil // said above
			}
			if problem := class.TooLarge(c.GiB); problem != "" {
				return nil, timedOut(op, "persistentvolumeclaim %s: ProvisioningFailed: %s", c.Name, problem)
			}
			found, problem := kubernetes.Driver(op, class.Provisioner)
			if problem != "" {
				return nil, timedOut(op, "persistentvolumeclaim %s: ExternalProvisioning: waiting for a volume to be created either by the "+
					"external provisioner '%s' or manually by the system administrator: %s", c.Name, class.Provisioner, problem)
			}
			out = add(out, found...)
		}
		return out, nil
	},
	Lost: "%s, which the EBS CSI driver works with, is deleted while %s uses its volumes: they can be neither mounted nor let go again",
	Spared: func(op *world.Op, _ *world.Object) bool { // its pods stay; nodes are the next need's business
		return op.Object.Bool("preserve") || op.Object.Type.Token == kubernetes.NodeGroup
	},
}

var needsNode = world.Need{
	ID: "helm/release-needs-ready-node", Source: "kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler: a pod runs where its requests fit",
	Find: func(op *world.Op) ([]*world.Object, error) {
		placed, err := place(op, planOf(op.Object))
		if err != nil {
			return nil, timedOut(op, "%s", err)
		}
		var out []*world.Object
		for _, at := range placed {
			if at.Node.Group != nil {
				out = add(out, at.Node.Group)
			}
		}
		return out, nil
	},
	Outlive: func(op *world.Op, dependent *world.Object) error {
		if err := kubernetes.Displaced(op, dependent); err != nil {
			op.Violate("helm/release-needs-ready-node", "%s is deleted while %s runs on it: %s", op.Object, dependent, err)
		}
		return nil
	},
}

var needsDNS = world.Need{
	ID:     "helm/release-needs-dns",
	Source: "kubernetes.io/docs/concepts/services-networking/dns-pod-service: names of Services are answered by the cluster's DNS",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if len(planOf(op.Object).pods) == 0 {
			return nil, nil
		}
		found, ok := kubernetes.DNS(op)
		if !ok {
			return nil, timedOut(op, "getaddrinfo EAI_AGAIN: the coredns add-on is not there")
		}
		return found, nil
	},
	Lost:   "%s is deleted while %s still resolves names",
	Spared: func(op *world.Op, _ *world.Object) bool { return op.Object.Bool("preserve") },
}

func add(list []*world.Object, objects ...*world.Object) []*world.Object {
	for _, o := range objects {
		if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}
