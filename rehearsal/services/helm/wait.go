package helm

import (
	"fmt"

	"eks-elk/rehearsal/world"
)

// refuse returns as Helm or the API server does, without a code.
func refuse(format string, args ...any) *world.Error {
	return world.Refuse("Helm", "", format, args...)
}

// timedOut is the failure of a release whose pods are not ready in time. The
// provider says no more than that; why is the world's.
func timedOut(op *world.Op, format string, args ...any) error {
	return waited(op, false, format, args...)
}

// neverReady is the failure of a release whose containers run and do not become
// ready. Elasticsearch and Kibana have then begun to write, and Helm's rollback
// of a newer image ends in the same way.
func neverReady(op *world.Op, format string, args ...any) error {
	return waited(op, op.Old != nil && starts(op), format, args...)
}

// waited is a failure after Helm has waited for the new pods. It then waits for
// the old ones as well, which stay away if their data is newer than they are, or
// if their namespace has become too strict for them.
func waited(op *world.Op, stuck bool, format string, args ...any) error {
	stuck = stuck || op.Old != nil && forbidden(op, planOf(op.Old)) != ""
	return refuse("%s (%s)", failed(op, "timed out waiting for the condition", stuck), fmt.Sprintf(format, args...))
}

// failed words what pulumi-kubernetes v3.30.2 says when Helm began and gave up
// (seen on a real API server, for each of the four ways): what it calls a
// time-out may be any cause.
func failed(op *world.Op, cause string, rollbackFails bool) string {
	name, id := op.Str("name"), op.Str("namespace")+"/"+op.Str("name")
	atomic := op.Object.Bool("atomic")
	switch {
	case op.Old == nil && atomic:
		return fmt.Sprintf("release %s failed, and has been uninstalled due to atomic being set: %s", name, cause)
	case op.Old == nil:
		return fmt.Sprintf("Helm release %q was created, but failed to initialize completely. Use Helm CLI to investigate.: "+
			"failed to become available within allocated timeout. Error: Helm Release %s: %s", id, id, cause)
	case atomic && rollbackFails:
		// The old revision's pods time out, too (pkg/action/upgrade.go failRelease).
		cause = fmt.Sprintf("an error occurred while rolling back the release. original upgrade error: %s: %[1]s", cause)
	case atomic:
		cause = fmt.Sprintf("release %s failed, and has been rolled back due to atomic being set: %s", name, cause)
	}
	return fmt.Sprintf("Helm release %q failed to initialize completely. Use Helm CLI to investigate.: failed to become available within "+
		"allocated timeout. "+
		"Error: Helm Release %s: %s", id, id, cause)
}

// cannotPatch is the failure of an upgrade that the API server refuses.
func cannotPatch(op *world.Op, kind, name, why string) error {
	return refuse("%s", failed(op, fmt.Sprintf("cannot patch %q with kind %s: %s", name, kind, why), false))
}
