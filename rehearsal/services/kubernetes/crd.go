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

// Custom makes the type of a kind of the operator's API that a program registers by
// itself, with rules for what it holds.
func Custom(object string, rules ...world.Rule) *world.ResourceType {
	k := resourceType{
		token: CustomToken(object), apiVersion: monitoring, object: object, plural: definition(object),
	}.kind()
	k.Needs = append(k.Needs, needsDefinition)
	k.OnCreate = append(k.OnCreate, rules...)
	k.OnUpdate = rules
	return k
}

// CustomToken is Pulumi's name for a kind of the operator's API.
func CustomToken(object string) string { return "kubernetes:" + monitoring + ":" + object }

var needsDefinition = world.Need{
	ID:     "kubernetes/custom-resource-needs-definition",
	Source: "kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions: deleting a definition deletes every object of its kind",
	Find:   func(op *world.Op) ([]*world.Object, error) { return FindCRD(op, op.Type.Title) },
	Outlive: func(op *world.Op, dependent *world.Object) error {
		op.Violate("kubernetes/custom-resource-needs-definition",
			"the custom resource definitions of %s are deleted while %s is one of them: the API server deletes it too", op.Object, dependent)
		return nil
	},
}
