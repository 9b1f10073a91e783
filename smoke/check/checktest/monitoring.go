package checktest

import (
	"net/http"
	"time"

	"eks-elk/alerts"
	"eks-elk/internal/names"
)

// targets returns the targets of a healthy stack with two nodes.
func targets() []Target {
	var out []Target
	for pool, instances := range map[string][]string{
		"kubelet":          {"10.1.0.1:10250", "10.1.0.2:10250"},
		"kubelet-cadvisor": {"10.1.0.1:10250", "10.1.0.2:10250"},
		"kubelet-probes":   {"10.1.0.1:10250", "10.1.0.2:10250"},
		"serviceMonitor/probes/blackbox-exporter-elasticsearch/0":                    {"10.1.0.12:9115"},
		"serviceMonitor/probes/blackbox-exporter-grafana/0":                          {"10.1.0.12:9115"},
		"serviceMonitor/probes/blackbox-exporter-kibana/0":                           {"10.1.0.12:9115"},
		"serviceMonitor/elk/json-exporter-kibana/0":                                  {"10.1.0.13:7979"},
		"serviceMonitor/elk/json-exporter-logstash/0":                                {"10.1.0.13:7979"},
		"serviceMonitor/elk/elasticsearch-exporter/0":                                {"10.1.0.3:9108"},
		"serviceMonitor/monitoring/kube-prometheus-stack-alertmanager/0":             {"10.1.0.9:9093"},
		"serviceMonitor/monitoring/kube-prometheus-stack-alertmanager/1":             {"10.1.0.9:8080"},
		"serviceMonitor/monitoring/kube-prometheus-stack-apiserver/0":                {"10.1.0.4:443"},
		"serviceMonitor/monitoring/kube-prometheus-stack-coredns/0":                  {"10.1.0.5:9153", "10.1.0.6:9153"},
		"serviceMonitor/monitoring/kube-prometheus-stack-grafana/0":                  {"10.1.0.7:3000"},
		"serviceMonitor/monitoring/kube-prometheus-stack-kube-state-metrics/0":       {"10.1.0.8:8080"},
		"serviceMonitor/monitoring/kube-prometheus-stack-operator/0":                 {"10.1.0.10:10250"},
		"serviceMonitor/monitoring/kube-prometheus-stack-prometheus/0":               {"10.1.0.11:9090"},
		"serviceMonitor/monitoring/kube-prometheus-stack-prometheus/1":               {"10.1.0.11:8080"},
		"serviceMonitor/monitoring/kube-prometheus-stack-prometheus-node-exporter/0": {"10.1.0.1:9100", "10.1.0.2:9100"},
	} {
		for _, instance := range instances {
			out = append(out, Target{ScrapePool: pool, Labels: map[string]string{"instance": instance}, Health: "up"})
		}
	}
	return out
}

func (s *Stack) grafana() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		status := http.StatusOK
		if s.GrafanaDatabase != "ok" {
			status = http.StatusServiceUnavailable
		}
		say(w, status, object{"database": s.GrafanaDatabase, "version": "13.2.0"})
	})
	mux.HandleFunc("GET /api/user", func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if user != "admin" || password != s.GrafanaPassword {
			say(w, http.StatusUnauthorized, object{"message": "Invalid username or password"})
			return
		}
		say(w, http.StatusOK, object{"login": user, "isGrafanaAdmin": true})
	})
	mux.HandleFunc("GET /api/datasources/uid/"+names.GrafanaLogs+"/health", func(w http.ResponseWriter, _ *http.Request) {
		if s.SourceError != "" {
			say(w, http.StatusBadRequest, object{"status": "ERROR", "message": s.SourceError})
			return
		}
		say(w, http.StatusOK, object{"status": "OK", "message": "Elasticsearch data source is healthy."})
	})
	return mux
}

func (s *Stack) prometheus() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/targets", func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusOK, object{"status": "success", "data": object{"activeTargets": s.Targets}})
	})
	mux.HandleFunc("GET /api/v1/query", func(w http.ResponseWriter, r *http.Request) {
		found := []object{}
		for target, value := range s.Probes {
			if r.URL.Query().Get("query") == "probe_success" {
				found = append(found, object{"metric": object{"target": target}, "value": []any{time.Now().Unix(), value}})
			}
		}
		say(w, http.StatusOK, object{"status": "success", "data": object{"result": found}})
	})
	mux.HandleFunc("GET /api/v1/rules", func(w http.ResponseWriter, _ *http.Request) {
		rules := []object{{"name": "Watchdog", "health": "ok"}}
		for name, health := range s.Alerts {
			rules = append(rules, object{"name": name, "health": health})
		}
		say(w, http.StatusOK, object{"status": "success", "data": object{"groups": []object{{"name": "a", "rules": rules}}}})
	})
	mux.HandleFunc("GET /api/v1/alertmanagers", func(w http.ResponseWriter, _ *http.Request) {
		known := []object{}
		for _, url := range s.Alertmanagers {
			known = append(known, object{"url": url})
		}
		say(w, http.StatusOK, object{"status": "success", "data": object{"activeAlertmanagers": known}})
	})
	return mux
}

func (s *Stack) alertmanager() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) {
		if !s.AlertmanagerUp {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /api/v2/status", func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusOK, object{"versionInfo": object{"version": "0.34.0"}, "config": object{"original": s.AlertmanagerConfig}})
	})
	return mux
}

// alertRules are those of a healthy stack, all of them evaluated.
func alertRules() map[string]string {
	out := map[string]string{}
	for _, g := range alerts.Groups(alerts.Everything()) {
		for _, a := range g.Alerts {
			out[a.Name] = "ok"
		}
	}
	return out
}

// alertmanagerConfig has a receiver in Slack, as Alertmanager shows it.
const alertmanagerConfig = `
route: {receiver: warning}
receivers:
  - {name: nobody}
  - name: warning
    slack_configs: [{api_url_file: /etc/alertmanager/secrets/alertmanager-config/slack-url}]
`
