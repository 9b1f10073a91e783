package check

import "context"

// checks are all of them, in the order of the table.
func (p *Platform) checks() []check {
	all := []check{
		{name: "elasticsearch: TLS", run: p.tls(elasticsearch)},
		{name: "elasticsearch: health", run: p.elasticsearchHealth},
		{name: "elasticsearch: login " + p.Users.Kibana, run: p.superuserLogin},
	}
	for _, l := range serviceLogins {
		all = append(all, check{name: "elasticsearch: login " + l.user, run: func(ctx context.Context) (string, error) {
			return p.serviceLogin(ctx, l)
		}})
	}
	return append(all,
		check{name: "elasticsearch: wrong password", run: p.elasticsearchRefuses},
		check{name: "logstash: TLS for Beats", run: p.tls(beats)},
		check{name: "logstash: uptime arrives", run: p.uptimeArrives, patient: true},
		check{name: "kibana: TLS", run: p.tls(kibana)},
		check{name: "kibana: status", run: p.kibanaStatus},
		check{name: "kibana: login " + p.Users.Kibana, run: p.kibanaLogin},
		check{name: "kibana: wrong password", run: p.kibanaRefuses},
		check{name: "grafana: health", run: p.grafanaHealth},
		check{name: "grafana: login " + p.Users.Grafana, run: p.grafanaLogin},
		check{name: "prometheus: targets", run: p.prometheusTargets, patient: true},
		check{name: "prometheus: Alertmanager", run: p.prometheusAlertmanager, patient: true},
		check{name: "alertmanager: ready", run: p.alertmanagerReady},
	)
}
