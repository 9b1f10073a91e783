package helm_test

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// setupJob is the Job of the program's own tests, and the files that it works with.
type setupJob struct {
	Job   map[string]any
	Files map[string]any
}

func (s *stack) setupJob(change func(*setupJob)) error {
	s.t.Helper()
	var j setupJob
	if err := yaml.Unmarshal(golden(s.t, "kibana-setup.golden.yaml"), &j); err != nil {
		s.t.Fatal(err)
	}
	change(&j)
	metadata := j.Job["metadata"]
	if j.Files != nil {
		s.Must(kubernetes.ConfigMap, "kibana-setup", map[string]any{"metadata": metadata, "data": j.Files})
	}
	_, err := s.Create(kubernetes.Job, "kibana-setup", j.Job)
	return err
}

// podOf returns the spec of the Job's pods.
func (j *setupJob) podOf() map[string]any {
	return j.Job["spec"].(map[string]any)["template"].(map[string]any)["spec"].(map[string]any)
}

func (j *setupJob) replace(file, old, new string) {
	j.Files[file] = strings.ReplaceAll(j.Files[file].(string), old, new)
}

func TestAJobThatKibanaRefusesFails(t *testing.T) {
	const exceeded = "[BackoffLimitExceeded] Job has reached the specified backoff limit"
	for name, c := range map[string]struct {
		spoil  func(*stack)
		change func(*setupJob)
		want   []string
		rules  []string
	}{
		"sound":     {},
		"no Kibana": {spoil: func(s *stack) { s.uninstall("kibana") }, want: []string{exceeded, "Could not resolve host: kibana.elk.svc"}},
		"another authority": {spoil: func(s *stack) { s.rewrite("elk", "kibana-tls", "ca.crt", "none") },
			want: []string{exceeded, "SSL certificate problem"}},
		"another password": {spoil: func(s *stack) { s.rewrite("elk", "kibana-setup-credentials", "password", "another") },
			want: []string{exceeded, "unable to authenticate user [kibana_setup]"}},
		"a user who may not": {spoil: func(s *stack) {
			s.rewrite("elk", "elasticsearch-file-realm", "roles.yml", strings.ReplaceAll(roles, "feature_savedObjectsManagement.all", "feature_discover.all"))
		}, want: []string{exceeded, "Unable to bulk_create"}},
		"another space": {spoil: func(s *stack) {
			s.rewrite("elk", "elasticsearch-file-realm", "roles.yml", strings.ReplaceAll(roles, "space:default", "space:other"))
		}, want: []string{exceeded, "Unable to bulk_create"}},
		"no xsrf": {change: func(j *setupJob) { j.replace("setup.sh", "kbn-xsrf", "x-csrf") }, want: []string{"kbn-xsrf header"}},
		"no Secret": {spoil: func(s *stack) { s.mustDelete(kubernetes.Secret, "elk/kibana-setup-credentials") },
			want: []string{"[DeadlineExceeded]", `secret "kibana-setup-credentials" not found`}},
		"no files": {change: func(j *setupJob) { j.Files = nil }, want: []string{"[DeadlineExceeded]", "configmap \"kibana-setup-"}},
		"a pod that the namespace refuses": {spoil: func(s *stack) { s.restrict("elk") }, change: func(j *setupJob) { delete(j.podOf()["securityContext"].(map[string]any), "seccompProfile") },
			want: []string{"[DeadlineExceeded]", "is forbidden: violates PodSecurity"}},
		"more than a node has": {change: func(j *setupJob) {
			container := j.podOf()["containers"].([]any)[0].(map[string]any)
			container["resources"] = map[string]any{"requests": map[string]any{"memory": "64Gi"}}
		}, want: []string{"[DeadlineExceeded]", "Insufficient memory"}},
		"a dashboard without its data view": {change: func(j *setupJob) {
			_, rest, _ := strings.Cut(j.Files["objects.ndjson"].(string), "\n")
			j.Files["objects.ndjson"] = rest
		}, want: []string{"missing_references"}},
		"no JSON":   {change: func(j *setupJob) { j.replace("objects.ndjson", "}\n", "\n") }, want: []string{"Bad Request"}},
		"once only": {change: func(j *setupJob) { j.replace("setup.sh", "?overwrite=true", "") }, rules: []string{"helm/kibana-import-repeats"}},
		"as an argument": {change: func(j *setupJob) { j.replace("setup.sh", "--config -", "--user $KIBANA_USERNAME:$KIBANA_PASSWORD") },
			rules: []string{"helm/password-in-arguments"}},
		"gone by itself": {change: func(j *setupJob) { j.Job["spec"].(map[string]any)["ttlSecondsAfterFinished"] = 60 },
			rules: []string{"kubernetes/job-stays"}},
		"another script": {change: func(j *setupJob) { j.Files["setup.sh"] = "true" }, rules: []string{"kubernetes/job-modelled"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("kibana")
			s.install("kibana")
			if c.spoil != nil {
				c.spoil(s)
			}
			err := s.setupJob(func(j *setupJob) {
				if c.change != nil {
					c.change(j)
				}
			})
			if (err == nil) != (c.want == nil) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v, want %s", err, want)
				}
			}
			s.Violated(c.rules...)
		})
	}
}

// restrict has a namespace admit restricted pods alone.
func (s *stack) restrict(namespace string) {
	s.t.Helper()
	if err := s.Update(s.Get(kubernetes.Namespace, namespace), map[string]any{"metadata": map[string]any{
		"name": namespace, "labels": map[string]any{"pod-security.kubernetes.io/enforce": "restricted"},
	}}); err != nil {
		s.t.Fatal(err)
	}
}

// What failed is there, so that the next up finds it.
func TestAJobThatFailedIsReplacedByTheNextUp(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	if err := s.setupJob(func(*setupJob) {}); err == nil {
		t.Fatal("a Job without Kibana succeeds")
	}
	for _, failed := range s.World.Objects(kubernetes.Job) {
		if kubernetes.JobType().Due(failed.Outputs, s.World.Now()) == "" {
			t.Error("the next up does not replace it")
		}
	}
	s.before("kibana")
	s.install("kibana")
	for _, failed := range s.World.Objects(kubernetes.Job) {
		s.mustDelete(kubernetes.Job, failed.ID)
		s.mustDelete(kubernetes.ConfigMap, failed.ID)
	}
	if err := s.setupJob(func(*setupJob) {}); err != nil {
		t.Fatal(err)
	}
	for _, done := range s.World.Objects(kubernetes.Job) {
		if kubernetes.JobType().Due(done.Outputs, s.World.Now()) != "" {
			t.Error("a Job that has succeeded is replaced")
		}
	}
}

// Kibana's index is on the volume of Elasticsearch, and a restarted Kibana makes an
// empty one.
func TestAJobRunsAgainAfterTheVolumeIsLost(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("kibana")
	s.install("kibana")
	if err := s.setupJob(func(*setupJob) {}); err != nil {
		t.Fatal(err)
	}
	s.World.Settle()
	s.Violated()
	helm.LoseVolume(s.World, esClaim)
	byHand(t, s, "kubectl -n elk rollout restart deployment kibana")
	s.World.Settle()
	s.Violated("helm/client-prepares-once")
	s.World.ClearViolations()
	for _, done := range s.World.Objects(kubernetes.Job) {
		s.mustDelete(kubernetes.Job, done.ID)
		s.mustDelete(kubernetes.ConfigMap, done.ID)
	}
	if err := s.setupJob(func(*setupJob) {}); err != nil {
		t.Fatal(err)
	}
	s.World.Settle()
	s.Violated()
}
