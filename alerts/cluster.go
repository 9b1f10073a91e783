package alerts

import (
	"eks-elk/internal/names"
)

// volumes are those of the stack but Elasticsearch's, which has an alert of its own.
const volumes = `namespace=~"` + names.ELKNamespace + "|" + names.MonitoringNamespace + `", persistentvolumeclaim!~"` +
	names.ElasticsearchCluster + "-" + names.ElasticsearchNodeGroup + `-.*"`

// cluster are the alerts on nodes, pods and volumes, from kube-state-metrics and
// the kubelets.
var cluster = []Alert{
	{
		Name: "NodeNotReady", Severity: Critical,
		Expr: `kube_node_status_condition{condition="Ready", status="true"} == 0`, For: "10m",
		Summary:     "Node {{ $labels.node }} is not ready",
		Description: "Its pods do not answer. A pod with a volume starts elsewhere only when the node is gone or ready again.",
		Replaces:    []string{"KubeNodeNotReady"},
	},
	{
		Name: "NodeUnschedulable", Severity: Warning,
		Expr: `kube_node_spec_unschedulable == 1`, For: "1h",
		Summary:     "Node {{ $labels.node }} has been closed to pods for an hour",
		Description: "Somebody drained it, or an update of the nodes is stuck. The other nodes carry everything.",
	},
	{
		Name: "PodUnschedulable", Severity: Warning,
		Expr: `kube_pod_status_unschedulable == 1`, For: "15m",
		Summary:     "No node takes pod {{ $labels.pod }}",
		Description: "No node has room for it, or none is in the zone of its volume.",
	},
	{
		Name: "PodStuckTerminating", Severity: Warning,
		Expr: `time() - kube_pod_deletion_timestamp > 1800`, For: "5m",
		Summary:     "Pod {{ $labels.pod }} was deleted half an hour ago and is still there",
		Description: "Its node is gone, or its volume cannot be unmounted. What replaces it cannot start.",
	},
	{
		Name: "ContainerOutOfMemory", Severity: Warning,
		Expr: `increase(kube_pod_container_status_restarts_total[15m]) > 0` +
			` and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1`,
		Summary:     "Container {{ $labels.container }} of pod {{ $labels.pod }} took more memory than its limit and was killed",
		Description: "It has started anew and will be killed again.",
	},
	{
		Name: "VolumeClaimPending", Severity: Warning,
		Expr: `kube_persistentvolumeclaim_status_phase{phase="Pending"} == 1`, For: "15m",
		Summary:     "Claim {{ $labels.persistentvolumeclaim }} gets no volume",
		Description: "Its pod waits for it and does not start.",
	},
	{
		Name: "VolumeLow", Severity: Warning,
		Expr: `kubelet_volume_stats_available_bytes{` + volumes + `} / kubelet_volume_stats_capacity_bytes < 0.08`, For: "15m",
		Summary:     "Volume {{ $labels.persistentvolumeclaim }} has less than 8 percent free",
		Description: "When it is full, what writes to it ends.",
	},
}
