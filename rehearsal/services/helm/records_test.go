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
	helm.DeleteRecords(s.World, s.release("elasticsearch"), "pending-upgrade")
	if err := upgrade(); err != nil || s.release("elasticsearch").Int("status.revision") != 2 {
		t.Errorf("after its record is gone: %v, revision %d", err, s.release("elasticsearch").Int("status.revision"))
	}
}

// A plugin that outlives the engine: the runbook's search for pending records
// finds nothing, and the name is taken all the same.
func TestAnInstallThatAPluginFinishedNeedsAllItsRecordsDeleted(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.World.PluginLives = true
	s.killed("create", func() error { return s.try("elasticsearch") })
	if got := helm.Status(s.release("elasticsearch")); got != "deployed" {
		t.Errorf("the record says %q", got)
	}
	helm.DeleteRecords(s.World, s.release("elasticsearch"), "pending-install")
	clustertest.Refused(t, s.try("elasticsearch"), "helm/release-name-free", "cannot re-use a name that is still in use")
	helm.DeleteRecords(s.World, s.release("elasticsearch"), "")
	if err := s.try("elasticsearch"); err != nil {
		t.Fatal(err)
	}
	if down := helm.Down(s.World); len(down) > 0 {
		t.Errorf("down: %v", down)
	}
}

func TestAnUpgradeThatAPluginFinishedIsDone(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.World.PluginLives = true
	o := s.install("elasticsearch")
	upgrade := func() error {
		return s.Update(o, s.inputs("elasticsearch", value("1", "resources", "requests", "cpu")))
	}
	s.killed("update", upgrade)
	if err := upgrade(); err != nil || s.release("elasticsearch").Int("status.revision") != 3 {
		t.Errorf("%v, revision %d", err, s.release("elasticsearch").Int("status.revision"))
	}
}

func TestAReleaseIsUninstalledOnce(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.World.PluginLives = true
	o := s.install("elasticsearch")
	s.killed("delete", func() error { return s.Delete(helm.Release, o.ID) })
	clustertest.Refused(t, s.Delete(helm.Release, o.ID), "", "uninstall: Release not loaded: elasticsearch: release: not found")
}

// halfUninstalled is a release with an older revision whose uninstallation was cut
// off: its pods are gone, its records are not.
func halfUninstalled(t *testing.T) *stack {
	t.Helper()
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	if err := s.Update(o, s.inputs("elasticsearch", value("1", "resources", "requests", "cpu"))); err != nil {
		t.Fatal(err)
	}
	s.killed("delete", func() error { return s.Delete(helm.Release, o.ID) })
	if got := helm.Status(s.release("elasticsearch")); got != "uninstalling" {
		t.Fatalf("the record says %q", got)
	}
	return s
}

func TestAnUninstallThatWasCutOffIsFinishedByAnother(t *testing.T) {
	s := halfUninstalled(t)
	clustertest.Refused(t, s.Update(s.release("elasticsearch"), s.inputs("elasticsearch")), "helm/no-operation-in-progress",
		`"elasticsearch" has no deployed releases`)
	if err := s.Delete(helm.Release, "elk/elasticsearch"); err != nil {
		t.Fatal(err)
	}
	if left := s.World.Objects(helm.Release); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// An older record makes the provider, which reads the last one, see a release
// that is as it should be. Nothing of it runs.
func TestWithoutItsLastRecordAloneAReleaseStaysDown(t *testing.T) {
	s := halfUninstalled(t)
	helm.DeleteRecords(s.World, s.release("elasticsearch"), "uninstalling")
	if got := helm.Status(s.release("elasticsearch")); got != "superseded" {
		t.Errorf("the record says %q", got)
	}
	if down := helm.Down(s.World); len(down) != 1 || down[0] != "elk/elasticsearch" {
		t.Errorf("down: %v", down)
	}
	helm.DeleteRecords(s.World, s.release("elasticsearch"), "")
	if err := s.try("elasticsearch"); err != nil {
		t.Fatal(err)
	}
	if down := helm.Down(s.World); len(down) > 0 {
		t.Errorf("down: %v", down)
	}
}
