package elk

import (
	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/monitoring"
)

// DataSource lets Grafana show the logs beside its metrics.
func DataSource(authority *certs.Authority) monitoring.DataSource {
	return monitoring.DataSource{
		Name: "Logs", UID: names.GrafanaLogs, Type: "elasticsearch", URL: names.Elasticsearch.URL(),
		Login: names.GrafanaLogin, Authority: authority.CertificatePEM,
		Options: kube.Values{
			"index": names.LogsStream, "timeField": "@timestamp",
			// Of Explore: the line, and what makes it an error.
			"logMessageField": "message", "logLevelField": "log.level",
			"maxConcurrentShardRequests": 5,
		},
	}
}
