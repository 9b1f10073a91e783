// Package elk puts Elasticsearch, Logstash and Kibana on a cluster: one pod
// each, TLS between them and to the outside, and a user for each program. A
// Prometheus exporter and a dashboard watch them.
//
// Passwords and keys are in Kubernetes Secrets made here. The charts' values
// name those Secrets and hold none of their content, only checksums that roll
// the pods when it changes.
package elk

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/dashboards"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/monitoring"
	"eks-elk/settings"
)

// Args says what to run and where. All fields but Monitoring and Backups are required.
type Args struct {
	Settings   settings.ELK
	Logs       settings.Logs
	Charts     settings.Charts
	Kubernetes kube.Cluster
	Authority  *certs.Authority
	Monitoring *monitoring.Monitoring // what takes the metrics and shows the dashboard; nil: no exporter, no dashboard
	Backups    *Backups               // nil: no snapshots
}

// ELK is the releases and how to get at them.
type ELK struct {
	pulumi.ResourceState

	Passwords    pulumi.StringMapOutput // by user, names.Superuser among them; a secret
	Certificates map[string]*certs.Leaf // by release: Elasticsearch's, Kibana's, Logstash's
}

// New registers the namespace, its Secrets, the releases and the dashboard.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*ELK, error) {
	e := &ELK{}
	// The type is part of every URN below: it stays although the Go type is ELK.
	if err := ctx.RegisterComponentResource("eks-elk:elk:Elk", name, e, opts...); err != nil {
		return nil, err
	}
	tenant, err := kube.NewTenant(ctx, e, args.Kubernetes, names.ELKNamespace, kube.Restricted)
	if err != nil {
		return nil, err
	}
	if e.Certificates, err = newCertificates(ctx, tenant, args.Authority); err != nil {
		return nil, err
	}
	in := inputs{args}
	if e.Passwords, err = in.newLogins(ctx, tenant); err != nil {
		return nil, err
	}
	if args.Backups != nil && args.Backups.Role == nil {
		if err := newStoreCredential(ctx, tenant, args.Settings.Backups.Store); err != nil {
			return nil, err
		}
	}
	described, err := releases(in)
	if err != nil {
		return nil, err
	}
	if err := tenant.Install(ctx, described...); err != nil {
		return nil, err
	}
	if in.restores() {
		if err := in.bringBack(ctx, tenant); err != nil {
			return nil, err
		}
	}
	if args.Settings.Kibana.Content {
		if err := in.setUpKibana(ctx, tenant); err != nil {
			return nil, err
		}
	}
	if args.Monitoring != nil {
		if err := args.Monitoring.NewDashboard(ctx, dashboards.Elasticsearch(), pulumi.Parent(e), formerlyBelow(args.Monitoring)); err != nil {
			return nil, err
		}
	}
	return e, ctx.RegisterResourceOutputs(e, pulumi.Map{
		"passwords":     e.Passwords,
		"elasticsearch": pulumi.String(names.Elasticsearch.URL()),
		"kibana":        pulumi.String(names.Kibana.URL()),
	})
}

// inputs are what a release is described from.
type inputs struct {
	*Args
}

// releases describes the component's releases, each after those it waits for.
func releases(in inputs) ([]kube.Release, error) {
	var out []kube.Release
	describing := []func(inputs) (kube.Release, error){elasticsearch, logstash, kibana}
	if in.Monitoring != nil { // its definitions come with monitoring; its user stays, for another exporter
		describing = append(describing, exporter, jsonExporter)
	}
	for _, describe := range describing {
		release, err := describe(in)
		if err != nil {
			return nil, err
		}
		out = append(out, release)
	}
	return out, nil
}

// formerlyBelow lets a stack that was made when a resource was still
// monitoring's child keep it.
func formerlyBelow(m *monitoring.Monitoring) pulumi.ResourceOption {
	return pulumi.Aliases([]pulumi.Alias{{Parent: m}})
}
