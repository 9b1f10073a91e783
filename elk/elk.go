// Package elk puts Elasticsearch, Logstash and Kibana on a cluster: one pod
// each, TLS between them and to the outside, and a user for each program.
//
// Passwords and keys are in Kubernetes Secrets made here. The charts' values
// name those Secrets and hold none of their content, only checksums that roll
// the pods when it changes.
package elk

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/cluster"
	"eks-elk/internal/names"
	"eks-elk/settings"
)

// Args says what to run and where. All fields are required.
type Args struct {
	Settings   settings.ELK
	Charts     settings.Charts
	Kubernetes cluster.Kubernetes
	Authority  *certs.Authority
}

// Elk is the three releases and how to get at them.
type Elk struct {
	pulumi.ResourceState

	Namespace     *corev1.Namespace
	Elasticsearch *helmv3.Release
	Logstash      *helmv3.Release
	Kibana        *helmv3.Release

	Passwords    pulumi.StringMapOutput // by user, names.Superuser among them; a secret
	Certificates map[string]*certs.Leaf // by component: elasticsearch, kibana, logstash
	Metrics      Metrics                // what a Prometheus exporter needs

	API       names.Service // Elasticsearch
	Dashboard names.Service // Kibana
	Beats     names.Service // Logstash's input for Beats

	provider pulumi.ResourceOption
}

// New registers the namespace, its Secrets and the three releases.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Elk, error) {
	e := &Elk{
		API:       names.Elasticsearch,
		Dashboard: names.Kibana,
		Beats:     names.Beats,
		provider:  pulumi.Provider(args.Kubernetes.Provider),
	}
	if err := ctx.RegisterComponentResource("eks-elk:elk:Elk", name, e, opts...); err != nil {
		return nil, err
	}
	if err := e.newNamespace(ctx, args.Kubernetes); err != nil {
		return nil, err
	}
	certificates, err := e.newCertificates(ctx, args.Authority)
	if err != nil {
		return nil, err
	}
	passwords, err := e.newPasswords(ctx)
	if err != nil {
		return nil, err
	}
	secrets, err := e.newSecrets(ctx, passwords)
	if err != nil {
		return nil, err
	}
	if err := e.newReleases(ctx, args, certificates, secrets); err != nil {
		return nil, err
	}
	e.Passwords = passwordsByUser(passwords)
	e.Certificates = map[string]*certs.Leaf{
		"elasticsearch": certificates.elasticsearch,
		"kibana":        certificates.kibana,
		"logstash":      certificates.logstash,
	}
	e.Metrics = e.metrics(certificates, secrets)
	return e, ctx.RegisterResourceOutputs(e, pulumi.Map{
		"passwords": e.Passwords,
		"api":       pulumi.String(e.API.URL()),
		"dashboard": pulumi.String(e.Dashboard.URL()),
	})
}

// newNamespace makes the namespace, in which Pod Security admission refuses any
// pod that asks for more than the baseline
// (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
func (e *Elk) newNamespace(ctx *pulumi.Context, kubernetes cluster.Kubernetes) error {
	var err error
	e.Namespace, err = corev1.NewNamespace(ctx, names.ELKNamespace, &corev1.NamespaceArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:   pulumi.String(names.ELKNamespace),
			Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("baseline")},
		},
	}, pulumi.Parent(e), e.provider,
		// Deleting a namespace deletes its volume claims, whose volumes the CSI
		// driver on the nodes then has to delete: it must live longer.
		pulumi.DependsOn(kubernetes.Ready))
	if err != nil {
		return fmt.Errorf("create namespace %s: %w", names.ELKNamespace, err)
	}
	return nil
}

// inNamespace are the options of what lives in the namespace.
func (e *Elk) inNamespace() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{
		pulumi.Parent(e), e.provider,
		// The API server answers 404 for an object in a namespace that is not there.
		pulumi.DependsOn([]pulumi.Resource{e.Namespace}),
	}
}

func passwordsByUser(passwords map[string]*random.RandomPassword) pulumi.StringMapOutput {
	byUser := pulumi.StringMap{}
	for user, password := range passwords {
		byUser[user] = password.Result
	}
	return pulumi.ToSecret(byUser.ToStringMapOutput()).(pulumi.StringMapOutput)
}
