package kube_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/kube"
)

func TestATenantIsInOneNamespaceOfOneCluster(t *testing.T) {
	r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		if err := tenant.Secret(ctx, "login", kube.Opaque, pulumi.StringMap{"a": pulumi.String("b")}); err != nil {
			return err
		}
		if _, err := tenant.Password(ctx, "password"); err != nil {
			return err
		}
		return tenant.Install(ctx, kube.Release{Name: "logstash", Chart: chart})
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	provider, parent := r.Find("pulumi:providers:kubernetes", "cluster"), r.Find("test:index:Component", "parent")
	children := r.Children(parent.URN)
	if len(children) != 4 {
		t.Errorf("%d children of the component, want 4", len(children))
	}
	namespace := r.Find(namespaceType, "elk")
	labels := namespace.Inputs["metadata"].ObjectValue()["labels"].ObjectValue()
	if level := labels["pod-security.kubernetes.io/enforce"]; level.StringValue() != "restricted" {
		t.Errorf("the namespace enforces %v", level)
	}
	for _, child := range children {
		if !strings.HasPrefix(child.Type, "kubernetes:") {
			continue
		}
		if child.Provider != provider.URN {
			t.Errorf("%s has provider %q", child.Name, child.Provider)
		}
		if child.URN != namespace.URN && !r.DependsOn(child.URN, namespace.URN) {
			t.Errorf("%s does not wait for the namespace", child.Name)
		}
	}
}

func TestAReleaseWaitsForWhatItNamesAndStatesNoMore(t *testing.T) {
	secret := func(ctx *pulumi.Context, tenant *kube.Tenant, name string) error {
		return tenant.Secret(ctx, name, kube.Opaque, pulumi.StringMap{"a": pulumi.String("b")})
	}
	r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		for _, name := range []string{"tls", "login", "other"} {
			if err := secret(ctx, tenant, name); err != nil {
				return err
			}
		}
		return tenant.Install(ctx,
			kube.Release{Name: "alone", Chart: chart},
			kube.Release{Name: "first", Chart: chart, Values: kube.Values{"podAnnotations": kube.Checksums{"tls": "tls"}}},
			kube.Release{Name: "second", Chart: chart, After: []string{"first"}, Values: kube.Values{
				"deep": kube.Values{"podAnnotations": kube.Checksums{"tls": "tls", "credentials": "login"}},
			}},
		)
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for name, want := range map[string][]string{
		"alone":  {r.Find(namespaceType, "elk").URN},
		"first":  {r.Find(secretType, "tls").URN},
		"second": {r.Find(secretType, "login").URN, r.Find(releaseType, "first").URN}, // the first waits for tls
	} {
		got := slices.Sorted(slices.Values(r.Find(releaseType, name).Dependencies))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s waits for %v, want %v", name, got, want)
		}
	}
}

func TestRefusesAReleaseBeforeWhatItWaitsFor(t *testing.T) {
	for _, release := range []kube.Release{
		{Chart: chart, After: []string{"elasticsearch"}},
		{Chart: chart, Values: kube.Values{"podAnnotations": kube.Checksums{"tls": "elasticsearch"}}},
	} {
		made, err := install(t, release)
		const want = "release logstash: no Secret or release elasticsearch is made before it in namespace elk"
		if made != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

// annotations returns the pod annotations of a release whose Secret has some
// content, and says whether any of the values is a secret.
func annotations(t *testing.T, content pulumi.StringMap) (sum string, secret bool) {
	t.Helper()
	r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		if err := tenant.Secret(ctx, "login", kube.Opaque, content); err != nil {
			return err
		}
		return tenant.Install(ctx, kube.Release{Name: "logstash", Chart: chart, Values: kube.Values{
			"podAnnotations": kube.Checksums{"credentials": "login"},
		}})
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	values := r.Find(releaseType, "logstash").Inputs["values"]
	return values.ObjectValue()["podAnnotations"].ObjectValue()["checksum/credentials"].StringValue(), values.ContainsSecrets()
}

func password(text string) pulumi.StringInput {
	return pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput)
}

func TestAChecksumChangesWithTheContentAndOnlyThen(t *testing.T) {
	seen := map[string]bool{}
	for _, content := range []pulumi.StringMap{
		{"username": pulumi.String("a"), "password": password("b")},
		{"username": pulumi.String("a"), "password": password("c")},
		{"username": pulumi.String("b"), "password": password("a")},
		{"username": pulumi.String("ab"), "password": password("")},
	} {
		sum, secret := annotations(t, content)
		if again, _ := annotations(t, content); again != sum {
			t.Error("one content has two checksums")
		}
		if len(sum) != 64 || seen[sum] {
			t.Errorf("checksum %q", sum)
		}
		if secret {
			t.Error("a secret checksum would hide all values in every diff")
		}
		seen[sum] = true
	}
}

func TestPasswordsNeedNoQuoting(t *testing.T) {
	r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		_, err := tenant.Password(ctx, "password")
		return err
	})
	made := r.Find("random:index/randomPassword:RandomPassword", "password")
	// Kibana asks for 32 characters, bcrypt reads 72 bytes.
	if n := made.Inputs["length"].NumberValue(); n < 32 || n > 72 || made.Inputs["special"].BoolValue() {
		t.Errorf("%v", made.Inputs)
	}
}
