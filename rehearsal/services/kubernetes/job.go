package kubernetes

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// Job is the type of a Job, as Pulumi names it.
const Job = "kubernetes:batch/v1:Job"

// JobType is a Job without what its pods do: who knows that adds it. What is
// replaced, and when, is pulumi-kubernetes v3.30.2's provider/pkg/provider/diff.go
// and provider.go.
func JobType() *world.ResourceType {
	k := resourceType{
		token: Job, apiVersion: "batch/v1", object: "Job", plural: "jobs.batch",
		replace: []string{"spec.completions", "spec.parallelism", "spec.selector", "spec.template"}, computed: []string{"status"},
	}.kind()
	k.Check = append(k.Check, jobRestarts)
	k.OnCreate = append(k.OnCreate, jobStays)
	k.OnUpdate = []world.Rule{jobStays}
	k.Due = func(outputs resource.PropertyMap, _ time.Time) string {
		const annotation = `metadata.annotations["pulumi.com/replaceUnready"]`
		asked, _ := world.Lookup(outputs, annotation)
		succeeded, _ := world.Lookup(outputs, "status.succeeded")
		if world.Str(asked) == "true" && !(succeeded.IsNumber() && succeeded.NumberValue() >= 1) {
			return annotation
		}
		return ""
	}
	return k
}

var jobRestarts = world.Check{
	Rule: "kubernetes/job-restart-policy", Source: "kubernetes pkg/apis/batch/validation ValidateJobSpec",
	Test: func(in resource.PropertyMap) (string, string) {
		policy, _ := world.Lookup(in, "spec.template.spec.restartPolicy")
		if p := world.Str(policy); p != "Never" && p != "OnFailure" {
			return "spec.template.spec.restartPolicy", `Required value: valid values: "OnFailure", "Never"`
		}
		return "", ""
	},
}

// jobStays: what Kubernetes deletes by itself is made again by the next up.
var jobStays = world.Rule{
	ID: "kubernetes/job-stays", Source: "kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished; " +
		"pulumi-kubernetes Read: a Job that is gone leaves the state",
	Test: func(op *world.Op) error {
		if seconds := op.Object.Get("spec.ttlSecondsAfterFinished"); seconds.IsNumber() {
			op.Violate("kubernetes/job-stays", "Job %s: ttlSecondsAfterFinished has it deleted %d s after its end: a refresh finds it gone, and the next "+
				"up runs it again", op.Object.ID, int(seconds.NumberValue()))
		}
		return nil
	},
}
