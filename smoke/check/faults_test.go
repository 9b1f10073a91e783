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

func faults() map[string]broken {
	tomorrow := time.Now().Add(24 * time.Hour)
	return map[string]broken{
		"certificate of another authority": {
			func(t *testing.T, s *checktest.Stack) {
				s.Certificates["security-master"] = checktest.NewAuthority(t).Issue(t, tomorrow, checktest.ServiceNames("security-master")...)
			},
			everyElasticsearch("the certificate is not signed by the stack's authority"),
		},
		"certificate of another name": {
			func(t *testing.T, s *checktest.Stack) {
				s.Certificates["kibana"] = s.Authority.Issue(t, tomorrow, "logstash.elk.svc")
			},
			map[string]string{
				"kibana: TLS":            "the certificate is for logstash.elk.svc, not for kibana.elk.svc",
				"kibana: status":         "not for kibana.elk.svc",
				"kibana: login elastic":  "not for kibana.elk.svc",
				"kibana: wrong password": "not for kibana.elk.svc",
			},
		},
		"certificate that lacks one name": {
			func(t *testing.T, s *checktest.Stack) {
				s.Certificates["logstash"] = s.Authority.Issue(t, tomorrow, checktest.ServiceNames("logstash")[:4]...)
			},
			map[string]string{"logstash: TLS for Beats": "not for localhost"},
		},
		"certificate that has ended": {
			func(t *testing.T, s *checktest.Stack) {
				s.Certificates["logstash"] = s.Authority.Issue(t, time.Now().Add(-time.Hour), checktest.ServiceNames("logstash")...)
			},
			map[string]string{"logstash: TLS for Beats": "pulumi up renews it"},
		},
		"wrong password accepted": {
			func(_ *testing.T, s *checktest.Stack) { s.AcceptAnyPassword = true },
			map[string]string{
				"elasticsearch: wrong password": "with a wrong password returns status 200, not 401",
				"kibana: wrong password":        "with a wrong password returns status 200, not 401",
			},
		},
		"password changed by hand": {
			func(_ *testing.T, s *checktest.Stack) { s.Passwords["elastic"] = "another" },
			map[string]string{
				"elasticsearch: health":        "the password of elastic is refused (401)",
				"elasticsearch: login elastic": "the password of elastic is refused (401)",
				"logstash: uptime arrives":     "the password of elastic is refused (401)",
				"kibana: login elastic":        "the password of elastic is refused (401)",
			},
		},
		"user that Elasticsearch does not know": {
			func(_ *testing.T, s *checktest.Stack) { delete(s.Passwords, "es_exporter") },
			map[string]string{"elasticsearch: login es_exporter": "the password of es_exporter is refused (401)"},
		},
		"user without its role": {
			func(_ *testing.T, s *checktest.Stack) { s.Roles["logstash_writer"] = "viewer" },
			map[string]string{"elasticsearch: login logstash_writer": "roles: viewer; should be logstash_writer with role logstash_writer"},
		},
		"Secret that is gone": {
			func(_ *testing.T, s *checktest.Stack) { delete(s.Secrets, "elk/kibana-credentials") },
			map[string]string{"elasticsearch: login kibana_server": "read Secret elk/kibana-credentials: not found"},
		},
		"Secret of another user": {
			func(_ *testing.T, s *checktest.Stack) { s.Secrets["elk/logstash-credentials"]["username"] = "elastic" },
			map[string]string{"elasticsearch: login logstash_writer": "holds no login of logstash_writer"},
		},
		"cluster that is red": {
			func(_ *testing.T, s *checktest.Stack) { s.Health = "red" },
			map[string]string{"elasticsearch: health": "red, nodes: 1"},
		},
		"documents that are stale": {
			func(_ *testing.T, s *checktest.Stack) { s.Documents = []time.Time{time.Now().Add(-5 * time.Minute)} },
			map[string]string{"logstash: uptime arrives": "none of 1 documents is from the last 2m0s; the newest is of 20"},
		},
		"index that is empty": {
			func(_ *testing.T, s *checktest.Stack) { s.Documents = []time.Time{} },
			map[string]string{"logstash: uptime arrives": "index logstash is empty"},
		},
		"index that does not exist": {
			func(_ *testing.T, s *checktest.Stack) { s.Documents = nil },
			map[string]string{"logstash: uptime arrives": "index logstash does not exist"},
		},
		"Kibana that waits for Elasticsearch": {
			func(_ *testing.T, s *checktest.Stack) { s.KibanaLevel = "unavailable" },
			map[string]string{"kibana: status": "unavailable (503)"},
		},
		"Kibana that starts": {
			func(_ *testing.T, s *checktest.Stack) { s.KibanaLevel = "" },
			map[string]string{"kibana: status": "/api/status returns status 503 and no level"},
		},
		"Grafana without its database": {
			func(_ *testing.T, s *checktest.Stack) { s.GrafanaDatabase = "failing" },
			map[string]string{"grafana: health": "/api/health returns status 503"},
		},
		"Grafana with another password": {
			func(_ *testing.T, s *checktest.Stack) { s.GrafanaPassword = "another" },
			map[string]string{"grafana: login admin": "the password of admin is refused (401)"},
		},
		"target that is down": {
			func(_ *testing.T, s *checktest.Stack) {
				i := slices.IndexFunc(s.Targets, func(t checktest.Target) bool { return strings.Contains(t.ScrapePool, "elasticsearch-exporter") })
				s.Targets[i].Health, s.Targets[i].LastError = "down", "connection refused"
			},
			map[string]string{"prometheus: targets": "elk/elasticsearch-exporter at 10.1.0.3:9108 is down (connection refused)"},
		},
		"target that is missing": {
			func(_ *testing.T, s *checktest.Stack) {
				s.Targets = slices.DeleteFunc(s.Targets, func(t checktest.Target) bool { return t.ScrapePool == "kubelet-cadvisor" })
			},
			map[string]string{"prometheus: targets": "kubelet-cadvisor has no target"},
		},
		"target of another team": {
			func(_ *testing.T, s *checktest.Stack) {
				s.Targets = append(s.Targets, checktest.Target{ScrapePool: "serviceMonitor/shop/till/0", Health: "down"})
			},
			map[string]string{},
		},
		"Prometheus without an Alertmanager": {
			func(_ *testing.T, s *checktest.Stack) { s.Alertmanagers = nil },
			map[string]string{"prometheus: Alertmanager": "no Alertmanager to send alerts to"},
		},
		"Alertmanager that is not ready": {
			func(_ *testing.T, s *checktest.Stack) { s.AlertmanagerUp = false },
			map[string]string{"alertmanager: ready": "/-/ready returns status 503"},
		},
		"Alertmanager without a pod": {
			func(_ *testing.T, s *checktest.Stack) {
				s.Down["kube-prometheus-stack-alertmanager"] = "has no ready pod behind it: 0 of 1"
			},
			map[string]string{"alertmanager: ready": "service monitoring/kube-prometheus-stack-alertmanager has no ready pod behind it: 0 of 1"},
		},
		"error that repeats a password": {
			func(_ *testing.T, s *checktest.Stack) {
				s.Down["logstash"] = "was asked with " + checktest.Passwords["elastic"]
			},
			map[string]string{"logstash: TLS for Beats": "was asked with [secret]"},
		},
		"Elasticsearch that does not respond": {
			func(_ *testing.T, s *checktest.Stack) { s.Hang["security-master"] = true },
			everyElasticsearch("no answer in "),
		},
	}
}

// lateStack refuses the first connections to a Service whose checks are retried.
type lateStack struct {
	*checktest.Stack
	after int64
	asked atomic.Int64
}

func (l *lateStack) Dial(ctx context.Context, to names.Service) (net.Conn, error) {
	if to.Name == "kube-prometheus-stack-prometheus" && l.asked.Add(1) <= l.after {
		return nil, errors.New("not yet")
	}
	return l.Stack.Dial(ctx, to)
}

// interruptedStack is interrupted while a Service is dialled.
type interruptedStack struct {
	*checktest.Stack
	at        string
	interrupt func()
}

func (i *interruptedStack) Dial(ctx context.Context, to names.Service) (net.Conn, error) {
	if to.Name == i.at {
		defer i.interrupt()
	}
	return i.Stack.Dial(ctx, to)
}
