package dashboards

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/units"
)

// Nodes is the page of the machines.
func Nodes() Dashboard {
	// The node exporter knows the address of its machine, and in one metric its name.
	named := func(expr string) Query {
		return Query{fmt.Sprintf(`max by (nodename) ((%s) * on (instance) group_left (nodename) node_uname_info)`, expr), "{{nodename}}"}
	}
	const disks = `device=~"nvme.+|xvd.+|sd.+|vd.+"`
	const root = `mountpoint="/", fstype!~"tmpfs|overlay"`
	return Dashboard{
		Name: "node-dashboard", File: "nodes.json", Title: "Nodes",
		About: "Processors, memory, disks and network of the machines, and how much room they have for pods",
		Rows: []Row{
			{"Processors and memory", []Panel{
				fullAt(0.9, series("Processors used", units.PercentUnit, half, "Of each node",
					named(`1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))`))),
				stacked(series("What processors do", units.PercentUnit, half, "Of all nodes; iowait is waiting for a disk, steal is AWS's limit of a burstable type",
					Query{`avg by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[$__rate_interval]))`, "{{mode}}"})),
				fullAt(0.92, series("Memory used", units.PercentUnit, half, "What the kernel could not give away at once",
					named(`1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes`))),
				series("Load for each processor", units.Short, half, "Above 1, threads wait for a processor or a disk",
					named(`node_load5 / on (instance) group_left () count by (instance) (node_cpu_seconds_total{mode="idle"})`)),
			}},
			{"Disks", []Panel{
				fullAt(0.85, series("Root volume used", units.PercentUnit, third, "Images, logs of containers and what pods write outside of volumes. The kubelet evicts pods at 90 %",
					named(fmt.Sprintf(`1 - node_filesystem_avail_bytes{%s} / node_filesystem_size_bytes{%[1]s}`, root)))),
				series("Read and written", units.BytesPerSecondIEC, third, "Of all disks; a gp3 volume gives 125 MiB/s unless more is paid for",
					named(fmt.Sprintf(`sum by (instance) (rate(node_disk_read_bytes_total{%s}[$__rate_interval]) + rate(node_disk_written_bytes_total{%[1]s}[$__rate_interval]))`, disks))),
				fullAt(0.9, series("Disk busy", units.PercentUnit, third, "Part of the time in which a disk had something to do",
					Query{fmt.Sprintf(`max by (instance, device) (rate(node_disk_io_time_seconds_total{%s}[$__rate_interval]))`, disks), "{{instance}} {{device}}"})),
			}},
			{"Network", []Panel{
				series("Received", units.BytesPerSecondIEC, half, "By each node's own interfaces",
					named(`sum by (instance) (rate(node_network_receive_bytes_total{device=~"eth.+|ens.+|enp.+"}[$__rate_interval]))`)),
				series("Sent", units.BytesPerSecondIEC, half, "By each node's own interfaces",
					named(`sum by (instance) (rate(node_network_transmit_bytes_total{device=~"eth.+|ens.+|enp.+"}[$__rate_interval]))`)),
			}},
			{"Room for pods", []Panel{
				fullAt(0.95, series("Processors requested", units.PercentUnit, third, "At 100 % no pod that requests more is placed there",
					Query{ofNode("cpu"), "{{node}}"})),
				fullAt(0.95, series("Memory requested", units.PercentUnit, third, "At 100 % no pod that requests more is placed there",
					Query{ofNode("memory"), "{{node}}"})),
				fullAt(0.95, series("Pods", units.PercentUnit, third, "Of those that have an address of the node's interfaces",
					Query{`count by (node) (kube_pod_info{node!=""}) / on (node) sum by (node) (kube_node_status_allocatable{resource="pods"})`, "{{node}}"})),
			}},
		},
	}
}

func ofNode(resource string) string {
	return fmt.Sprintf(`sum by (node) (kube_pod_container_resource_requests{resource=%q}) / on (node) sum by (node) (kube_node_status_allocatable{resource=%[1]q})`, resource)
}

func stacked(p Panel) Panel {
	p.Stacked = true
	return p
}
