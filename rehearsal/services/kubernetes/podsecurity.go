package kubernetes

import (
	"slices"

	"eks-elk/rehearsal/world"
)

const enforce = "pod-security.kubernetes.io/enforce"

// Levels of the Pod Security Standards, laxest first.
var levels = []string{"privileged", "baseline", "restricted"}

// Enforced returns the level that a namespace holds its pods to.
func Enforced(op *world.Op, namespace string) string {
	ns := Get(op, Namespace, "", namespace)
	if ns == nil {
		return levels[0]
	}
	if level := labelOf(ns, enforce); level != "" {
		return level
	}
	return levels[0]
}

func labelOf(o *world.Object, name string) string {
	v := o.Get("metadata.labels")
	if !v.IsObject() {
		return ""
	}
	for key, value := range v.ObjectValue() {
		if string(key) == name {
			return world.Str(value)
		}
	}
	return ""
}

var levelKnown = world.Rule{
	ID:     "kubernetes/pod-security-level",
	Source: "k8s.io/pod-security-admission api.ParseLevel: a namespace with a level that is none is refused",
	Test: func(op *world.Op) error {
		if level := labelOf(op.Object, enforce); level != "" && !slices.Contains(levels, level) {
			return refuse("Invalid", "Namespace %q is invalid: metadata.labels[%s]: Invalid value: %q: must be one of privileged, baseline, "+
				"restricted", op.Str("metadata.name"), enforce, level)
		}
		return nil
	},
}
