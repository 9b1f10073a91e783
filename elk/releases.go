package elk

import (
	"time"

	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/settings"
)

// How long Helm waits. Elasticsearch pulls 600 MB, waits for a volume and
// starts a cluster; the other two wait for nothing but it, and it is there.
const (
	elasticsearchTimeout = 15 * time.Minute
	clientTimeout        = 10 * time.Minute
)

// newReleases makes the three releases. Each depends on the Secrets its pods
// mount or read: the kubelet does not start a container before they exist
// (https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret).
// Through the Secrets it depends on the namespace, and so on nodes and storage.
func (e *Elk) newReleases(ctx *pulumi.Context, args *Args, certificates *certificates, secrets *secrets) error {
	at := place{
		ImageTag:      args.Settings.ImageTag,
		ImageRegistry: args.Charts.ImageRegistry,
		StorageClass:  args.Kubernetes.StorageClass,
	}
	install := func(name string, chart settings.Chart, timeout time.Duration, values release.Values, after ...pulumi.Resource) (*helmv3.Release, error) {
		return release.New(ctx, name, &release.Args{
			Chart:     chart,
			Namespace: names.ELKNamespace,
			Timeout:   timeout,
			Values:    values,
		}, pulumi.Parent(e), e.provider, pulumi.DependsOn(after))
	}

	at.Checksums = release.Values{
		"tls":         certificates.elasticsearch.Checksum,
		"credentials": secrets.elastic.checksum,
		"file-realm":  secrets.fileRealm.checksum,
	}
	values, err := elasticsearchValues(args.Settings.Elasticsearch, at)
	if err != nil {
		return err
	}
	e.Elasticsearch, err = install("elasticsearch", args.Charts.Elasticsearch, elasticsearchTimeout, values,
		// Volumes of the pod, and the readiness probe's password.
		certificates.elasticsearch.Secret, secrets.fileRealm.resource, secrets.elastic.resource)
	if err != nil {
		return err
	}

	at.Checksums = release.Values{
		"tls":         certificates.logstash.Checksum,
		"credentials": secrets.logstash.checksum,
	}
	if values, err = logstashValues(args.Settings.Logstash, at); err != nil {
		return err
	}
	e.Logstash, err = install(names.LogstashRelease, args.Charts.Logstash, clientTimeout, values,
		certificates.logstash.Secret, secrets.logstash.resource,
		// Logstash installs its index template when it starts, and must stop
		// before what it writes to.
		e.Elasticsearch)
	if err != nil {
		return err
	}

	at.Checksums = release.Values{
		"tls":         certificates.kibana.Checksum,
		"credentials": secrets.kibana.checksum,
	}
	if values, err = kibanaValues(args.Settings.Kibana, at); err != nil {
		return err
	}
	e.Kibana, err = install(names.KibanaRelease, args.Charts.Kibana, clientTimeout, values,
		certificates.kibana.Secret, secrets.kibana.resource,
		// Kibana's readiness probe gets 503 until Elasticsearch answers.
		e.Elasticsearch)
	return err
}
