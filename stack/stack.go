// Package stack composes the components: it knows all of them, and they do not
// know it.
package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/dashboards"
	"eks-elk/elk"
	"eks-elk/logs"
	"eks-elk/monitoring"
	"eks-elk/probes"
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
		metrics, err = monitoring.New(ctx, "monitoring", &monitoring.Args{
			Settings: s.Monitoring, Charts: s.Charts, Kubernetes: platform.Kubernetes,
			DataSources: sources,
		})
		if err != nil {
			return err
		}
	}
	search, err := elk.New(ctx, "elk", &elk.Args{
		Settings: s.ELK, Logs: s.Logs, Charts: s.Charts, Kubernetes: platform.Kubernetes, Authority: authority, Monitoring: metrics,
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
