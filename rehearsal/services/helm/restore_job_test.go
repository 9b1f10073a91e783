package helm_test

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

const restorer = `backup_restorer:
  cluster: [ monitor, monitor_snapshot, "cluster:admin/snapshot/restore" ]
  indices:
    - names: [ "*" ]
      privileges: [ monitor, view_index_metadata ]
      allow_restricted_indices: true
`

// restores runs a Job that restores a snapshot, shaped as the one that fills Kibana.
func (s *stack) restores(wanted, roles string, replaced ...string) error {
	s.t.Helper()
	var j setupJob
	if err := yaml.Unmarshal(golden(s.t, "kibana-setup.golden.yaml"), &j); err != nil {
		s.t.Fatal(err)
	}
	script := strings.NewReplacer(replaced...).Replace(`wanted='` + wanted + `'
login() { printf 'user = "%s:%s"\n' "$KIBANA_USERNAME" "$KIBANA_PASSWORD"; }
login | curl --cacert /authority/ca.crt --config - https://security-master.elk.svc:9200/_cat/snapshots/backups
login | curl --cacert /authority/ca.crt --config - https://security-master.elk.svc:9200/_snapshot/backups/x/_restore
`)
	s.rewrite("elk", "elasticsearch-file-realm", "roles.yml", strings.Replace(roles, "backup_restorer:", "kibana_setup:", 1))
	s.Must(kubernetes.ConfigMap, "restore", map[string]any{"metadata": j.Job["metadata"], "data": map[string]any{"setup.sh": script}})
	_, err := s.Create(kubernetes.Job, "restore", j.Job)
	return err
}

const lostClaim = "elk/security-master-security-master-0"

func TestASnapshotBringsBackWhatWasLost(t *testing.T) {
	s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
	s.store(savesAccount)
	s.install("elasticsearch", saving(t))
	s.install("kibana")
	s.World.Settle()
	s.Violated()
	helm.LoseVolume(s.World, lostClaim)
	s.World.Settle()
	s.Violated("helm/snapshots-restored")
	s.World.ClearViolations()
	if err := s.restores("latest", restorer); err != nil {
		t.Fatal(err)
	}
	s.World.Settle() // Kibana finds its indices without a restart
	s.Violated()
}

func TestARestoreThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		wanted, roles string
		replaced      []string
		spoil         func(*stack)
		want          string
	}{
		"no such snapshot":   {"nightly-1", restorer, nil, nil, "there is no snapshot nightly-1"},
		"another repository": {"latest", restorer, []string{"snapshots/backups", "snapshots/others"}, nil, "[others] missing"},
		"may not restore":    {"latest", strings.Replace(restorer, `, "cluster:admin/snapshot/restore"`, "", 1), nil, nil, "action [cluster:admin/snapshot/restore] is unauthorized"},
		"may not look":       {"latest", strings.Replace(restorer, "monitor_snapshot, ", "", 1), nil, nil, "action [cluster:admin/snapshot/get] is unauthorized"},
		"does not see Kibana's": {"latest", strings.Replace(restorer, "      allow_restricted_indices: true\n", "", 1), nil, nil,
			"action [indices:monitor/stats] is unauthorized"},
		"another authority": {"latest", restorer, []string{"/authority/ca.crt", "/none/ca.crt"}, nil, "unable to verify the certificate"},
		"the bucket is gone": {"latest", restorer, nil, func(s *stack) {
			for _, of := range s.World.Objects(s3.Objects) {
				if err := s.World.Act(of, func(op *world.Op) error { op.Remove(of); return nil }); err != nil {
					t.Fatal(err)
				}
			}
		}, "there is no snapshot latest"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
			s.store(savesAccount)
			s.install("elasticsearch", saving(t))
			if c.spoil != nil {
				c.spoil(s)
			}
			if err := s.restores(c.wanted, c.roles, c.replaced...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}
