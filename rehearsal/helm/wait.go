package helm

import (
	"fmt"

	"eks-elk/rehearsal/world"
)

// refuse answers as Helm or the API server does, without a code.
func refuse(format string, args ...any) *world.Error {
	return world.Refuse("Helm", "", format, args...)
}

// timedOut words what pulumi-kubernetes v3.30.2 says when a release's pods are
// not ready in time (seen on a real API server, for each of the four ways). It
// says no more than that; why is the world's.
func timedOut(op *world.Op, format string, args ...any) error {
	const timeout = "timed out waiting for the condition"
	name, id := op.Str("name"), op.Str("namespace")+"/"+op.Str("name")
	atomic, message := op.Object.Bool("atomic"), ""
	switch {
	case op.Old == nil && atomic:
		message = fmt.Sprintf("release %s failed, and has been uninstalled due to atomic being set: %s", name, timeout)
	case op.Old == nil:
		message = fmt.Sprintf("Helm release %q was created, but failed to initialize completely. Use Helm CLI to investigate.: "+
			"failed to become available within allocated timeout. Error: Helm Release %s: %s", id, id, timeout)
	case atomic:
		message = fmt.Sprintf("Helm release %q failed to initialize completely. Use Helm CLI to investigate.: failed to become available within allocated timeout. "+
			"Error: Helm Release %s: release %s failed, and has been rolled back due to atomic being set: %s", id, id, name, timeout)
	default:
		message = fmt.Sprintf("Helm release %q failed to initialize completely. Use Helm CLI to investigate.: failed to become available within allocated timeout. "+
			"Error: Helm Release %s: %s", id, id, timeout)
	}
	return refuse("%s (%s)", message, fmt.Sprintf(format, args...))
}
