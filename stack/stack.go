// Package stack composes the components: it knows all of them, and they do not
// know it.
package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/alerts"
	"eks-elk/certs"
	"eks-elk/dashboards"
	"eks-elk/elk"
	"eks-elk/internal/iampolicy"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/logs"
	"eks-elk/monitoring"
	"eks-elk/probes"
	"eks-elk/settings"
)

// Run is the program.
func Run(ctx *pulumi.Context) error {
	s, err := load(ctx)
	if err != nil {
		return err
	}
	if s.Cluster.Protect {
		if err := protect(ctx); err != nil {
			return err
		}
	}
	platform, err := newPlatform(ctx, s)
	if err != nil {
		return err
	}
	authority, err := certs.New(ctx, "certs", &certs.Args{Settings: s.Certs})
	if err != nil {
		return err
	}
	var metrics *monitoring.Monitoring
	if s.Monitoring.Enabled {
		var sources []monitoring.DataSource
		if s.Monitoring.Logs {
			sources = append(sources, elk.DataSource(authority))
		}
		role, err := publisher(ctx, s, platform)
		if err != nil {
			return err
		}
		metrics, err = monitoring.New(ctx, "monitoring", &monitoring.Args{
			Settings: s.Monitoring, Charts: s.Charts, Kubernetes: platform.Kubernetes,
			DataSources: sources, Role: role,
		})
		if err != nil {
			return err
		}
	}
	saved, err := saves(ctx, s, platform)
	if err != nil {
		return err
	}
	search, err := elk.New(ctx, "elk", &elk.Args{
		Settings: s.ELK, Logs: s.Logs, Charts: s.Charts, Kubernetes: platform.Kubernetes, Authority: authority, Monitoring: metrics, Backups: saved,
	})
	if err != nil {
		return err
	}
	var shipped *logs.Logs
	if s.Logs.Enabled {
		shipped, err = logs.New(ctx, "logs", &logs.Args{
			Settings: s.Logs, ImageTag: s.ELK.ImageTag, Charts: s.Charts, Kubernetes: platform.Kubernetes, Authority: authority,
		})
		if err != nil {
			return err
		}
	}
	if metrics != nil { // nothing else takes what the probes find, or shows a dashboard
		if err := watch(ctx, s, metrics, search, shipped); err != nil {
			return err
		}
		for _, dashboard := range dashboards.Others(prices(s)) {
			if err := metrics.NewDashboard(ctx, dashboard); err != nil {
				return err
			}
		}
		if _, err := probes.New(ctx, "probes", &probes.Args{
			Charts: s.Charts, Kubernetes: platform.Kubernetes, Authority: authority, Monitoring: metrics,
		}); err != nil {
			return err
		}
	}
	export(ctx, platform, authority, search, shipped, metrics)
	return nil
}

// publisher makes the role by which Alertmanager publishes to a topic; nil: there is
// none.
func publisher(ctx *pulumi.Context, s *settings.Settings, p *platform) (*kube.Role, error) {
	if !s.Publishes() {
		return nil, nil
	}
	may, err := iampolicy.Allow(iampolicy.Statement{
		Action: []string{"sns:Publish"}, Resource: []string{s.Monitoring.Alerts.SNS.TopicARN},
	}).JSON()
	if err != nil {
		return nil, err
	}
	return p.eks.ServiceAccountRole(ctx, names.AlertmanagerRole, names.MonitoringNamespace, names.AlertmanagerAccount, pulumi.String(may))
}

// watch puts the alerts on the cluster. Without log shipping, shipped is nil.
func watch(ctx *pulumi.Context, s *settings.Settings, metrics *monitoring.Monitoring, search *elk.ELK, shipped *logs.Logs) error {
	on := alerts.Stack{Certificates: map[string]string{}, RenewBefore: s.Certs.RenewBefore, Logs: shipped != nil}
	if b := s.ELK.Backups; b.Enabled {
		on.Backups = b.Every.Length()
	}
	ends := map[string]pulumi.StringOutput{}
	for server, leaf := range search.Certificates {
		on.Certificates[server], ends[server] = names.ELKNamespace, leaf.Expiry
	}
	if shipped != nil {
		on.Certificates[names.FilebeatRelease], ends[names.FilebeatRelease] = names.LogsNamespace, shipped.Certificate.Expiry
	}
	if unheard := s.Monitoring.Alerts.Unheard(); unheard != "" {
		if err := ctx.Log.Info(unheard, nil); err != nil {
			return err
		}
	}
	return metrics.NewRules(ctx, alerts.Groups(on), ends)
}
