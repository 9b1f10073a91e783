package helm

import "eks-elk/rehearsal/world"

// probeMayEnter is the readiness probe of Elasticsearch's chart: it logs in as
// elastic, and wants the cluster's health. With the reserved realm on, the
// image makes ELASTIC_PASSWORD that user's first password.
var probeMayEnter = world.Rule{
	ID:     "helm/elasticsearch-probe-may-enter",
	Source: "elastic/helm-charts v8.5.1 elasticsearch/templates/statefulset.yaml: readinessProbe; elasticsearch FileUserPasswdStore.java",
	Test: func(op *world.Op) error {
		node := planOf(op.Object).serves
		if node == nil || node.reserved || node.password.secret == "" {
			return nil
		}
		username := node.password
		username.key = "username"
		probe := client{
			what: "Readiness probe", username: username, password: node.password,
			requests: []request{monitorRequest("cluster:monitor/health", true)},
		}
		if err := probe.mayEnter(op, op.Str("namespace"), node); err != nil {
			return neverReady(op, "%s", err)
		}
		return nil
	},
}
