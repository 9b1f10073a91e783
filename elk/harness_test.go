package elk

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/monitoring"
	"eks-elk/settings"
)

// record runs the component, and monitoring before it, with default settings.
func record(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	return pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: s.Certs})
		if err != nil {
			return err
		}
		metrics, err := monitoring.New(ctx, "monitoring", &monitoring.Args{
			Settings: s.Monitoring, Charts: s.Charts, Kubernetes: on, DataSources: []monitoring.DataSource{DataSource(authority)},
		})
		if err != nil {
			return err
		}
		made, err := New(ctx, "elk", &Args{Settings: s.ELK, Logs: s.Logs, Charts: s.Charts, Kubernetes: on, Authority: authority, Monitoring: metrics})
		if err != nil {
			return err
		}
		ctx.Export("passwords", made.Passwords)
		return nil
	}, opts...)
}

// described returns the releases by default settings, after some changes.
func described(t *testing.T, changes ...func(*Args)) []kube.Release {
	t.Helper()
	s := pulumitest.Settings(t)
	args := &Args{
		Settings: s.ELK, Logs: s.Logs, Charts: s.Charts, Kubernetes: kube.Cluster{StorageClass: "gp3"}, Monitoring: &monitoring.Monitoring{},
	}
	for _, change := range changes {
		change(args)
	}
	out, err := releases(inputs{Args: args})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func content(t *testing.T, r *recorder.Recording, secret string) map[string]string {
	t.Helper()
	return pulumitest.Content(pulumitest.Find(t, r, pulumitest.SecretType, secret))
}

// file returns a configuration file in the values of a release.
func file(t *testing.T, releases []kube.Release, release, section, name string) string {
	t.Helper()
	files, _ := pulumitest.Values(t, releases, release)[section].(kube.Values)
	text, ok := files[name].(string)
	if !ok {
		t.Fatalf("release %s has no %s in %s", release, name, section)
	}
	return text
}
