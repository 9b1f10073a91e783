package main

import (
	"net/http"
	"net/http/httptest"
	"time"

	container "github.com/google/cadvisor/container"
	info "github.com/google/cadvisor/info/v1"
	v2 "github.com/google/cadvisor/info/v2"
	collector "github.com/google/cadvisor/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/utils/clock"
)

func nodeExporter(work string) (metrics, error) {
	return exporter{program: "github.com/prometheus/node_exporter", listen: []string{"--web.listen-address=ADDRESS"}, ask: []string{"/metrics"}}.run(work)
}

// oneContainer is a machine on which one container of a pod runs.
type oneContainer struct{}

func (oneContainer) GetRequestedContainersInfo(string, v2.RequestOptions) (map[string]*info.ContainerInfo, error) {
	io := []info.PerDiskStats{{Device: "/dev/nvme0n1", Stats: map[string]uint64{"Read": 1, "Write": 1, "Sync": 1, "Async": 1, "Count": 1}}}
	network := info.InterfaceStats{Name: "eth0"}
	return map[string]*info.ContainerInfo{"/pod": {
		ContainerReference: info.ContainerReference{Name: "/pod", Aliases: []string{"container"}},
		Spec: info.ContainerSpec{
			HasCpu: true, HasMemory: true, HasNetwork: true, HasFilesystem: true, HasDiskIo: true, HasProcesses: true,
			Cpu: info.CpuSpec{Limit: 1024, Quota: 100000, Period: 100000}, Memory: info.MemorySpec{Limit: 1, Reservation: 1, SwapLimit: 1},
			CreationTime: time.Now(), Image: "image",
		},
		Stats: []*info.ContainerStats{{
			Timestamp: time.Now(),
			Cpu: info.CpuStats{
				Usage: info.CpuUsage{Total: 1, PerCpu: []uint64{1}, User: 1, System: 1},
				CFS:   info.CpuCFS{Periods: 1, ThrottledPeriods: 1, ThrottledTime: 1},
			},
			Memory:     info.MemoryStats{Usage: 1, WorkingSet: 1, RSS: 1, Cache: 1},
			DiskIo:     info.DiskIoStats{IoServiceBytes: io, IoServiced: io},
			Network:    info.NetworkStats{InterfaceStats: network, Interfaces: []info.InterfaceStats{network}},
			Filesystem: []info.FsStats{{Device: "/dev/nvme0n1p1", Limit: 1, Usage: 1}},
			Processes:  info.ProcessStats{ProcessCount: 1},
		}},
	}}, nil
}

func (oneContainer) GetVersionInfo() (*info.VersionInfo, error) { return &info.VersionInfo{}, nil }

func (oneContainer) GetMachineInfo() (*info.MachineInfo, error) {
	return &info.MachineInfo{Timestamp: time.Now(), NumCores: 1, MemoryCapacity: 1}, nil
}

// cadvisor asks its collector for what the kubelet asks it for, with the labels
// that the kubelet gives it (k8s.io/kubernetes v1.35.1 pkg/kubelet/server/server.go,
// InstallAuthNotRequiredHandlers and containerPrometheusLabelsFunc).
func cadvisor(string) (metrics, error) {
	included := container.MetricSet{}
	for _, kind := range []container.MetricKind{
		container.CpuUsageMetrics, container.MemoryUsageMetrics, container.CpuLoadMetrics, container.DiskIOMetrics,
		container.DiskUsageMetrics, container.NetworkUsageMetrics, container.AppMetrics, container.ProcessMetrics, container.OOMMetrics,
	} {
		included[kind] = struct{}{}
	}
	labels := func(c *info.ContainerInfo) map[string]string {
		return map[string]string{
			collector.LabelID: c.Name, collector.LabelName: c.Aliases[0], collector.LabelImage: c.Spec.Image,
			"pod": "pod", "namespace": "namespace", "container": "container",
		}
	}
	registry := prometheus.NewRegistry()
	for _, c := range []prometheus.Collector{
		collector.NewPrometheusCollector(oneContainer{}, labels, included, clock.RealClock{}, v2.RequestOptions{}),
		collector.NewPrometheusMachineCollector(oneContainer{}, included),
	} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	answer := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics/cadvisor", nil))
	found := metrics{}
	return found, found.parse(answer.Body)
}
