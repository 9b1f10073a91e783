// Command eks-elk is the Pulumi program: a network, an EKS cluster in it, and
// Elasticsearch, Logstash, Kibana, Prometheus and Grafana on that.
package main

import (
	"errors"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/elk"
	"eks-elk/monitoring"
	"eks-elk/release"
	"eks-elk/settings"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		err := run(ctx)
		var refused *refusal
		if errors.As(err, &refused) && ctx.Log.Error(refused.Error(), nil) == nil {
			// The message is complete. This status tells the language host so;
			// any other way out would print it a second time with a heading
			// about an unhandled error.
			os.Exit(constant.ExitStatusLoggedError)
		}
		return err
	})
}

// refusal is an error about what the user wrote, found before anything was
// registered.
type refusal struct{ error }

func run(ctx *pulumi.Context) error {
	s, err := settings.Load(ctx)
	if err != nil {
		return &refusal{err}
	}
	if err := release.CheckSources(s.Charts); err != nil {
		return &refusal{err}
	}
	for _, warning := range s.Warnings {
		if err := ctx.Log.Warn(warning, nil); err != nil {
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
	logs, err := elk.New(ctx, "elk", &elk.Args{
		Settings: s.ELK, Charts: s.Charts, Kubernetes: platform.Kubernetes, Authority: authority,
	})
	if err != nil {
		return err
	}
	metrics, err := monitoring.New(ctx, "monitoring", &monitoring.Args{
		Settings: s.Monitoring, Charts: s.Charts, Kubernetes: platform.Kubernetes, Elasticsearch: logs.Metrics,
	})
	if err != nil {
		return err
	}
	export(ctx, platform, authority, logs, metrics)
	return nil
}
