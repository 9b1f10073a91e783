package helm

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// templatesKept: what a StatefulSet's claims are made of cannot change.
var templatesKept = world.Rule{
	ID: "helm/volume-claim-templates-kept", Source: "kubernetes pkg/apis/apps/validation ValidateStatefulSetUpdate",
	Test: func(op *world.Op) error {
		before := templates(planOf(op.Old))
		for set, now := range templates(planOf(op.Object)) {
			was, there := before[set]
			if !there || was.text == now.text || orphaned(op, now.claim) {
				continue
			}
			if now.operator {
				// The operator deletes and makes the StatefulSet again; the claims stay as they are.
				op.Violate("helm/volume-claim-templates-kept",
					"release %s: the claims of %s were made as %q and stay so, whatever the new template says (%q)", op.Str("name"), set, was.text,
					now.text)
				continue
			}
			return cannotPatch(op, "StatefulSet", set,
				fmt.Sprintf("StatefulSet.apps %q is invalid: spec: Forbidden: updates to statefulset spec for fields other than "+
					"'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "+
					"'minReadySeconds' are forbidden", set))
		}
		return nil
	},
}

type template struct {
	text     string
	operator bool
	claim    string // the first of them
}

// orphaned says that the StatefulSet of a claim was deleted without its pod: Helm
// makes it again from the new template, and it takes the pod over.
func orphaned(op *world.Op, claim string) bool {
	bound, _ := kubernetes.Bound(op, op.Str("namespace"), claim)
	return bound != nil && contentsOf(bound).orphaned
}

// templates returns what each StatefulSet's claims are made of.
func templates(p *plan) map[string]template {
	out := map[string]template{}
	for _, c := range p.claims {
		if c.template {
			out[c.of] = template{fmt.Sprintf("%d GiB of class %q", c.GiB, c.Class), c.operator, c.Name}
		}
	}
	return out
}

// claimsKept: of a claim that a chart makes by itself, only the size may grow,
// and only where its class says so.
var claimsKept = world.Rule{
	ID: "helm/claim-changes", Source: "kubernetes.io/docs/concepts/storage/persistent-volumes: expanding claims",
	Test: func(op *world.Op) error {
		for _, now := range planOf(op.Object).claims {
			was := claimNamed(planOf(op.Old), now.Name)
			if was == nil || now.template {
				continue
			}
			class, _ := kubernetes.FindClass(op, now.Class)
			switch {
			case now.Class != was.Class:
				return cannotPatch(op, "PersistentVolumeClaim", now.Name,
					fmt.Sprintf("PersistentVolumeClaim %q is invalid: spec: Forbidden: spec is immutable after creation except resources.requests "+
						"and volumeAttributesClassName for bound claims", now.Name))
			case now.GiB < was.GiB:
				return cannotPatch(op, "PersistentVolumeClaim", now.Name,
					fmt.Sprintf("PersistentVolumeClaim %q is invalid: spec.resources.requests.storage: Forbidden: field can not be less than "+
						"status.capacity", now.Name))
			case now.GiB > was.GiB && !class.Grows:
				return cannotPatch(op, "PersistentVolumeClaim", now.Name,
					fmt.Sprintf("persistentvolumeclaims %q is forbidden: only dynamically provisioned pvc can be resized and the storageclass that "+
						"provisions the pvc must support resize", now.Name))
			}
		}
		return nil
	},
}

func claimNamed(p *plan, name string) *claim {
	for _, c := range p.claims {
		if c.Name == name {
			return &c
		}
	}
	return nil
}

// emptyLists returns the paths of lists without elements.
func emptyLists(v resource.PropertyValue, path string) []string {
	var out []string
	switch {
	case v.IsArray():
		if len(v.ArrayValue()) == 0 {
			return []string{path}
		}
		for i, e := range v.ArrayValue() {
			out = append(out, emptyLists(e, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case v.IsObject():
		for _, key := range v.ObjectValue().StableKeys() {
			out = append(out, emptyLists(v.ObjectValue()[key], path+"."+string(key))...)
		}
	}
	return out
}
