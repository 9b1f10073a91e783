package lifecycle_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
)

// onAnExistingCluster starts a rehearsal of the stack local.
func onAnExistingCluster(t *testing.T) *lifecycle.Rehearsal {
	t.Helper()
	return lifecycletest.Start(t, lifecycletest.Options(t, "local", "local"))
}

func TestTheLocalStackGoesThroughItsLifeWithoutAWS(t *testing.T) {
	r := onAnExistingCluster(t)
	rep := report.New("local", 0)
	aws := 0
	err := r.Cycle(context.Background(), rep, func(s lifecycle.Step) {
		for _, c := range s.Done {
			if strings.Contains(c.Type, "aws") || strings.HasPrefix(c.Type, "eks:") {
				aws++
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !rep.Sound() || !rep.ExistingCluster {
		t.Errorf("existing cluster %v: %v", rep.ExistingCluster, rep.Findings())
	}
	if rep.Resources != rep.Preview.Changes {
		t.Errorf("the report counts %d resources, the preview %d", rep.Resources, rep.Preview.Changes)
	}
	if !strings.Contains(rep.Room, " of 4000 m CPU, ") || strings.HasPrefix(rep.Room, "0 ") {
		t.Errorf("pods request %q", rep.Room)
	}
	if aws > 0 {
		t.Errorf("%d resources or providers of AWS", aws)
	}
	if rep.MonthlyCostUSD == nil || *rep.MonthlyCostUSD != 0 || len(rep.Costs) != 0 {
		t.Errorf("a bill of AWS: %v", rep.Costs)
	}
	// Helm's waits are all that takes its time.
	if up := rep.Up; up.PredictedSeconds < 120 || up.PredictedSeconds > 600 || up.LowerBoundSeconds > up.PredictedSeconds {
		t.Errorf("predicted %.0f s, at least %.0f s", up.PredictedSeconds, up.LowerBoundSeconds)
	}
	if given := r.World.Objects(kubernetes.ExistingCluster); len(given) != 1 || len(r.World.Objects()) != 1 {
		t.Errorf("in the world are %v", r.World.Objects())
	}
}

func TestRecoveryLeavesAnExistingClusterAlone(t *testing.T) {
	r := onAnExistingCluster(t)
	failing, err := fault.Parse("create:Namespace:elk", lifecycle.Types())
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.RunFault(context.Background(), failing, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !result.Recovered || slices.ContainsFunc(result.Recovery, func(c string) bool { return strings.Contains(c, "existing cluster") }) {
		t.Errorf("%+v", result)
	}
	if len(r.World.Objects(kubernetes.ExistingCluster)) != 1 {
		t.Error("the cluster is gone")
	}
}

func TestAKilledUpgradeNeedsItsRecordDeletedAndThenGoesOn(t *testing.T) {
	change := []string{"elk.kibana.heap=800Mi"}
	r := onAnExistingCluster(t)
	operations, err := r.Operations(context.Background(), change)
	if err != nil {
		t.Fatal(err)
	}
	upgrade := slices.IndexFunc(operations, func(f fault.Fault) bool { return f.Op == "update" }) + 1
	if upgrade == 0 || operations[upgrade-1].Name != "kibana" {
		t.Fatalf("the change updates no kibana: %v", operations)
	}
	r = onAnExistingCluster(t)
	result, err := r.RunKill(context.Background(), lifecycle.Kills(upgrade, operations)[0], change)
	if err != nil {
		t.Fatal(err)
	}
	const hand = "kubectl -n elk delete secret -l owner=helm,name=kibana,status=pending-upgrade"
	if !result.Recovered || !slices.Contains(result.Recovery, hand) || !slices.Contains(result.Recovery, "pulumi refresh --yes") {
		t.Errorf("%+v; want %s", result, hand)
	}
}

// What docs/troubleshooting.md says for each of these, and nothing else, is done.
func TestAKilledReleaseIsRecoveredAsTroubleshootingSays(t *testing.T) {
	change := []string{"elk.kibana.heap=800Mi"}
	operations, err := onAnExistingCluster(t).Operations(context.Background(), change)
	if err != nil {
		t.Fatal(err)
	}
	kills := func(op string) []lifecycle.Kill {
		n := slices.IndexFunc(operations, func(f fault.Fault) bool { return f.Op == op && f.Type == helm.Release && f.Name == "kibana" })
		return lifecycle.Kills(1+n, operations) // the plugin dies; it lives on; of a delete, the stack stays
	}
	const all = "kubectl -n elk delete secret -l owner=helm,name=kibana"
	for name, c := range map[string]struct {
		kill       lifecycle.Kill
		has, hasNo string
	}{
		"the plugin finishes an install":    {kills("create")[1], all, "status="},
		"the plugin finishes an upgrade":    {kills("update")[1], "pulumi refresh --yes", "kubectl"},
		"another destroy removes the rest":  {kills("delete")[0], "pulumi cancel", "kubectl"},
		"the stack of a destroy is to stay": {kills("delete")[2], all, "status="},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := onAnExistingCluster(t).RunKill(context.Background(), c.kill, change)
			if err != nil {
				t.Fatal(err)
			}
			commands := strings.Join(result.Recovery, "\n")
			if !result.Recovered || !strings.Contains(commands, c.has) || strings.Contains(commands, c.hasNo) {
				t.Errorf("%+v; want %q, and no %q", result, c.has, c.hasNo)
			}
		})
	}
}

func TestWhatHasAFixedNameCanBeReplacedByHand(t *testing.T) {
	ctx := context.Background()
	r := onAnExistingCluster(t)
	if up := r.Up(ctx); up.Failed != nil {
		t.Fatal(up.Problems)
	}
	out, err := pulumi(t, r, "up", "--skip-preview", "--replace", "**::elk-dashboard", "--replace", "**::grafana-admin", "--replace", "**::kibana-tls")
	if err != nil || !strings.Contains(out, "replaced") {
		t.Fatalf("%v\n%s", err, out)
	}
	if p := r.Preview(ctx); p.Failed != nil || p.Changes() > 0 {
		t.Errorf("the preview after it would change %d: %q", p.Changes(), p.Problems)
	}
	out, err = pulumi(t, r, "up", "--skip-preview", "--replace", "**Namespace::elk")
	if err == nil || !strings.Contains(out, `namespaces "elk" already exists`) {
		t.Errorf("a namespace: %v\n%s", err, out)
	}
	if len(r.World.Objects(kubernetes.PersistentVolumeClaim)) != 5 {
		t.Errorf("left: %v", r.World.Objects(kubernetes.PersistentVolumeClaim))
	}
}

func TestASettingThatHasItsValueAlreadyIsNoChange(t *testing.T) {
	r := onAnExistingCluster(t)
	for setting, want := range map[string]string{
		"elk.kibana.heap=900Mi":           "the stack file has this value already",
		"elk.logstash.heap.maximum=900Mi": "nothing can be set below it",
	} {
		_, err := r.Then(context.Background(), []string{setting}, report.New("local", 0), func(s lifecycle.Step) { t.Errorf("%s ran", s.Name) })
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", setting, err, want)
		}
	}
}

func TestAMisspeltSettingIsRefusedBeforeTheUp(t *testing.T) {
	for setting, want := range map[string]string{
		"monitorin.grafana.storage=3Gi": "did you mean eks-elk:monitoring?",
		"elk.elasticsearch.heap=much":   "eks-elk:elk.elasticsearch.heap",
	} {
		r := onAnExistingCluster(t)
		rep := report.New("local", 0)
		var ran []string
		_, err := r.Then(context.Background(), []string{setting}, rep, func(s lifecycle.Step) { ran = append(ran, s.Name) })
		if found := strings.Join(rep.Findings(), " "); err != nil || !slices.Equal(ran, []string{"preview"}) || !strings.Contains(found, want) {
			t.Errorf("%s: %v, %q, %v", setting, ran, found, err)
		}
		if err := r.Refused(context.Background(), []string{setting}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s before a fault: %v", setting, err)
		}
		r.Stop()
	}
}
