package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/monitoring"
)

// export exports the outputs. A password is never in the same output as anything
// that is not secret.
func export(ctx *pulumi.Context, p *platform, authority *certs.Authority, logs *elk.ELK, metrics *monitoring.Monitoring) {
	for name, value := range p.outputs {
		ctx.Export(name, value)
	}
	for name, service := range map[string]names.Service{
		"kibana": names.Kibana, "elasticsearch": names.Elasticsearch,
		"grafana": names.Grafana, "prometheus": names.Prometheus, "alertmanager": names.Alertmanager,
	} {
		ctx.Export(name, pulumi.Map{
			"command": pulumi.String(service.PortForward(p.Kubectl...)),
			"url":     pulumi.String(service.LocalURL()),
		})
	}
	ctx.Export("users", pulumi.StringMap{
		"kibana":  pulumi.String(names.Superuser),
		"grafana": pulumi.String(names.GrafanaUser),
	})
	ctx.Export("passwords", pulumi.ToSecret(pulumi.Map{
		"elasticsearch": logs.Passwords,
		"grafana":       metrics.GrafanaPassword,
	}))
	ctx.Export("caCertificate", authority.CertificatePEM)
	expiry := pulumi.StringMap{"authority": authority.Expiry}
	for component, leaf := range logs.Certificates {
		expiry[component] = leaf.Expiry
	}
	ctx.Export("certificateExpiry", expiry)
}
