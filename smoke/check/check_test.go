package check_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"eks-elk/smoke/check"
	"eks-elk/smoke/check/checktest"
	smokestack "eks-elk/smoke/stack"
)

// A check that should succeed has time; one that should fail has little.
var (
	generous = check.Limits{Timeout: time.Minute, Pause: time.Millisecond}
	short    = check.Limits{Timeout: 5 * time.Second, Pause: 100 * time.Millisecond}
)

// Tests of faults wait for timeouts and compute nothing meanwhile.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func platform(s *stack) *check.Platform {
	return &check.Platform{
		Cluster: s, Authority: s.Authority.Pool(),
		Users:     smokestack.Users{Kibana: "operator", Grafana: "admin"},
		Passwords: smokestack.Passwords{Elasticsearch: maps.Clone(checktest.Passwords), Grafana: checktest.GrafanaPassword},
		Logs:      true, Backups: true, Certificates: []string{"elasticsearch", "filebeat", "kibana", "logstash"},
		Receivers: map[string][]string{"warning": {"slack"}},
	}
}

func run(t *testing.T, s *stack, limits check.Limits) map[string]check.Result {
	t.Helper()
	results, err := check.Run(t.Context(), platform(s), limits)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]check.Result{}
	for _, r := range results {
		byName[r.Name] = r
		for _, secret := range append(slices.Collect(maps.Values(checktest.Passwords)), checktest.GrafanaPassword) {
			if strings.Contains(r.Saw, secret) {
				t.Errorf("%s shows a password: %s", r.Name, r.Saw)
			}
		}
		if strings.Contains(r.Saw, "\n") || r.Saw == "" {
			t.Errorf("%s saw %q, want one line", r.Name, r.Saw)
		}
	}
	if len(byName) != len(results) {
		t.Error("two checks have one name")
	}
	return byName
}

func TestAHealthyStackPassesEveryCheck(t *testing.T) {
	healthy := checktest.New(t, nil)
	got := run(t, healthy, generous)
	for name, saw := range map[string]string{
		"elasticsearch: TLS": "TLS 1.3, 5 names, until " + time.Now().Add(24*time.Hour).UTC().Format("2006-01-02") +
			", which is in 23 hours: run pulumi up",
		"elasticsearch: health":                "yellow, nodes: 1, shards: 12 active, 1 unassigned",
		"elasticsearch: login elastic":         "is elastic, roles: superuser",
		"elasticsearch: login kibana_server":   "is kibana_server, roles: kibana_system",
		"elasticsearch: login logstash_writer": "is logstash_writer, roles: logstash_writer",
		"elasticsearch: login es_exporter":     "is es_exporter, roles: es_exporter",
		"elasticsearch: login viewer":          "is viewer, roles: viewer",
		"elasticsearch: login operator":        "is operator, roles: operator",
		"elasticsearch: wrong password":        "refused (401)",
		"elasticsearch: file settings":         "version 1764163616, policies: logs-kubernetes",
		"logstash: Beats by certificate":       "an event is acknowledged",
		"logstash: Beats without one":          "refused (tls: certificate required)",
		"logs: a line of every node":           "a line of each of 2 nodes, the last within 0s",
		"logstash: TLS for Beats":              "TLS 1.3, 5 names",
		"logstash: uptime arrives":             "3 documents, 2 of the last 2m0s, newest ",
		"kibana: TLS":                          "TLS 1.3, 5 names",
		"kibana: status":                       "available",
		"kibana: login operator":               "logged in, spaces: 1",
		"kibana: data views":                   "Logs, Uptime",
		"kibana: dashboard":                    "eks-elk-overview and 3 objects that it shows",
		"kibana: what viewer may":              "changes nothing (403)",
		"elasticsearch: what viewer may":       "reads logs, and writes and deletes none",
		"grafana: logs":                        "Elasticsearch data source is healthy.",
		"kibana: wrong password":               "refused (401)",
		"grafana: health":                      "version 13.2.0, database: ok",
		"grafana: login admin":                 "is admin, an administrator",
		"prometheus: targets":                  "24 of 24 up in 17 pools",
		"prometheus: probes":                   "elasticsearch, kibana, grafana pass",
		"prometheus: Alertmanager":             "sends alerts to http://10.1.0.9:9093",
		"prometheus: alerts":                   fmt.Sprintf("%d of the stack, 1 others", len(healthy.Alerts)),
		"alertmanager: receivers":              "warning by slack",
		"alertmanager: ready":                  "ready, version 0.34.0",
	} {
		r, ok := got[name]
		if !ok || !r.OK || !strings.HasPrefix(r.Saw, saw) {
			t.Errorf("%s: ok %v, saw %q, want %q", name, r.OK, r.Saw, saw)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("check %s is not expected", name)
	}
}

// broken is a fault, and the checks that must fail with a part of their message.
// All others must pass.
type broken struct {
	spoil func(*stack)
	sees  sees
}

type (
	stack = checktest.Stack
	sees  = map[string]string
)

// everyElasticsearch returns one message for all checks that need Elasticsearch.
func everyElasticsearch(reason string) map[string]string {
	return map[string]string{
		"elasticsearch: TLS": reason, "elasticsearch: health": reason, "elasticsearch: wrong password": reason,
		"elasticsearch: login elastic": reason, "elasticsearch: login kibana_server": reason,
		"elasticsearch: login logstash_writer": reason, "elasticsearch: login es_exporter": reason,
		"elasticsearch: login viewer": reason, "elasticsearch: login operator": reason,
		"elasticsearch: what viewer may": reason,
		"logstash: uptime arrives":       reason, "elasticsearch: file settings": reason, "logs: a line of every node": reason,
	}
}

func TestEachFaultFailsItsChecksAndNoOther(t *testing.T) {
	for name, b := range faults(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, checktest.New(t, b.spoil), short)
			for check, r := range got {
				want, fails := b.sees[check]
				if r.OK == fails || !strings.Contains(r.Saw, want) {
					t.Errorf("%s: ok %v, saw %q, want %q", check, r.OK, r.Saw, want)
				}
				delete(b.sees, check)
			}
			for check := range b.sees {
				t.Errorf("there is no check %q", check)
			}
		})
	}
}

func TestAnInterruptedRunHasNoResults(t *testing.T) {
	s := checktest.New(t, func(s *stack) { s.Hang["kibana"] = true })
	ctx, interrupt := context.WithCancel(t.Context())
	p := platform(s)
	p.Cluster = &interruptedStack{stack: s, at: "kibana", interrupt: interrupt}
	results, err := check.Run(ctx, p, generous)
	if results != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", results, err)
	}
}

func TestWhatLagsBehindUpIsTriedAgain(t *testing.T) {
	s := checktest.New(t, nil)
	late := &lateStack{stack: s, after: 3}
	p := platform(s)
	p.Cluster = late
	results, err := check.Run(t.Context(), p, generous)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.OK {
			t.Errorf("%s: %s", r.Name, r.Saw)
		}
	}
}

func TestAStackWithoutLogsIsNotAskedForThem(t *testing.T) {
	p := platform(checktest.New(t, func(s *stack) { s.TakesAnyBeat, s.NodeNames = true, nil }))
	p.Logs = false
	results, err := check.Run(t.Context(), p, generous)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.OK {
			t.Errorf("%s: %s", r.Name, r.Saw)
		}
	}
}

func TestAStackWithoutMonitoringIsNotAskedForIt(t *testing.T) {
	p := platform(checktest.New(t, nil))
	p.Users.Grafana, p.Passwords.Grafana = "", ""
	results, err := check.Run(t.Context(), p, generous)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		for _, of := range []string{"grafana", "prometheus", "alertmanager"} {
			if strings.HasPrefix(r.Name, of) {
				t.Errorf("%s was checked", r.Name)
			}
		}
		if !r.OK {
			t.Errorf("%s: %s", r.Name, r.Saw)
		}
	}
	if len(results) < 10 {
		t.Errorf("%d checks", len(results))
	}
}
