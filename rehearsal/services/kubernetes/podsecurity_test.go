package kubernetes_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestANamespaceEnforcesALevelThatExists(t *testing.T) {
	labelled := func(level string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": "elk", "labels": map[string]any{"pod-security.kubernetes.io/enforce": level}}}
	}
	c := clustertest.New(t, clustertest.Options{})
	_, err := c.Create(kubernetes.Namespace, "elk", labelled("strict"))
	clustertest.Refused(t, err, "kubernetes/pod-security-level", `Invalid value: "strict": must be one of privileged, baseline, restricted`)
	ns := c.Must(kubernetes.Namespace, "elk", labelled("baseline"))
	clustertest.Refused(t, c.Update(ns, labelled("Baseline")), "kubernetes/pod-security-level", "must be one of")
}
