package monitoring

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/dashboards"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/settings"
)

// logs is a data source as ELK describes it.
var logs = DataSource{
	Name: "Logs", UID: "logs", Type: "elasticsearch", URL: names.Elasticsearch.URL(), Login: names.GrafanaLogin,
	Authority: pulumi.String("certificate"), Options: kube.Values{"index": names.LogsStream, "timeField": "@timestamp"},
}

// record runs the component with default settings, and gives it a dashboard.
func record(t *testing.T) *recorder.Recording {
	t.Helper()
	return pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		made, err := New(ctx, "monitoring", &Args{Settings: s.Monitoring, Charts: s.Charts, Kubernetes: on, DataSources: []DataSource{logs}})
		if err != nil {
			return err
		}
		ctx.Export("grafanaPassword", made.GrafanaPassword)
		return made.NewDashboard(ctx, dashboards.Dashboard{Name: "a-dashboard", File: "a.json", Title: "A"})
	})
}

// described returns the releases by default settings.
func described(t *testing.T, storageClass, imageRegistry string) []kube.Release {
	t.Helper()
	s := pulumitest.Settings(t)
	s.Charts.ImageRegistry = imageRegistry
	return releases(&Args{Settings: s.Monitoring, Charts: s.Charts, Kubernetes: kube.Cluster{StorageClass: storageClass}, DataSources: []DataSource{logs}})
}

// values returns those of the stack.
func values(t *testing.T, storageClass, imageRegistry string) kube.Values {
	t.Helper()
	return pulumitest.Values(t, described(t, storageClass, imageRegistry), names.StackRelease)
}
