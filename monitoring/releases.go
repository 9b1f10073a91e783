package monitoring

import (
	"time"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/settings"
)

// How long Helm waits. The stack pulls a dozen images and Grafana waits for a
// volume; the definitions have no pod at all.
const (
	stackTimeout = 15 * time.Minute
	otherTimeout = 10 * time.Minute
)

// newReleases makes the definitions, the stack and the exporter.
func (m *Monitoring) newReleases(ctx *pulumi.Context, args *Args, login *corev1.Secret) error {
	install := func(name, namespace string, chart settings.Chart, timeout time.Duration, values release.Values, after ...pulumi.Resource) (*helmv3.Release, error) {
		return release.New(ctx, name, &release.Args{
			Chart:     chart,
			Namespace: namespace,
			Timeout:   timeout,
			Values:    values,
		}, pulumi.Parent(m), m.provider, pulumi.DependsOn(after))
	}
	var err error
	// The stack's own copy of the definitions would be installed once, never
	// upgraded, and left behind (https://helm.sh/docs/topics/charts/#limitations-on-crds).
	m.CRDs, err = install(names.CRDsRelease, names.MonitoringNamespace, args.Charts.PrometheusOperatorCRDs, otherTimeout, nil,
		// Helm keeps the release's record in a Secret in this namespace.
		m.Namespace)
	if err != nil {
		return err
	}
	m.Stack, err = install(names.StackRelease, names.MonitoringNamespace, args.Charts.KubePrometheusStack, stackTimeout,
		stackValues(args.Settings, args.Kubernetes.StorageClass, args.Charts.ImageRegistry),
		// The API server refuses a Prometheus or ServiceMonitor before its
		// definition, and deleting the definition deletes every one of them.
		m.CRDs,
		// Grafana's container reads its login from it.
		login)
	if err != nil {
		return err
	}
	m.Exporter, err = install(names.ExporterRelease, args.Elasticsearch.Namespace, args.Charts.ElasticsearchExporter, otherTimeout,
		exporterValues(args.Elasticsearch, args.Charts.ImageRegistry),
		// Its ServiceMonitor and PrometheusRule need their definitions; its
		// namespace, Secrets and Elasticsearch are in After.
		append([]pulumi.Resource{m.CRDs}, args.Elasticsearch.After...)...)
	return err
}
