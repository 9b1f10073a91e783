package dashboards

import "github.com/grafana/grafana-foundation-sdk/go/units"

// ControlPlane is the page of what EKS shows of its control plane: the API server,
// and on the nodes kubelets and DNS. It shows neither etcd, scheduler nor
// controllers (https://docs.aws.amazon.com/eks/latest/userguide/prometheus.html).
func ControlPlane() Dashboard {
	const latency = `histogram_quantile(0.99, sum by (le, verb) (rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT", subresource!~"log|exec|portforward|proxy"}[$__rate_interval])))`
	const errors = `sum(rate(apiserver_request_total{code=~"5.."}[$__rate_interval])) / sum(rate(apiserver_request_total[$__rate_interval]))`
	return Dashboard{
		Name: "control-plane", File: "control-plane.json", Title: "Control plane",
		About: "What EKS shows of the Kubernetes API, and kubelets and DNS on the nodes",
		Rows: []Row{
			{"Kubernetes API", []Panel{
				series("Requests", units.RequestsPerSecond, third, "By verb",
					Query{`sum by (verb) (rate(apiserver_request_total[$__rate_interval]))`, "{{verb}}"}),
				series("Answers of the kind 5xx", units.PercentUnit, third, "The API server's own failures, and those of webhooks and aggregated APIs",
					Query{errors, "5xx"}),
				series("99 of 100 answers within", units.Seconds, third, "Without requests that stay open",
					Query{latency, "{{verb}}"}),
				series("Requests in work", units.Short, third, "EKS grows the control plane by itself; above some hundred it has not yet",
					Query{`sum by (request_kind) (apiserver_current_inflight_requests)`, "{{request_kind}}"}),
				series("Refused by priority and fairness", units.RequestsPerSecond, third, "Answered with 429: a client asks too much",
					Query{`sum by (priority_level, reason) (rate(apiserver_flowcontrol_rejected_requests_total[$__rate_interval]))`, "{{priority_level}} {{reason}}"}),
				series("Webhooks: 99 of 100 within", units.Seconds, third, "Every change of an object waits for them",
					Query{`histogram_quantile(0.99, sum by (le, name) (rate(apiserver_admission_webhook_admission_duration_seconds_bucket[$__rate_interval])))`, "{{name}}"}),
			}},
			{"What is stored", []Panel{
				series("Objects", units.Short, half, "The ten kinds with the most",
					Query{`topk(10, max by (resource) (apiserver_storage_objects))`, "{{resource}}"}),
				atMost(6<<30, series("Size of the database", units.BytesIEC, half, "EKS allows 8 GiB; at the limit nothing can be changed any more",
					Query{`max(apiserver_storage_size_bytes)`, "size"})),
			}},
			{"Kubelets", []Panel{
				series("Pods", units.Short, third, "That run, by node", Query{`max by (node) (kubelet_running_pods)`, "{{node}}"}),
				series("Failed runtime operations", units.OpsPerSecond, third, "Of containerd, by node and operation",
					Query{`sum by (node, operation_type) (rate(kubelet_runtime_operations_errors_total[$__rate_interval])) > 0`, "{{node}} {{operation_type}}"}),
				series("99 of 100 pods start within", units.Seconds, third, "From the kubelet's knowledge of them to their containers, pulls of images apart",
					Query{`histogram_quantile(0.99, sum by (le) (rate(kubelet_pod_start_sli_duration_seconds_bucket[$__rate_interval])))`, "start"}),
			}},
			{"DNS", []Panel{
				series("Questions", units.RequestsPerSecond, third, "By type", Query{`sum by (type) (rate(coredns_dns_requests_total[$__rate_interval]))`, "{{type}}"}),
				series("Answers", units.RequestsPerSecond, third, "SERVFAIL is a failure; NXDOMAIN is usual: names are tried with each search domain",
					Query{`sum by (rcode) (rate(coredns_dns_responses_total[$__rate_interval]))`, "{{rcode}}"}),
				series("99 of 100 within", units.Seconds, third, "Above a second, programs give up and ask again",
					Query{`histogram_quantile(0.99, sum by (le) (rate(coredns_dns_request_duration_seconds_bucket[$__rate_interval])))`, "answer"}),
			}},
		},
	}
}
