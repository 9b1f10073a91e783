package helm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// interrupted leaves Helm's record between two states: Helm writes it before
// the first object, and again only when all of them are ready (v3.11.3
// pkg/action/install.go and upgrade.go).
func interrupted(op *world.Op, what string) {
	if status := map[string]string{"create": "pending-install", "update": "pending-upgrade"}[what]; status != "" {
		record(op.Object, status, op.Object.Int("status.revision"))
	}
}

// InProgress returns the status of a release that an interruption left between
// two states, or "".
func InProgress(o *world.Object) string {
	if status := o.Str("status.status"); o.Type.Token == Release && strings.HasPrefix(status, "pending-") {
		return status
	}
	return ""
}

// Resume is what deleting the record of an upgrade that never ended does: the
// revision before it counts again.
func Resume(o *world.Object) { record(o, "deployed", o.Int("status.revision")-1) }

func record(o *world.Object, status string, revision int) {
	s := resource.PropertyMap{}
	if was := o.Outputs["status"]; was.IsObject() {
		s = was.ObjectValue().Copy()
	}
	s["status"], s["revision"] = resource.NewProperty(status), resource.NewProperty(float64(revision))
	o.Outputs["status"] = resource.NewProperty(s)
}

// notInProgress: an upgrade begins from a release at rest.
var notInProgress = world.Rule{
	ID: "helm/no-operation-in-progress", Source: "helm v3.11.3 pkg/action/upgrade.go prepareUpgrade: errPending",
	Test: func(op *world.Op) error {
		if InProgress(op.Old) != "" {
			return refuse("another operation (install/upgrade/rollback) is in progress")
		}
		return nil
	},
}

// notLoaded: the provider asks Helm to uninstall and passes its answer on, also
// where the release is gone (pulumi-kubernetes #2817; seen on a real API
// server). A refresh takes it out of the state.
func notLoaded(call world.Call) error {
	_, name, _ := strings.Cut(call.ID, "/")
	return refuse("uninstall: Release not loaded: %s: release: not found", name)
}
