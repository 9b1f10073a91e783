package kubernetes

import (
	"strings"

	"eks-elk/rehearsal/world"
)

// monitoring is the API of the prometheus operator's custom resources.
const monitoring = "monitoring.coreos.com/v1"

func crd() *world.ResourceType {
	return resourceType{
		token: CRD, apiVersion: "apiextensions.k8s.io/v1", object: "CustomResourceDefinition",
		plural: "customresourcedefinitions.apiextensions.k8s.io", global: true, computed: []string{"status"},
	}.kind()
}

// FindCRD returns what defines a kind of the operator's API, as a need: the
// definition when the program made it, else the release that brought it.
func FindCRD(op *world.Op, object string) ([]*world.Object, error) {
	name := definition(object)
	d := Get(op, CRD, "", name)
	if d == nil {
		return nil, refuse("", "resource mapping not found for name: %q namespace: %q from \"\": no matches for kind %q in version "+
			"%q\nensure CRDs are installed first",
			op.Str("metadata.name"), op.Str("metadata.namespace"), object, monitoring)
	}
	if d.URN != "" {
		return []*world.Object{d}, nil
	}
	for _, owner := range op.List() {
		for _, key := range d.Parents {
			if owner.Key() == key && owner.URN != "" && owner.Type.Token != EKSCluster {
				return []*world.Object{owner}, nil
			}
		}
	}
	return nil, nil
}

// Defined returns the definition of a kind of the operator's API, or nil.
func Defined(op *world.Op, object string) *world.Object {
	return Get(op, CRD, "", definition(object))
}

// Define makes the definitions a release brings; they go with it.
func Define(op *world.Op, release *world.Object, objects ...string) error {
	for _, object := range objects {
		id := definition(object)
		if _, err := op.CreateManaged(CRD, id, "helm", map[string]any{"metadata": map[string]any{"name": id}},
			parents(op, "", release)...); err != nil {
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
	plural := strings.ToLower(object) + "s"
	if strings.HasSuffix(object, "s") { // prometheuses
		plural = strings.ToLower(object) + "es"
	}
	return plural + ".monitoring.coreos.com"
}
