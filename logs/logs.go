// Package logs brings what every pod writes, and the journal of every node, to
// Logstash: a Filebeat on each node, which enters by a certificate of its own.
package logs

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Args says what to run and where. All fields are required.
type Args struct {
	Settings   settings.Logs
	ImageTag   string // of Elastic's programs
	Charts     settings.Charts
	Kubernetes kube.Cluster
	Authority  *certs.Authority // whose certificates Logstash takes
}

// Logs is Filebeat.
type Logs struct {
	pulumi.ResourceState

	Certificate *certs.Leaf // by which it enters Logstash
}

// New registers the namespace, the certificate and the release.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Logs, error) {
	l := &Logs{}
	if err := ctx.RegisterComponentResource("eks-elk:logs:Logs", name, l, opts...); err != nil {
		return nil, err
	}
	on := args.Kubernetes
	on.Storage = nil // no volume is in it
	tenant, err := kube.NewTenant(ctx, l, on, names.LogsNamespace,
		// Filebeat reads the node's own files.
		kube.Privileged)
	if err != nil {
		return nil, err
	}
	l.Certificate, err = args.Authority.Issue(ctx, names.FilebeatTLS, &certs.LeafArgs{CommonName: names.FilebeatRelease, Client: true})
	if err != nil {
		return nil, err
	}
	if err := tenant.Secret(ctx, names.FilebeatTLS, kube.TLS, l.Certificate.Content); err != nil {
		return nil, err
	}
	release, err := filebeat(args)
	if err != nil {
		return nil, err
	}
	if err := tenant.Install(ctx, release); err != nil {
		return nil, err
	}
	return l, ctx.RegisterResourceOutputs(l, pulumi.Map{})
}
