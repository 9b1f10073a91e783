package check_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eks-elk/internal/names"
	"eks-elk/smoke/check/checktest"
)

func faults(t *testing.T) map[string]broken {
	tomorrow := time.Now().Add(24 * time.Hour)
	return map[string]broken{
		"certificate of another authority": {func(s *stack) {
			s.Certificates["security-master"] = checktest.NewAuthority(t).Issue(t, tomorrow, checktest.ServiceNames("security-master")...)
		}, everyElasticsearch("the certificate is not signed by the stack's authority")},
		"certificate of another name": {func(s *stack) { s.Certificates["kibana"] = s.Authority.Issue(t, tomorrow, "logstash.elk.svc") },
			sees{
				"kibana: TLS":            "the certificate is for logstash.elk.svc, not for kibana.elk.svc",
				"kibana: status":         "not for kibana.elk.svc",
				"kibana: login operator": "not for kibana.elk.svc",
				"kibana: data views":     "not for kibana.elk.svc",
				"kibana: dashboard":      "not for kibana.elk.svc", "kibana: what viewer may": "not for kibana.elk.svc",
				"kibana: wrong password": "not for kibana.elk.svc",
			}},
		"certificate that lacks one name": {func(s *stack) {
			s.Certificates["logstash"] = s.Authority.Issue(t, tomorrow, checktest.ServiceNames("logstash")[:4]...)
		}, sees{"logstash: TLS for Beats": "not for localhost"}},
		"certificate that has ended": {func(s *stack) {
			s.Certificates["logstash"] = s.Authority.Issue(t, time.Now().Add(-time.Hour), checktest.ServiceNames("logstash")...)
		}, sees{
			"logstash: TLS for Beats": "pulumi up renews it", "logstash: Beats by certificate": "pulumi up renews it",
			"logstash: Beats without one": "pulumi up renews it",
		}},
		"wrong password accepted": {func(s *stack) { s.AcceptAnyPassword = true },
			sees{
				"elasticsearch: wrong password": "with a wrong password returns status 200, not 401",
				"kibana: wrong password":        "with a wrong password returns status 200, not 401",
			}},
		"password changed by hand": {func(s *stack) { s.Passwords["operator"] = "another" },
			sees{
				"elasticsearch: health":         "the password of operator is refused (401)",
				"elasticsearch: login operator": "the password of operator is refused (401)",
				"logstash: uptime arrives":      "the password of operator is refused (401)",
				"elasticsearch: file settings":  "the password of operator is refused (401)",
				"logs: a line of every node":    "the password of operator is refused (401)",
				"kibana: login operator":        "the password of operator is refused (401)",
				"kibana: data views":            "the password of operator is refused (401)",
			}},
		"data view that somebody deleted": {func(s *stack) { delete(s.Views, names.LogsView) },
			sees{"kibana: data views": "there is no data view eks-elk-logs: pulumi up --replace '**::kibana-setup' puts it there again"}},
		"dashboard that somebody deleted": {func(s *stack) { s.Board = nil },
			sees{"kibana: dashboard": "there is no dashboard eks-elk-overview: pulumi up --replace '**::kibana-setup' puts it there again"}},
		"search that somebody deleted": {func(s *stack) { s.Gone = 1 }, sees{"kibana: dashboard": "it shows 1 objects that are not there"}},
		"viewer who may write": {func(s *stack) { s.ViewerWrites = true },
			sees{
				"elasticsearch: what viewer may": "on logs-kubernetes-default",
				"kibana: what viewer may":        "a change of a data view by viewer returns status 200, not 403",
			}},
		"data source that may not read": {func(s *stack) { s.SourceError = "action [indices:data/read/search] is unauthorized" },
			sees{"grafana: logs": "action [indices:data/read/search] is unauthorized (400)"}},
		"user that Elasticsearch does not know": {func(s *stack) { delete(s.Passwords, "es_exporter") },
			sees{"elasticsearch: login es_exporter": "the password of es_exporter is refused (401)"}},
		"user without its role": {func(s *stack) { s.Roles["logstash_writer"] = "viewer" },
			sees{"elasticsearch: login logstash_writer": "roles: viewer; should be logstash_writer with role logstash_writer"}},
		"Secret that is gone": {func(s *stack) { delete(s.Secrets, "elk/kibana-credentials") },
			sees{"elasticsearch: login kibana_server": "read Secret elk/kibana-credentials: not found"}},
		"Secret of another user": {func(s *stack) { s.Secrets["elk/logstash-credentials"]["username"] = "elastic" },
			sees{"elasticsearch: login logstash_writer": "holds no login of logstash_writer"}},
		"file that is not applied": {func(s *stack) { s.NotApplied = "unknown setting [index.compression]" },
			sees{"elasticsearch: file settings": "the file is not applied by Elasticsearch: unknown setting [index.compression]"}},
		"no file": {func(s *stack) { s.Applied = nil }, sees{"elasticsearch: file settings": "no lifecycle policy logs-kubernetes is held by the file"}},
		"Filebeat's certificate of another authority": {func(s *stack) { s.Secrets["logs/filebeat-tls"] = checktest.NewAuthority(t).Client(t, "filebeat") },
			sees{"logstash: Beats by certificate": "no event is acknowledged by Logstash"}},
		"Filebeat's Secret that is gone": {func(s *stack) { delete(s.Secrets, "logs/filebeat-tls") },
			sees{"logstash: Beats by certificate": "read Secret logs/filebeat-tls: not found"}},
		"Logstash that takes anybody": {func(s *stack) { s.TakesAnyBeat = true },
			sees{"logstash: Beats without one": "a client without a certificate is taken"}},
		"node whose lines do not arrive": {func(s *stack) { s.Deaf["node-b"] = true }, sees{"logs: a line of every node": "no line of node node-b arrives"}},
		"no node":                        {func(s *stack) { s.NodeNames = nil }, sees{"logs: a line of every node": "the cluster has no node"}},
		"cluster that is red":            {func(s *stack) { s.Health = "red" }, sees{"elasticsearch: health": "red, nodes: 1"}},
		"documents that are stale": {func(s *stack) { s.Documents = []time.Time{time.Now().Add(-5 * time.Minute)} },
			sees{"logstash: uptime arrives": "none of 1 documents is from the last 2m0s; the newest is of 20"}},
		"index that is empty": {func(s *stack) { s.Documents = []time.Time{} },
			sees{"logstash: uptime arrives": "index logstash is empty"}},
		"index that does not exist": {func(s *stack) { s.Documents = nil },
			sees{"logstash: uptime arrives": "index logstash does not exist"}},
		"Kibana that waits for Elasticsearch": {func(s *stack) { s.KibanaLevel = "unavailable" }, sees{"kibana: status": "unavailable (503)"}},
		"Kibana that starts": {func(s *stack) { s.KibanaLevel = "" },
			sees{"kibana: status": "/api/status returns status 503 and no level"}},
		"Grafana without its database": {func(s *stack) { s.GrafanaDatabase = "failing" },
			sees{"grafana: health": "/api/health returns status 503"}},
		"Grafana with another password": {func(s *stack) { s.GrafanaPassword = "another" },
			sees{"grafana: login admin": "the password of admin is refused (401)"}},
		"target that is down": {func(s *stack) {
			i := slices.IndexFunc(s.Targets, func(t checktest.Target) bool { return strings.Contains(t.ScrapePool, "elasticsearch-exporter") })
			s.Targets[i].Health, s.Targets[i].LastError = "down", "connection refused"
		}, sees{"prometheus: targets": "elk/elasticsearch-exporter at 10.1.0.3:9108 is down (connection refused)"}},
		"target that is missing": {func(s *stack) {
			s.Targets = slices.DeleteFunc(s.Targets, func(t checktest.Target) bool { return t.ScrapePool == "kubelet-cadvisor" })
		}, sees{"prometheus: targets": "kubelet-cadvisor has no target"}},
		"target of another team": {func(s *stack) {
			s.Targets = append(s.Targets, checktest.Target{ScrapePool: "serviceMonitor/shop/till/0", Health: "down"})
		}, sees{}},
		"probe that fails": {func(s *stack) { s.Probes["kibana"] = "0" },
			sees{"prometheus: probes": "the probe of kibana fails: probe_success is 0"}},
		"probe that is missing": {func(s *stack) { delete(s.Probes, "grafana") },
			sees{"prometheus: probes": "the probe of grafana fails: probe_success is missing"}},
		"an alert that the operator left out": {func(s *stack) { delete(s.Alerts, "LogstashSilent") },
			sees{"prometheus: alerts": "alert LogstashSilent is not loaded"}},
		"an alert that cannot be evaluated": {func(s *stack) { s.Alerts["KibanaCertificateExpires"] = "err" },
			sees{"prometheus: alerts": "alert KibanaCertificateExpires is err"}},
		"Alertmanager with another configuration": {func(s *stack) { s.AlertmanagerConfig = "receivers: [{name: 'null'}]" },
			sees{"alertmanager: receivers": "Alertmanager has not loaded slack for warning"}},
		"Prometheus without an Alertmanager": {func(s *stack) { s.Alertmanagers = nil },
			sees{"prometheus: Alertmanager": "no Alertmanager to send alerts to"}},
		"Alertmanager that is not ready": {func(s *stack) { s.AlertmanagerUp = false },
			sees{"alertmanager: ready": "/-/ready returns status 503"}},
		"Alertmanager without a pod": {func(s *stack) { s.Down["kube-prometheus-stack-alertmanager"] = "has no ready pod behind it: 0 of 1" },
			sees{
				"alertmanager: ready":     "service monitoring/kube-prometheus-stack-alertmanager has no ready pod behind it: 0 of 1",
				"alertmanager: receivers": "has no ready pod behind it",
			}},
		"error that repeats a password": {func(s *stack) { s.Down["logstash"] = "was asked with " + checktest.Passwords["elastic"] },
			sees{
				"logstash: TLS for Beats": "was asked with [secret]", "logstash: Beats by certificate": "was asked with [secret]",
				"logstash: Beats without one": "was asked with [secret]",
			}},
		"Elasticsearch that does not respond": {func(s *stack) { s.Hang["security-master"] = true }, everyElasticsearch("no answer in ")},
	}
}

// lateStack refuses the first connections to a Service whose checks are retried.
type lateStack struct {
	*stack
	after int64
	asked atomic.Int64
}

func (l *lateStack) Dial(ctx context.Context, to names.Service) (net.Conn, error) {
	if to.Name == "kube-prometheus-stack-prometheus" && l.asked.Add(1) <= l.after {
		return nil, errors.New("not yet")
	}
	return l.stack.Dial(ctx, to)
}

// interruptedStack is interrupted while a Service is dialled.
type interruptedStack struct {
	*stack
	at        string
	interrupt func()
}

func (i *interruptedStack) Dial(ctx context.Context, to names.Service) (net.Conn, error) {
	if to.Name == i.at {
		defer i.interrupt()
	}
	return i.stack.Dial(ctx, to)
}
