package probes

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
	"eks-elk/monitoring"
	"eks-elk/settings"
)

func TestTheReleaseIsOneThatTheChartKnows(t *testing.T) {
	described := []kube.Release{blackbox(&Args{Charts: pulumitest.Settings(t).Charts, Monitoring: &monitoring.Monitoring{}})}
	pulumitest.CheckValues(t, described)
	pulumitest.CheckKeys(t, described)

	recorded := pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: s.Certs})
		if err != nil {
			return err
		}
		metrics, err := monitoring.New(ctx, "monitoring", &monitoring.Args{Settings: s.Monitoring, Charts: s.Charts, Kubernetes: on})
		if err != nil {
			return err
		}
		_, err = New(ctx, "probes", &Args{Charts: s.Charts, Kubernetes: on, Authority: authority, Monitoring: metrics})
		return err
	})
	pulumitest.CheckSecrets(t, names.ProbesNamespace, described, pulumitest.Secrets(recorded))
}
