package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/logs"
	"eks-elk/monitoring"
)

// export exports the outputs. A password is never in the same output as anything
// that is not secret. Without monitoring there are none of its pages and users.
func export(ctx *pulumi.Context, p *platform, authority *certs.Authority, search *elk.ELK, shipped *logs.Logs, metrics *monitoring.Monitoring) {
	for name, value := range p.outputs {
		ctx.Export(name, value)
	}
	pages := map[string]names.Service{"kibana": names.Kibana, "elasticsearch": names.Elasticsearch}
	users := pulumi.StringMap{"kibana": pulumi.String(names.OperatorLogin.User)}
	passwords := pulumi.Map{"elasticsearch": search.Passwords}
	if metrics != nil {
		pages["grafana"], pages["prometheus"], pages["alertmanager"] = names.Grafana, names.Prometheus, names.Alertmanager
		users["grafana"], passwords["grafana"] = pulumi.String(names.GrafanaUser), metrics.GrafanaPassword
		receivers := pulumi.StringArrayMap{}
		for receiver, ways := range metrics.Receivers {
			receivers[receiver] = pulumi.ToStringArray(ways)
		}
		ctx.Export("alertReceivers", receivers)
	}
	for name, service := range pages {
		ctx.Export(name, pulumi.Map{
			"command": pulumi.String(service.PortForward(p.Kubectl...)),
			"url":     pulumi.String(service.LocalURL()),
		})
	}
	ctx.Export("users", users)
	ctx.Export("passwords", pulumi.ToSecret(passwords))
	ctx.Export("caCertificate", authority.CertificatePEM)
	expiry := pulumi.StringMap{"authority": authority.Expiry}
	for component, leaf := range search.Certificates {
		expiry[component] = leaf.Expiry
	}
	if shipped != nil {
		expiry[names.FilebeatRelease] = shipped.Certificate.Expiry
	}
	ctx.Export("certificateExpiry", expiry)
}
