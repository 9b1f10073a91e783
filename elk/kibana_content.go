package elk

import (
	"eks-elk/elk/savedobjects"
	"eks-elk/internal/names"
)

// kibanaContent is what a person finds in Kibana on the first day.
func kibanaContent() []savedobjects.Object {
	pod := []string{"kubernetes.namespace", "kubernetes.pod.name", "message"}
	all := savedobjects.Search("eks-elk-all-logs", "Logs of pods and nodes", "Everything that Filebeat sends", names.LogsView, "",
		"kubernetes.node.name", "kubernetes.namespace", "kubernetes.pod.name", "message")
	errors := savedobjects.Search("eks-elk-errors", "Errors of pods", "What pods write to their standard error, and lines that speak of one",
		names.LogsView, `stream : "stderr" or message : (error or exception or fatal or panic)`, pod...)
	searches := []savedobjects.Object{
		all, errors,
		savedobjects.Search("eks-elk-own-logs", "Logs of Elasticsearch, Logstash and Kibana", "Of this stack itself", names.LogsView,
			`kubernetes.namespace : "`+names.ELKNamespace+`"`, pod...),
		savedobjects.Search("eks-elk-node-logs", "Logs of the nodes", "kubelet, containerd and the kernel, from each node's journal", names.LogsView,
			`systemd.unit : *`, "kubernetes.node.name", "systemd.unit", "message"),
		savedobjects.Search("eks-elk-uptimes", "Uptime", "What Logstash writes every 30 seconds: it works as far as here", names.UptimeView, "", "message"),
	}
	charts := []savedobjects.Object{
		savedobjects.OverTime("eks-elk-lines", "Lines by namespace", names.LogsView, "", "kubernetes.namespace"),
		savedobjects.Most("eks-elk-loudest", "Pods that write most", names.LogsView, "", "kubernetes.pod.name"),
		savedobjects.Most("eks-elk-most-errors", "Pods with most errors", names.LogsView, `stream : "stderr"`, "kubernetes.pod.name"),
	}
	board := savedobjects.Dashboard(names.LogsDashboard, "Logs of the cluster", "Who writes how much, and which errors there are", []savedobjects.Panel{
		{Object: charts[0], X: 0, Y: 0, Width: 48, Height: 12},
		{Object: charts[1], X: 0, Y: 12, Width: 24, Height: 14},
		{Object: charts[2], X: 24, Y: 12, Width: 24, Height: 14},
		{Object: errors, X: 0, Y: 26, Width: 48, Height: 20},
	})
	objects := []savedobjects.Object{
		savedobjects.DataView(names.LogsView, "Logs of pods and nodes", names.LogsStream),
		savedobjects.DataView(names.UptimeView, "Uptime of Logstash", names.UptimeIndex),
	}
	return append(append(append(objects, searches...), charts...), board)
}
