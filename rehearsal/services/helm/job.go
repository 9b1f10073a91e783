package helm

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// jobType is a Job with what its pods do. The provider waits until one of them has
// succeeded, or the Job has failed (pulumi-kubernetes v3.30.2 await/job.go).
func jobType() *world.ResourceType {
	k := kubernetes.JobType()
	k.Needs = append(k.Needs, needsJobFiles, needsKibana, needsRestored)
	k.Made, k.Changed = ends(k.Made), ends(k.Changed)
	k.Findings = []world.Rule{
		{ID: "kubernetes/job-completes", Source: "pulumi/cloud-ready-checks pkg/kubernetes/job/check.go; kubernetes.io/docs/concepts/workloads/" +
			"controllers/job: backoffLimit, activeDeadlineSeconds"},
		{ID: "kubernetes/job-modelled", Source: "the world's models of Jobs: what a pod does decides whether it succeeds"},
		{ID: "helm/kibana-import-repeats", Source: "elastic.co/guide/en/kibana/8.19/saved-objects-api-import.html: without overwrite an object that is " +
			"there is a conflict"},
		{ID: "helm/password-in-arguments", Source: "man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html: arguments are readable for all of the node"},
	}
	k.Takes = func(_ *world.Op, what string) latency.Steps {
		if what == "create" {
			return latency.Of("run a Job")
		}
		return nil
	}
	return k
}

// home is the namespace of a release or of an object.
func home(op *world.Op) string { return cmp.Or(op.Str("namespace"), op.Str("metadata.namespace")) }

// job is what matters here of a Job.
type job struct {
	pod
	spec   values            // of its pods
	files  map[string]string // what its container sees of ConfigMaps, by path
	script string            // the file that it runs
	absent string            // a ConfigMap that it mounts and that is not there
}

func jobOf(op *world.Op) job {
	raw, _ := plain(op.Object.Get("spec.template.spec")).(map[string]any)
	j := job{spec: raw, files: map[string]string{}}
	j.Name = op.Str("metadata.name")
	containers := j.spec.items("containers")
	if len(containers) == 0 {
		return j
	}
	one := containers[0]
	_ = j.container(one.sub("resources"))
	j.shape = shape{context: j.spec.sub("securityContext"), containers: []container{{one.str("name"), one.sub("securityContext")}}}
	for _, e := range one.items("env") {
		if ref := e.sub("valueFrom", "secretKeyRef"); ref != nil {
			j.env = append(j.env, secretKey{e.str("name"), ref.str("name"), ref.str("key"), ref.is("optional")})
		}
	}
	j.mounts = volumeMounts(j.spec.items("volumes"), one.items("volumeMounts"))
	for _, m := range one.items("volumeMounts") {
		for _, volume := range j.spec.items("volumes") {
			name := volume.str("configMap", "name")
			if name == "" || volume.str("name") != m.str("name") {
				continue
			}
			found := kubernetes.Get(op, kubernetes.ConfigMap, home(op), name)
			if found == nil {
				j.absent = name
				continue
			}
			data := world.Map(found.Get("data"))
			for _, key := range data.StableKeys() {
				j.files[path.Join(m.str("mountPath"), string(key))] = world.Str(data[key])
			}
		}
	}
	command := append(texts(one.at("command")), texts(one.at("args"))...)
	for _, part := range command {
		if text, ok := j.files[part]; ok {
			j.script = text
		}
	}
	return j
}

// needsJobFiles are the ConfigMaps and Secrets of its pods. What is missing is said
// when it has waited for it.
var needsJobFiles = world.Need{
	ID: "kubernetes/job-needs-files", Source: "kubernetes.io/docs/concepts/configuration/secret: a pod that names a missing Secret or key does not start",
	CreateOnly: true,
	Find: func(op *world.Op) ([]*world.Object, error) {
		j := jobOf(op)
		out, _ := secretsOf(op, j.pod)
		for _, volume := range j.spec.items("volumes") {
			if found := kubernetes.Get(op, kubernetes.ConfigMap, home(op), volume.str("configMap", "name")); found != nil {
				out = add(out, found)
			}
		}
		return out, nil
	},
}

// needsKibana is the release that a Job asks, and the one that Kibana asks who logs in.
var needsKibana = world.Need{
	ID: "helm/job-needs-kibana", Source: "kubernetes.io/docs/concepts/services-networking/dns-pod-service: the name of a Service that is not there has no " +
		"address; elastic.co/guide/en/kibana/8.19/kibana-authentication.html: each login is Elasticsearch's answer",
	CreateOnly: true,
	Find: func(op *world.Op) ([]*world.Object, error) {
		asked := kibanaScriptOf(jobOf(op))
		if asked == nil {
			return nil, nil
		}
		kibana := kibanaAt(op, asked.host)
		if kibana == nil {
			return nil, nil
		}
		out := []*world.Object{kibana}
		for _, c := range planOf(kibana).clients {
			if elasticsearch, _ := c.server(op.As(kibana)); elasticsearch != nil {
				out = add(out, elasticsearch)
			}
		}
		return out, nil
	},
}

// ends lets the Job end, after what comes before.
func ends(before func(*world.Op) error) func(*world.Op) error {
	return func(op *world.Op) error {
		if before != nil {
			if err := before(op); err != nil {
				return err
			}
		}
		why, reason := outcome(op)
		if why == "" {
			op.Set("status", map[string]any{"succeeded": 1})
			op.Object.Records = filled(op)
			return nil
		}
		op.Set("status", map[string]any{"failed": 1})
		name := op.Str("metadata.name")
		return &world.Unfinished{Reason: fmt.Sprintf("resource %s was successfully created, but the Kubernetes API server reported that it failed to fully "+
			"initialize or become live: Resource '%s' was created but failed to initialize: %s (%s)", op.Object.ID, name, reason, why)}
	}
}

// filled returns the volume that a Job's saved objects are on: Kibana keeps them in an
// index.
func filled(op *world.Op) *contents {
	if asked := kibanaScriptOf(jobOf(op)); asked != nil {
		if kibana := kibanaAt(op, asked.host); kibana != nil {
			return dataOf(op.As(kibana))
		}
	}
	return nil
}

// filledAgain judges a Job that ran before Elasticsearch began anew on an empty volume.
func filledAgain(op *world.Op) {
	on, _ := op.Object.Records.(*contents)
	asked := kibanaScriptOf(jobOf(op))
	if asked == nil || on == nil {
		return
	}
	kibana := kibanaAt(op, asked.host)
	if now := filled(op); now != nil && on != now && !comesBack(op.As(kibana)) {
		op.Violate("helm/client-prepares-once", "Job %s: what it put into Kibana was on the volume of Elasticsearch that was lost", op.Object.ID)
	}
}

// modelOf returns what a Job does, or nil: the world knows two scripts.
func modelOf(j job) interface {
	judge(*world.Op, job) []error
} {
	if kibana := kibanaScriptOf(j); kibana != nil {
		return kibana
	}
	if restore := restoreScriptOf(j); restore != nil {
		return restore
	}
	return nil
}

// needsRestored is the release of Elasticsearch that a Job has restore a snapshot.
var needsRestored = world.Need{
	ID: "helm/job-needs-elasticsearch", Source: "kubernetes.io/docs/concepts/services-networking/dns-pod-service: the name of a Service that is not there has no address",
	CreateOnly: true,
	Find: func(op *world.Op) ([]*world.Object, error) {
		j := jobOf(op)
		if asked := restoreScriptOf(j); asked != nil {
			if release, _ := asked.client(j).server(op); release != nil {
				return []*world.Object{release}, nil
			}
		}
		return nil, nil
	},
}

// outcome returns why a Job does not succeed, and how Kubernetes words its end.
func outcome(op *world.Op) (why, reason string) {
	const exceeded = "[BackoffLimitExceeded] Job has reached the specified backoff limit"
	late := "[DeadlineExceeded] Job was active longer than specified deadline"
	if op.Object.Int("spec.activeDeadlineSeconds") == 0 {
		late = fmt.Sprintf("'%s' timed out waiting to be Ready", op.Str("metadata.name"))
	}
	j := jobOf(op)
	if level := kubernetes.Enforced(op, home(op)); level != "" {
		if broken := j.shape.breaches(level); len(broken) > 0 {
			return fmt.Sprintf("FailedCreate: pods %q is forbidden: violates PodSecurity %q: %s", j.Name+"-", level+":latest", strings.Join(broken, ", ")), late
		}
	}
	if j.absent != "" {
		return fmt.Sprintf("FailedMount: configmap %q not found", j.absent), late
	}
	if _, why := secretsOf(op, j.pod); why != "" {
		return why, late
	}
	if _, err := kubernetes.Rooms(op, nil).Place(j.Demand, ""); err != nil {
		return err.Error(), late
	}
	asked := modelOf(j)
	if asked == nil {
		op.Violate("kubernetes/job-modelled", "Job %s: the world has no model of what it does: nothing about it is proven", op.Object.ID)
		return "", ""
	}
	if err := errors.Join(asked.judge(op, j)...); err != nil {
		return err.Error(), exceeded
	}
	return "", ""
}

// kibanaAt returns the release of Kibana whose Service has that host name.
func kibanaAt(op *world.Op, host string) *world.Object {
	name, rest, _ := strings.Cut(host, ".")
	namespace, _, _ := strings.Cut(rest, ".")
	for _, o := range kubernetes.On(op, Release) {
		shows := slices.ContainsFunc(planOf(o).serverCerts, func(c serverCert) bool { return c.what == "Kibana" && c.service == name })
		if shows && o.Str("namespace") == cmp.Or(namespace, home(op)) {
			return o
		}
	}
	return nil
}
