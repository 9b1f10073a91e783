// Package probes asks Elasticsearch, Kibana and Grafana over the network, as a
// client would, whether they answer and when their certificates end, and gives
// that to Prometheus.
package probes

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/monitoring"
	"eks-elk/settings"
)

// Args says what to run and where. All fields are required.
type Args struct {
	Charts     settings.Charts
	Kubernetes kube.Cluster
	Authority  *certs.Authority       // whose certificates are expected
	Monitoring *monitoring.Monitoring // what takes the metrics
}

// Probes is the blackbox exporter.
type Probes struct{ pulumi.ResourceState }

// New registers the namespace, the Secret with the authority and the release.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Probes, error) {
	p := &Probes{}
	if err := ctx.RegisterComponentResource("eks-elk:probes:Probes", name, p, opts...); err != nil {
		return nil, err
	}
	// No volume is in it, so it waits for no CSI driver; the release waits for the
	// operator's definitions, and through them for the nodes.
	on := args.Kubernetes
	on.Ready, on.Storage = nil, nil
	tenant, err := kube.NewTenant(ctx, p, on, names.ProbesNamespace, kube.Restricted)
	if err != nil {
		return nil, err
	}
	if err := tenant.Secret(ctx, authoritySecret, kube.Opaque, pulumi.StringMap{
		certs.AuthorityKey: args.Authority.CertificatePEM,
	}); err != nil {
		return nil, err
	}
	if err := tenant.Install(ctx, blackbox(args)); err != nil {
		return nil, err
	}
	return p, ctx.RegisterResourceOutputs(p, pulumi.Map{})
}

const (
	authoritySecret = "authority"
	authorityPath   = "/authority"
)

// target is a page and the module that probes it.
type target struct {
	name    string
	service names.Service
	path    string
	module  string
}

// Modules of the exporter's configuration.
const (
	answersOverTLS = "https_2xx"
	asksForLogin   = "https_401"
	answers        = "http_2xx"
)

var targets = []target{
	// Without a login it says 401, after the TLS handshake that this is about.
	{names.ElasticsearchProbe, names.Elasticsearch, "/", asksForLogin},
	{names.KibanaProbe, names.Kibana, "/api/status", answersOverTLS},
	// Grafana speaks HTTP; only a port-forward reaches it.
	{names.GrafanaProbe, names.Grafana, "/api/health", answers},
}

// blackbox is the exporter that asks.
func blackbox(args *Args) kube.Release {
	var probed []kube.Values
	for _, t := range targets {
		probed = append(probed, kube.Values{"name": t.name, "url": t.service.URL() + t.path, "module": t.module})
	}
	values := kube.Values{
		"fullnameOverride": names.ProbesRelease,
		"config": kube.Values{"modules": kube.Values{
			answersOverTLS: https(200),
			asksForLogin:   https(401),
			answers:        module(kube.Values{"valid_status_codes": []any{200}}),
		}},
		"extraSecretMounts": []kube.Values{{
			"name": authoritySecret, "secretName": authoritySecret, "mountPath": authorityPath, "readOnly": true,
			// The container runs as user 1000 and the authority is no secret.
			"defaultMode": 0o444,
		}},
		"podAnnotations":     kube.Checksums{"authority": authoritySecret},
		"podSecurityContext": kube.Values{"seccompProfile": kube.Values{"type": "RuntimeDefault"}},
		"resources":          kube.FixedResources("10m", "32Mi", "64Mi"),
		"serviceMonitor": kube.Values{
			"enabled":  true,
			"defaults": kube.Values{"interval": monitoring.ScrapeInterval, "scrapeTimeout": "10s"},
			"targets":  probed,
		},
	}
	if args.Charts.ImageRegistry != "" {
		values["global"] = kube.Values{"imageRegistry": args.Charts.ImageRegistry}
	}
	return kube.Release{
		Name: names.ProbesRelease, Chart: args.Charts.BlackboxExporter, Values: values,
		// Its ServiceMonitors need their definition.
		Options: []pulumi.ResourceOption{pulumi.DependsOn([]pulumi.Resource{args.Monitoring.CRDs})},
	}
}

// https is a module for one answer over TLS with a certificate of our authority.
func https(status int) kube.Values {
	return module(kube.Values{
		"fail_if_not_ssl":    true,
		"valid_status_codes": []any{status},
		"tls_config":         kube.Values{"ca_file": authorityPath + "/" + certs.AuthorityKey},
	})
}

// module is a probe over HTTP within less time than a scrape has.
func module(http kube.Values) kube.Values {
	http["preferred_ip_protocol"] = "ip4"
	return kube.Values{"prober": "http", "timeout": "8s", "http": http}
}
