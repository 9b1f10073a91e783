package elk

import (
	"flag"
	"testing"
	"time"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/cluster"
	"eks-elk/internal/recorder"
	"eks-elk/release"
	"eks-elk/settings"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sizes are those that the charts were tried with on a real API server.
var sizes = settings.ELK{
	ImageTag: "8.19.10",
	Elasticsearch: settings.Elasticsearch{
		Storage: "30Gi", Heap: "2g",
		Resources: settings.Resources{CPU: "500m", Memory: "4Gi", CPULimit: "2", MemoryLimit: "4Gi"},
	},
	Logstash: settings.Logstash{
		Storage: "4Gi", Heap: "768m",
		Resources: settings.Resources{CPU: "200m", Memory: "1536Mi", CPULimit: "1", MemoryLimit: "1536Mi"},
	},
	Kibana: settings.Kibana{
		HeapMiB:   1400,
		Resources: settings.Resources{CPU: "250m", Memory: "1536Mi", CPULimit: "1", MemoryLimit: "2Gi"},
	},
}

var charts = settings.Charts{
	Elasticsearch: settings.Chart{Name: "elasticsearch", Repository: "https://charts.example.com", Version: "8.5.1"},
	Logstash:      settings.Chart{Name: "logstash", Repository: "https://charts.example.com", Version: "8.5.1"},
	Kibana:        settings.Chart{Name: "kibana", Repository: "https://charts.example.com", Version: "7.17.3"},
}

var gp3 = place{
	ImageTag:     "8.19.10",
	StorageClass: "gp3",
	Checksums:    release.Values{"tls": "sum-of-tls", "credentials": "sum-of-credentials"},
}

// record runs the component on a cluster whose only thing to wait for is a
// storage class.
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
		day := 24 * time.Hour
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: settings.Certs{
			CAValidity: 3650 * day, Validity: 365 * day, RenewBefore: 30 * day, Organization: "eks-elk",
		}})
		if err != nil {
			return err
		}
		made, err := New(ctx, "elk", &Args{
			Settings: sizes, Charts: charts, Authority: authority,
			Kubernetes: cluster.Kubernetes{Provider: provider, StorageClass: "gp3", Ready: []pulumi.Resource{class}},
		})
		if err != nil {
			return err
		}
		ctx.Export("passwords", made.Passwords)
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
	releaseType = "kubernetes:helm.sh/v3:Release"
	secretType  = "kubernetes:core/v1:Secret"
)

// allValues are the values of the three charts by chart name.
func allValues(t *testing.T, at place) map[string]release.Values {
	t.Helper()
	out := map[string]release.Values{}
	keep := func(name string) func(release.Values, error) {
		return func(v release.Values, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			out[name] = v
		}
	}
	keep("elasticsearch")(elasticsearchValues(sizes.Elasticsearch, at))
	keep("logstash")(logstashValues(sizes.Logstash, at))
	keep("kibana")(kibanaValues(sizes.Kibana, at))
	return out
}
