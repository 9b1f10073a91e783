package kubernetes

import (
	"strings"

	"eks-elk/rehearsal/world"
)

// Monitoring is the API of the prometheus operator's custom resources.
const Monitoring = "monitoring.coreos.com/v1"

// customResources of the operator that a program may make by itself.
var customResources = map[string]string{
	"ServiceMonitor": "servicemonitors", "PodMonitor": "podmonitors", "PrometheusRule": "prometheusrules", "Probe": "probes",
	"Prometheus": "prometheuses", "Alertmanager": "alertmanagers",
}

func crd() *world.Kind {
	k := resourceType{
		token: CRD, apiVersion: "apiextensions.k8s.io/v1", object: "CustomResourceDefinition",
		plural: "customresourcedefinitions.apiextensions.k8s.io", global: true, computed: []string{"status"},
	}.kind()
	return k
}

func customKinds() []*world.Kind {
	var out []*world.Kind
	for object, plural := range customResources {
		k := resourceType{
			token: "kubernetes:" + Monitoring + ":" + object, apiVersion: Monitoring, object: object,
			plural: plural + ".monitoring.coreos.com",
		}.kind()
		k.Needs = append(k.Needs, world.Need{
			ID:     "kubernetes/custom-resource-needs-crd",
			Source: "kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources; client-go restmapper NoKindMatchError",
			Find: func(op *world.Op) ([]*world.Object, error) {
				return FindCRD(op, object)
			},
			Outlive: crdGone,
		})
		out = append(out, k)
	}
	return out
}

// FindCRD answers what defines a kind of the operator's API, as a need: the
// definition when the program made it, else the release that brought it.
func FindCRD(op *world.Op, object string) ([]*world.Object, error) {
	name := definition(object)
	d := Get(op, CRD, "", name)
	if d == nil {
		return nil, refuse("", "resource mapping not found for name: %q namespace: %q from \"\": no matches for kind %q in version %q\nensure CRDs are installed first",
			op.Str("metadata.name"), op.Str("metadata.namespace"), object, Monitoring)
	}
	if d.URN != "" {
		return []*world.Object{d}, nil
	}
	for _, owner := range op.List() {
		for _, key := range d.Parents {
			if owner.Key() == key && owner.URN != "" && owner.Kind.Type != EKSCluster {
				return []*world.Object{owner}, nil
			}
		}
	}
	return nil, nil
}

// crdGone: with its definition the API server deletes every custom resource.
func crdGone(op *world.Op, dependent *world.Object) error {
	op.Violate("kubernetes/custom-resource-needs-crd", "the custom resource definitions of %s are deleted while %s has resources of them", op.Object, dependent)
	return nil
}

// Defined answers the definition of a kind of the operator's API, or nil.
func Defined(op *world.Op, object string) *world.Object {
	return Get(op, CRD, "", definition(object))
}

// Define makes the definitions a release brings; they go with it.
func Define(op *world.Op, release *world.Object, objects ...string) error {
	for _, object := range objects {
		id := definition(object)
		if _, err := op.Spawn(CRD, id, "helm", map[string]any{"metadata": map[string]any{"name": id}}, parents(op, "", release)...); err != nil {
			return err
		}
	}
	return nil
}

// DefineOnce makes the definitions of a chart's crds directory: once, and left
// behind when the release goes (helm.sh/docs/topics/charts).
func DefineOnce(op *world.Op, objects ...string) error {
	for _, object := range objects {
		if err := Leave(op, CRD, "", definition(object), "helm crds"); err != nil {
			return err
		}
	}
	return nil
}

// definition is the name of a kind's definition: plural.group.
func definition(object string) string {
	plural := customResources[object]
	if plural == "" {
		plural = strings.ToLower(object) + "s"
		if strings.HasSuffix(object, "s") {
			plural = strings.ToLower(object) + "es"
		}
	}
	return plural + ".monitoring.coreos.com"
}
