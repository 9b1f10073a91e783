package alerts

import (
	"fmt"

	"eks-elk/internal/names"
)

func shipped(s Stack) bool { return s.Logs }

// logs are the alerts on Filebeat and on what it sends, of a stack that ships logs.
var logs = []Alert{
	{
		Name: "NodeWithoutLogs", Severity: Warning, Namespace: names.LogsNamespace, needs: shipped,
		Expr: fmt.Sprintf(`kube_node_info unless on (node) (kube_pod_info{namespace=%q}`+
			` and on (namespace, pod) kube_pod_status_ready{condition="true"} == 1)`, names.LogsNamespace), For: "15m",
		Summary:     "No Filebeat is ready on node {{ $labels.node }}",
		Description: "The logs of its pods stay on the node, which deletes them when they grow.",
	},
	{
		Name: "LogsSilent", Severity: Warning, Namespace: names.LogsNamespace, needs: shipped,
		// The pods of the stack alone write more than a line in a quarter of an hour.
		Expr: fmt.Sprintf(`(sum(increase(elasticsearch_index_stats_indexing_index_total{index=~%q}[15m])) or vector(0)) == 0`+
			` unless on() absent(elasticsearch_cluster_health_status)`, ".ds-"+names.LogsStream+"-.*"), For: "10m",
		Summary:     "No log of any pod has reached Elasticsearch for 15 minutes",
		Description: "Filebeat keeps what it reads on the node until it can send it, up to its queue's size.",
	},
}
