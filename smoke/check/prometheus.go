package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"eks-elk/internal/names"
)

// expectedPools are the scrape pools that Prometheus must have, each with a
// target and all of them up. The operator calls a pool of a ServiceMonitor
// serviceMonitor/<namespace>/<name>/<endpoint>.
var expectedPools = slices.Concat(
	[]string{
		names.KubeletJob, names.KubeletCAdvisorJob, names.KubeletProbesJob,
		serviceMonitor(names.ELKNamespace, names.ExporterRelease),
	},
	serviceMonitors(names.MonitoringNamespace, names.StackRelease, "alertmanager", "apiserver", "coredns", "grafana",
		"kube-state-metrics", "operator", "prometheus", "prometheus-node-exporter"),
	serviceMonitors(names.ELKNamespace, names.JSONExporterRelease, names.JSONTargets()...),
	serviceMonitors(names.ProbesNamespace, names.ProbesRelease, names.Probes()...),
)

func serviceMonitor(namespace, name string) string {
	return "serviceMonitor/" + namespace + "/" + name
}

// serviceMonitors returns the pools of a release's ServiceMonitors, which are
// named after the release and a component.
func serviceMonitors(namespace, release string, components ...string) []string {
	var pools []string
	for _, component := range components {
		pools = append(pools, serviceMonitor(namespace, release+"-"+component))
	}
	return pools
}

// target is what the checks need of an active target
// (https://prometheus.io/docs/prometheus/latest/querying/api/#targets).
type target struct {
	ScrapePool string            `json:"scrapePool"`
	Labels     map[string]string `json:"labels"`
	Health     string            `json:"health"` // up, down or unknown
	LastError  string            `json:"lastError"`
}

func (p *Platform) prometheusTargets(ctx context.Context) (string, error) {
	var got struct {
		Data struct {
			Active []target `json:"activeTargets"`
		} `json:"data"`
	}
	if err := p.read(ctx, request{to: names.Prometheus, path: "/api/v1/targets?state=active"}, &got); err != nil {
		return "", err
	}
	return judgeTargets(got.Data.Active)
}

// judgeTargets compares the targets with expectedPools. Targets of other pools
// are not the program's.
func judgeTargets(targets []target) (string, error) {
	up, others := 0, 0
	var problems []string
	seen := map[string]bool{}
	for _, t := range targets {
		pool, ok := expected(t.ScrapePool)
		if !ok {
			others++
			continue
		}
		seen[pool] = true
		if t.Health == "up" {
			up++
			continue
		}
		problems = append(problems, fmt.Sprintf("%s at %s is %s (%s)", short(pool), t.Labels["instance"], t.Health, cmp.Or(t.LastError, "not scraped yet")))
	}
	for _, pool := range expectedPools {
		if !seen[pool] {
			problems = append(problems, short(pool)+" has no target")
		}
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return "", errors.New(strings.Join(problems, "; "))
	}
	saw := fmt.Sprintf("%d of %d up in %d pools", up, up, len(expectedPools))
	if others > 0 {
		saw += fmt.Sprintf(", %d of other pools not checked", others)
	}
	return saw, nil
}

// expected returns the expected pool that a pool belongs to: a ServiceMonitor has
// one pool for each endpoint.
func expected(pool string) (string, bool) {
	if parts := strings.Split(pool, "/"); len(parts) == 4 && parts[0] == "serviceMonitor" {
		pool = serviceMonitor(parts[1], parts[2])
	}
	return pool, slices.Contains(expectedPools, pool)
}

// short returns a pool's name without its kind.
func short(pool string) string { return strings.TrimPrefix(pool, "serviceMonitor/") }

// probesSucceed checks what the blackbox exporter found: a target that is up means
// only that the exporter itself responds.
func (p *Platform) probesSucceed(ctx context.Context) (string, error) {
	var got struct {
		Data struct {
			Result []struct {
				Metric map[string]string `json:"metric"`
				Value  []any             `json:"value"` // time and value
			} `json:"result"`
		} `json:"data"`
	}
	if err := p.read(ctx, request{to: names.Prometheus, path: "/api/v1/query?query=probe_success"}, &got); err != nil {
		return "", err
	}
	success := map[string]any{}
	for _, r := range got.Data.Result {
		if len(r.Value) == 2 {
			success[r.Metric["target"]] = r.Value[1]
		}
	}
	var failed []string
	for _, probe := range names.Probes() {
		if success[probe] != "1" {
			failed = append(failed, fmt.Sprintf("the probe of %s fails: probe_success is %v", probe, cmp.Or(success[probe], "missing")))
		}
	}
	if len(failed) > 0 {
		return "", errors.New(strings.Join(failed, "; "))
	}
	return strings.Join(names.Probes(), ", ") + " pass", nil
}

func (p *Platform) prometheusAlertmanager(ctx context.Context) (string, error) {
	var got struct {
		Data struct {
			Active []struct {
				URL string `json:"url"`
			} `json:"activeAlertmanagers"`
		} `json:"data"`
	}
	if err := p.read(ctx, request{to: names.Prometheus, path: "/api/v1/alertmanagers"}, &got); err != nil {
		return "", err
	}
	if len(got.Data.Active) == 0 {
		return "", errors.New("there is no Alertmanager to send alerts to")
	}
	return fmt.Sprintf("sends alerts to %s", strings.TrimSuffix(got.Data.Active[0].URL, "/api/v2/alerts")), nil
}

func (p *Platform) alertmanagerReady(ctx context.Context) (string, error) {
	a, err := p.do(ctx, request{to: names.Alertmanager, path: "/-/ready"})
	if err != nil {
		return "", err
	}
	if a.status != 200 {
		return "", fmt.Errorf("/-/ready returns status %d", a.status)
	}
	var got struct {
		Version struct {
			Version string `json:"version"`
		} `json:"versionInfo"`
	}
	if err := p.read(ctx, request{to: names.Alertmanager, path: "/api/v2/status"}, &got); err != nil {
		return "", err
	}
	return fmt.Sprintf("ready, version %s", got.Version.Version), nil
}
