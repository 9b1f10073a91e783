package kubernetes

import (
	"cmp"
	"slices"

	"eks-elk/rehearsal/world"
)

const (
	enforce       = "pod-security.kubernetes.io/enforce"
	enforcedLevel = `metadata.labels["` + enforce + `"]`
)

// Levels of the Pod Security Standards, laxest first.
var levels = []string{"privileged", "baseline", "restricted"}

// Enforced returns the level that a namespace holds its pods to.
func Enforced(op *world.Op, namespace string) string {
	ns := Get(op, Namespace, "", namespace)
	if ns == nil {
		return levels[0]
	}
	return cmp.Or(ns.Str(enforcedLevel), levels[0])
}

var levelKnown = world.Rule{
	ID: "kubernetes/pod-security-level", Source: "k8s.io/pod-security-admission api.ParseLevel: a namespace with a level that is none is refused",
	Test: func(op *world.Op) error {
		if level := op.Str(enforcedLevel); level != "" && !slices.Contains(levels, level) {
			return refuse("Invalid", "Namespace %q is invalid: metadata.labels[%s]: Invalid value: %q: must be one of privileged, baseline, "+
				"restricted", op.Str("metadata.name"), enforce, level)
		}
		return nil
	},
}
