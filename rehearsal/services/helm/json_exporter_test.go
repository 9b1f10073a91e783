package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestAJSONExporterThatReadsNothingIsSeen(t *testing.T) {
	modules := []string{"configuration", "structuredConfig", "modules"}
	for name, c := range map[string]struct {
		change change
		rules  []string
	}{
		"sound":      {input("timeout", 900), nil},
		"no module":  {remove(append(modules, "logstash")...), []string{"helm/json-module-known"}},
		"no trust":   {remove(append(modules, "kibana", "http_client_config", "tls_config")...), []string{"helm/json-needs-authority"}},
		"no monitor": {value("1m", "serviceMonitor", "defaults", "scrapeTimeout"), []string{"helm/prometheus-scrapes"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("json-exporter")
			s.install("json-exporter", c.change)
			s.Violated(c.rules...)
		})
	}
}

func TestAJSONExporterThatDoesNotStartIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change change
		spoil  func(*stack)
		want   string
	}{
		"no user":     {remove("securityContext", "runAsUser"), nil, "container has runAsNonRoot and image has non-numeric user (nobody)"},
		"no password": {nil, func(s *stack) { s.rewrite("elk", "es-exporter-credentials", "password", "") }, `subPath "password" of volume "login"`},
		"no mount":    {remove("additionalVolumeMounts"), nil, "/authority/ca.crt: no such file: nothing is mounted there"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("json-exporter")
			if c.spoil != nil {
				c.spoil(s)
			}
			var changes []change
			if c.change != nil {
				changes = append(changes, c.change)
			}
			if err := s.try("json-exporter", changes...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestTheExporterAsksForNoMoreThanItsRoleAllows(t *testing.T) {
	for key, rules := range map[string][]string{"ilm": nil, "slm": {"helm/client-may-act"}, "snapshots": {"helm/client-may-act"}} {
		s := newStack(t, clustertest.Options{})
		s.before("elasticsearch-exporter")
		s.install("elasticsearch-exporter", value(true, "es", key))
		s.Violated(rules...)
	}
}
