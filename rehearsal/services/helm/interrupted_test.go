package helm_test

import (
	"errors"
	"testing"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// killed lets the engine die when the operation has taken effect.
func (s *stack) killed(what string, do func() error) {
	s.t.Helper()
	s.World.Hooks(nil, func(e world.Entry) error {
		if e.Op == what && e.Type == helm.Release {
			return world.ErrKilled
		}
		return nil
	})
	err := do()
	s.World.Hooks(nil, nil)
	if !errors.Is(err, world.ErrKilled) {
		s.t.Fatalf("%s answered %v", what, err)
	}
}

func TestAKilledInstallKeepsItsNameUntilItsRecordGoes(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.killed("create", func() error { return s.try("elasticsearch") })
	if got := helm.InProgress(s.release("elasticsearch")); got != "pending-install" {
		t.Errorf("the record says %q", got)
	}
	clustertest.Refused(t, s.try("elasticsearch"), "helm/release-name-free", "cannot re-use a name that is still in use")
}

func TestAKilledUpgradeBlocksTheNextUntilItsRecordGoes(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	upgrade := func() error {
		return s.Update(o, s.inputs("elasticsearch", value("1", "resources", "requests", "cpu")))
	}
	s.killed("update", upgrade)
	if got := helm.InProgress(s.release("elasticsearch")); got != "pending-upgrade" {
		t.Errorf("the record says %q", got)
	}
	clustertest.Refused(t, upgrade(), "helm/no-operation-in-progress", "another operation (install/upgrade/rollback) is in progress")
	s.World.Patch(s.release("elasticsearch"), helm.Resume)
	if err := upgrade(); err != nil || s.release("elasticsearch").Int("status.revision") != 2 {
		t.Errorf("after its record is gone: %v, revision %d", err, s.release("elasticsearch").Int("status.revision"))
	}
}

func TestAReleaseIsUninstalledOnce(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	s.killed("delete", func() error { return s.Delete(helm.Release, o.ID) })
	clustertest.Refused(t, s.Delete(helm.Release, o.ID), "", "uninstall: Release not loaded: elasticsearch: release: not found")
}
