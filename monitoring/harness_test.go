package monitoring

import (
	"flag"
	"testing"
	"time"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/cluster"
	"eks-elk/elk"
	"eks-elk/internal/recorder"
	"eks-elk/release"
	"eks-elk/settings"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sizes are those that the charts were tried with on a real API server.
var sizes = settings.Monitoring{
	Retention:     "10d",
	RetentionSize: "16GB",
	Prometheus:    settings.Volume{Storage: "20Gi", Resources: settings.Resources{CPU: "250m", Memory: "1536Mi", MemoryLimit: "2560Mi"}},
	Alertmanager:  settings.Volume{Storage: "2Gi", Resources: settings.Resources{CPU: "10m", Memory: "64Mi", MemoryLimit: "128Mi"}},
	Grafana:       settings.Volume{Storage: "5Gi", Resources: settings.Resources{CPU: "100m", Memory: "256Mi", MemoryLimit: "512Mi"}},
}

func chart(name, version string) settings.Chart {
	return settings.Chart{Name: name, Repository: "https://charts.example.com", Version: version}
}

var charts = settings.Charts{
	Elasticsearch:          chart("elasticsearch", "8.5.1"),
	Logstash:               chart("logstash", "8.5.1"),
	Kibana:                 chart("kibana", "7.17.3"),
	PrometheusOperatorCRDs: chart("prometheus-operator-crds", "31.0.1"),
	KubePrometheusStack:    chart("kube-prometheus-stack", "88.5.3"),
	ElasticsearchExporter:  chart("prometheus-elasticsearch-exporter", "7.4.0"),
}

// source is what elk.Elk says of itself, without certificates.
var source = elk.Metrics{
	Namespace: "elk", URL: "https://security-master:9200",
	AuthoritySecret: "elasticsearch-tls", AuthorityKey: "ca.crt",
	CredentialsSecret: "es-exporter-credentials", UsernameKey: "username", PasswordKey: "password",
	Checksums:   release.Values{"checksum/tls": "sum-of-tls", "checksum/credentials": "sum-of-credentials"},
	UptimeIndex: "logstash",
}

// record runs the component beside the real elk one.
func record(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		provider, err := kubernetes.NewProvider(ctx, "cluster", nil)
		if err != nil {
			return err
		}
		class, err := storagev1.NewStorageClass(ctx, "gp3", &storagev1.StorageClassArgs{Provisioner: pulumi.String("ebs.csi.aws.com")})
		if err != nil {
			return err
		}
		on := cluster.Kubernetes{Provider: provider, StorageClass: "gp3", Ready: []pulumi.Resource{class}}
		day := 24 * time.Hour
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: settings.Certs{
			CAValidity: 3650 * day, Validity: 365 * day, RenewBefore: 30 * day, Organization: "eks-elk",
		}})
		if err != nil {
			return err
		}
		logs, err := elk.New(ctx, "elk", &elk.Args{
			Settings: settings.ELK{Logstash: settings.Logstash{Storage: "4Gi"}}, Charts: charts, Kubernetes: on, Authority: authority,
		})
		if err != nil {
			return err
		}
		made, err := New(ctx, "monitoring", &Args{Settings: sizes, Charts: charts, Kubernetes: on, Elasticsearch: logs.Metrics})
		if err != nil {
			return err
		}
		ctx.Export("grafanaPassword", made.GrafanaPassword)
		return nil
	}, opts...)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func find(t *testing.T, r *recorder.Recording, kind, name string) *recorder.Resource {
	t.Helper()
	found := r.Find(kind, name)
	if found == nil {
		t.Fatalf("no %s %s", kind, name)
	}
	return found
}

const (
	releaseType   = "kubernetes:helm.sh/v3:Release"
	secretType    = "kubernetes:core/v1:Secret"
	namespaceType = "kubernetes:core/v1:Namespace"
)
