// Package kubernetes is what the world knows of an API server: the objects the
// provider makes, who may hold them, and the nodes and volumes behind them.
package kubernetes

import (
	"slices"

	"eks-elk/rehearsal/world"
)

// Types of the things on a cluster, as Pulumi names them.
const (
	ConfigMap             = "kubernetes:core/v1:ConfigMap"
	Secret                = "kubernetes:core/v1:Secret"
	Namespace             = "kubernetes:core/v1:Namespace"
	Service               = "kubernetes:core/v1:Service"
	PersistentVolumeClaim = "kubernetes:core/v1:PersistentVolumeClaim"
	StorageClass          = "kubernetes:storage.k8s.io/v1:StorageClass"
	CRD                   = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"

	// PersistentVolume is what is behind a claim on an existing cluster.
	PersistentVolume = "world:kubernetes/persistent-volume"
)

// ExistingCluster is a cluster that the stack did not make (NewExistingCluster).
const ExistingCluster = "world:kubernetes/existing-cluster"

// ResourceTypes returns every type on a cluster the world knows, but for releases.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{
		namespace(), secret(), configMap(), storageClass(), claim(), crd(), service.kind(),
		pod(), existingCluster(), persistentVolume(),
	}
}

// server returns the API server that an operation speaks to. An operation on
// AWS that is about a cluster, such as the deletion of a node group, counts as
// one on that cluster.
func server(op *world.Op) string {
	if s := op.Object.Session.Server; s != "" {
		return s
	}
	if name := op.Str("clusterName"); name != "" {
		if c := op.Find("name", name, EKSCluster); c != nil {
			return c.Str("endpoint")
		}
	}
	return ""
}

// On returns what exists of the types on the operation's cluster, oldest first.
func On(op *world.Op, types ...string) []*world.Object {
	return slices.DeleteFunc(op.List(types...), func(o *world.Object) bool { return o.Session.Server != server(op) })
}

// Get returns the object of a type by namespace and name ("" for no namespace)
// on the operation's cluster, or nil.
func Get(op *world.Op, typ, namespace, name string) *world.Object {
	id := join(namespace, name)
	for _, o := range On(op, typ) {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// join makes an id of namespace and name: "elk/elastic-credentials".
func join(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}

// refuse returns as the API server does: reason and message.
func refuse(reason, format string, args ...any) *world.Error {
	return world.Refuse("Kubernetes", reason, format, args...)
}
