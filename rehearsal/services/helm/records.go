package helm

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// revision is one record of Helm, a Secret in the release's namespace. The one
// with the highest number says what the release is; without any there is no
// release, whatever is on the cluster (helm v3.11.3 pkg/storage/storage.go).
type revision struct {
	number int
	status string
}

const (
	deployed     = "deployed"
	superseded   = "superseded"
	uninstalling = "uninstalling"
)

func records(o *world.Object) []revision { all, _ := o.Records.([]revision); return all }

// keep replaces the records; the provider reads the last of them back.
func keep(o *world.Object, all []revision) {
	o.Records = all
	if len(all) == 0 {
		return
	}
	last := all[len(all)-1]
	s := resource.PropertyMap{}
	if was := o.Outputs["status"]; was.IsObject() {
		s = was.ObjectValue().Copy()
	}
	s["status"], s["revision"] = resource.NewProperty(last.status), resource.NewProperty(float64(last.number))
	o.Outputs["status"] = resource.NewProperty(s)
}

// recorded adds the record of a revision that is deployed, and drops the oldest
// of more than maxHistory (pkg/storage/storage.go removeLeastRecent).
func recorded(o *world.Object) {
	all := slices.Clone(records(o))
	for i := range all {
		if all[i].status == deployed {
			all[i].status = superseded
		}
	}
	number := 1
	if len(all) > 0 {
		number = all[len(all)-1].number + 1
	}
	all = append(all, revision{number, deployed})
	if most := o.Int("maxHistory"); most > 0 && len(all) > most {
		all = all[len(all)-most:]
	}
	keep(o, all)
}

// interrupted is what is left of a release whose engine and plugin were killed.
// Helm writes the record before the first object, and again only when all of
// them are ready or gone (v3.11.3 pkg/action/install.go, upgrade.go and
// uninstall.go; seen on a real API server). A plugin that outlives its engine
// finishes all that (seen), and nobody is told.
func interrupted(op *world.Op, what string) {
	all := slices.Clone(records(op.Object))
	if op.PluginLives() || len(all) == 0 {
		return
	}
	last := len(all) - 1
	switch what {
	case "create":
		all[last].status = "pending-install"
	case "update":
		all[last].status = "pending-upgrade"
		if last > 0 {
			all[last-1].status = deployed
		}
	case "delete":
		all[last].status = uninstalling
		op.Restore()
	}
	keep(op.Object, all)
}

// Status returns that of a release's last record.
func Status(o *world.Object) string {
	if o.Type.Token != Release {
		return ""
	}
	return o.Str("status.status")
}

// InProgress returns the status of a release that an interruption left between
// two states, or "".
func InProgress(o *world.Object) string {
	if status := Status(o); strings.HasPrefix(status, "pending-") {
		return status
	}
	return ""
}

// DeleteRecords is kubectl delete secret -l owner=helm,name=…: of a status, or all
// of them for "". Without any record there is no release for Helm; what it put
// onto the cluster stays.
func DeleteRecords(w *world.World, o *world.Object, status string) {
	left := slices.DeleteFunc(slices.Clone(records(o)), func(r revision) bool { return status == "" || r.status == status })
	if len(left) == 0 {
		w.Forget(o)
		return
	}
	w.Patch(o, func(o *world.Object) { keep(o, left) })
}

// Down returns the releases of which nothing runs although they have a record.
func Down(w *world.World) []string {
	var out []string
	for _, o := range w.Objects(Release) {
		runs := slices.ContainsFunc(w.Objects(kubernetes.Pod), func(pod *world.Object) bool { return pod.Str("of") == o.Key() })
		if !runs && len(planOf(o).pods) > 0 || Status(o) != deployed {
			out = append(out, o.ID)
		}
	}
	return out
}

// notInProgress: an upgrade begins from a release at rest.
var notInProgress = world.Rule{
	ID: "helm/no-operation-in-progress", Source: "helm v3.11.3 pkg/action/upgrade.go prepareUpgrade: errPending, ErrNoDeployedReleases",
	Test: func(op *world.Op) error {
		switch {
		case InProgress(op.Old) != "":
			return refuse("another operation (install/upgrade/rollback) is in progress")
		case Status(op.Old) == uninstalling:
			return refuse("%q has no deployed releases", op.Str("name"))
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
