package check

import (
	"context"

	"eks-elk/internal/names"
)

// checks returns all checks, in the order of the table.
func (p *Platform) checks() []check {
	all := []check{
		{name: "elasticsearch: TLS", run: p.tls(names.Elasticsearch)},
		{name: "elasticsearch: health", run: p.elasticsearchHealth},
		{name: "elasticsearch: login " + names.Superuser, run: p.superuserLogin},
	}
	for _, l := range append(names.Logins(), names.People()...) {
		all = append(all, check{name: "elasticsearch: login " + l.User, run: func(ctx context.Context) (string, error) {
			return p.serviceLogin(ctx, l)
		}})
	}
	all = append(all,
		check{name: "elasticsearch: what viewer may", run: p.viewerMay},
		check{name: "elasticsearch: wrong password", run: p.elasticsearchRefuses},
		check{name: "elasticsearch: file settings", run: p.fileSettings, retry: true},
		check{name: "logstash: TLS for Beats", run: p.tls(names.Beats)},
		check{name: "logstash: uptime arrives", run: p.uptimeArrives, retry: true},
		check{name: "kibana: TLS", run: p.tls(names.Kibana)},
		check{name: "kibana: status", run: p.kibanaStatus},
		check{name: "kibana: login " + p.Users.Kibana, run: p.kibanaLogin},
		check{name: "kibana: wrong password", run: p.kibanaRefuses},
	)
	if p.Passwords.Elasticsearch[names.KibanaSetupLogin.User] != "" { // a stack that fills Kibana
		all = append(all,
			check{name: "kibana: data views", run: p.kibanaDataViews},
			check{name: "kibana: dashboard", run: p.kibanaDashboard},
			check{name: "kibana: what viewer may", run: p.kibanaViewerMay},
		)
	}
	if p.Logs {
		all = append(all,
			check{name: "logstash: Beats by certificate", run: p.beats},
			check{name: "logstash: Beats without one", run: p.beatsRefuses},
			check{name: "logs: a line of every node", run: p.logsArrive},
		)
	}
	if p.Users.Grafana == "" { // a stack without monitoring
		return all
	}
	all = append(all,
		check{name: "grafana: health", run: p.grafanaHealth},
		check{name: "grafana: login " + p.Users.Grafana, run: p.grafanaLogin},
	)
	if p.Passwords.Elasticsearch[names.GrafanaLogin.User] != "" { // a stack whose Grafana shows logs
		all = append(all, check{name: "grafana: logs", run: p.grafanaLogs})
	}
	return append(all,
		check{name: "prometheus: targets", run: p.prometheusTargets, retry: true},
		check{name: "prometheus: probes", run: p.probesSucceed, retry: true},
		check{name: "prometheus: Alertmanager", run: p.prometheusAlertmanager, retry: true},
		check{name: "prometheus: alerts", run: p.alertsLoaded, retry: true},
		check{name: "alertmanager: ready", run: p.alertmanagerReady},
		check{name: "alertmanager: receivers", run: p.receiversLoaded, retry: true},
	)
}
