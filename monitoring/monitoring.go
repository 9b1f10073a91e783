// Package monitoring puts Prometheus, Alertmanager and Grafana on a cluster.
//
// Whatever there is to watch brings its own: Prometheus takes every
// ServiceMonitor and PrometheusRule of every namespace, and NewDashboard shows
// a dashboard in Grafana. None of it is known here.
package monitoring

import (
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Args says what to run and where. All fields but DataSources and Role are required.
type Args struct {
	Settings    settings.Monitoring
	Charts      settings.Charts
	Kubernetes  kube.Cluster
	DataSources []DataSource // what Grafana shows besides Prometheus; none is fine
	Role        *kube.Role   // by which Alertmanager publishes to a topic; nil: it does not
}

// Monitoring is Prometheus, Alertmanager and Grafana.
type Monitoring struct {
	pulumi.ResourceState

	CRDs            pulumi.Resource                   // what a release with a ServiceMonitor or a PrometheusRule must wait for
	Readers         map[string]*random.RandomPassword // of the users that Grafana reads its data sources as, by user
	GrafanaPassword pulumi.StringOutput               // of names.GrafanaUser; a secret
	Receivers       map[string][]string               // by which ways each of Alertmanager's receivers sends

	tenant     *kube.Tenant
	dashboards bool
	runbooks   string // where those of alerts are
}

// New registers the namespace, Grafana's login and the releases.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Monitoring, error) {
	m := &Monitoring{dashboards: args.Settings.Dashboards}
	if err := ctx.RegisterComponentResource("eks-elk:monitoring:Monitoring", name, m, opts...); err != nil {
		return nil, err
	}
	var err error
	m.tenant, err = kube.NewTenant(ctx, m, args.Kubernetes, names.MonitoringNamespace,
		// node-exporter reads the node's own file systems and network.
		kube.Privileged)
	if err != nil {
		return nil, err
	}
	if err := m.newLogin(ctx); err != nil {
		return nil, err
	}
	if err := m.newReaders(ctx, args.DataSources); err != nil {
		return nil, err
	}
	if err := m.newReceivers(ctx, args.Settings.Alerts); err != nil {
		return nil, err
	}
	if err := m.tenant.Install(ctx, releases(args)...); err != nil {
		return nil, err
	}
	m.CRDs = m.tenant.Made(names.CRDsRelease)
	m.runbooks, m.Receivers = args.Settings.Alerts.Runbooks, args.Settings.Alerts.Destinations()
	return m, ctx.RegisterResourceOutputs(m, pulumi.Map{
		"grafanaPassword": m.GrafanaPassword,
		"grafana":         pulumi.String(names.Grafana.URL()),
		"prometheus":      pulumi.String(names.Prometheus.URL()),
		"alertmanager":    pulumi.String(names.Alertmanager.URL()),
	})
}

// releases returns the component's, each after those it waits for.
func releases(args *Args) []kube.Release {
	return []kube.Release{operatorCRDs(args), prometheusStack(args)}
}

// operatorCRDs are the operator's custom resource definitions. The stack's own
// copy of them would be installed once, never upgraded, and left behind
// (https://helm.sh/docs/topics/charts/#limitations-on-crds).
func operatorCRDs(args *Args) kube.Release {
	return kube.Release{Name: names.CRDsRelease, Chart: args.Charts.PrometheusOperatorCRDs}
}
