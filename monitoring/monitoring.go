// Package monitoring puts Prometheus, Alertmanager and Grafana on a cluster,
// and an exporter that reads Elasticsearch for them.
//
// Prometheus and Elasticsearch come up side by side; only the exporter waits
// for both.
package monitoring

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/cluster"
	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/settings"
)

// Args says what to run and where. All fields are required.
type Args struct {
	Settings      settings.Monitoring
	Charts        settings.Charts
	Kubernetes    cluster.Kubernetes
	Elasticsearch elk.Metrics
}

// Monitoring is the three releases and how to get at them.
type Monitoring struct {
	pulumi.ResourceState

	Namespace *corev1.Namespace
	CRDs      *helmv3.Release // the operator's custom resource definitions
	Stack     *helmv3.Release // Prometheus, Alertmanager, Grafana, operator
	Exporter  *helmv3.Release // in Elasticsearch's namespace

	GrafanaPassword pulumi.StringOutput // of GrafanaUser; a secret

	Grafana      names.Service
	Prometheus   names.Service
	Alertmanager names.Service

	provider pulumi.ResourceOption
}

// New registers the namespace, Grafana's login, a dashboard and the releases.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Monitoring, error) {
	m := &Monitoring{
		Grafana:      names.Grafana,
		Prometheus:   names.Prometheus,
		Alertmanager: names.Alertmanager,
		provider:     pulumi.Provider(args.Kubernetes.Provider),
	}
	if err := ctx.RegisterComponentResource("eks-elk:monitoring:Monitoring", name, m, opts...); err != nil {
		return nil, err
	}
	if err := m.newNamespace(ctx, args.Kubernetes); err != nil {
		return nil, err
	}
	login, err := m.newLogin(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.newDashboard(ctx, args.Elasticsearch); err != nil {
		return nil, err
	}
	if err := m.newReleases(ctx, args, login); err != nil {
		return nil, err
	}
	return m, ctx.RegisterResourceOutputs(m, pulumi.Map{
		"grafanaPassword": m.GrafanaPassword,
		"grafana":         pulumi.String(m.Grafana.URL()),
		"prometheus":      pulumi.String(m.Prometheus.URL()),
		"alertmanager":    pulumi.String(m.Alertmanager.URL()),
	})
}

// newNamespace makes the namespace. It is privileged because of node-exporter,
// which reads the node's own file systems and network.
func (m *Monitoring) newNamespace(ctx *pulumi.Context, kubernetes cluster.Kubernetes) error {
	var err error
	m.Namespace, err = corev1.NewNamespace(ctx, names.MonitoringNamespace, &corev1.NamespaceArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:   pulumi.String(names.MonitoringNamespace),
			Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("privileged")},
		},
	}, pulumi.Parent(m), m.provider,
		// Deleting a namespace deletes its volume claims, whose volumes the CSI
		// driver on the nodes then has to delete: it must live longer.
		pulumi.DependsOn(kubernetes.Ready))
	if err != nil {
		return fmt.Errorf("create namespace %s: %w", names.MonitoringNamespace, err)
	}
	return nil
}

// newLogin makes Grafana's password. Grafana copies it to its own database on
// its first start; after that it is changed there.
func (m *Monitoring) newLogin(ctx *pulumi.Context) (*corev1.Secret, error) {
	password, err := random.NewRandomPassword(ctx, grafanaAdmin, &random.RandomPasswordArgs{
		Length:  pulumi.Int(32),
		Special: pulumi.Bool(false),
	}, pulumi.Parent(m))
	if err != nil {
		return nil, fmt.Errorf("create password %s: %w", grafanaAdmin, err)
	}
	m.GrafanaPassword = pulumi.ToSecret(password.Result).(pulumi.StringOutput)
	login, err := corev1.NewSecret(ctx, grafanaAdmin, &corev1.SecretArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:      pulumi.String(grafanaAdmin),
			Namespace: pulumi.String(names.MonitoringNamespace),
		},
		Type: pulumi.String("Opaque"),
		StringData: pulumi.StringMap{
			grafanaUserKey:     pulumi.String(names.GrafanaUser),
			grafanaPasswordKey: password.Result,
		},
	}, m.inNamespace()...)
	if err != nil {
		return nil, fmt.Errorf("create Secret %s: %w", grafanaAdmin, err)
	}
	return login, nil
}

// inNamespace are the options of what lives in the namespace.
func (m *Monitoring) inNamespace() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{
		pulumi.Parent(m), m.provider,
		// The API server answers 404 for an object in a namespace that is not there.
		pulumi.DependsOn([]pulumi.Resource{m.Namespace}),
	}
}
