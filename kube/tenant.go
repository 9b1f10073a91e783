package kube

import (
	"fmt"
	"slices"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// PodSecurity is a level of Pod Security admission: which pods the API server
// lets into a namespace (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
type PodSecurity string

const (
	// Restricted refuses pods that reach for the node, run as root, keep
	// capabilities or have no seccomp profile.
	Restricted PodSecurity = "restricted"
	// Privileged refuses none, for pods that watch the node itself.
	Privileged PodSecurity = "privileged"
)

// Secret types (https://kubernetes.io/docs/concepts/configuration/secret/#secret-types).
const (
	Opaque = "Opaque"
	TLS    = "kubernetes.io/tls"
)

// passwordLength keeps a password below the 72 bytes that bcrypt reads, and an
// encryption key at the 32 characters that Kibana asks for.
const passwordLength = 32

// Tenant is a namespace and what has been put into it.
type Tenant struct {
	namespace *corev1.Namespace
	name      string
	parent    pulumi.Resource
	provider  pulumi.ResourceOption

	made      map[string]pulumi.Resource     // Secrets and releases by name
	waits     map[string][]string            // what a release waits for
	checksums map[string]pulumi.StringOutput // of a Secret's content
}

// NewTenant registers the namespace. Everything of the tenant becomes a child
// of parent.
func NewTenant(ctx *pulumi.Context, parent pulumi.Resource, cluster Cluster, name string, level PodSecurity) (*Tenant, error) {
	t := &Tenant{
		name: name, parent: parent, provider: pulumi.Provider(cluster.Provider),
		made: map[string]pulumi.Resource{}, waits: map[string][]string{}, checksums: map[string]pulumi.StringOutput{},
	}
	var err error
	t.namespace, err = corev1.NewNamespace(ctx, name, &corev1.NamespaceArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:   pulumi.String(name),
			Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String(level)},
		},
	}, pulumi.Parent(parent), t.provider,
		// Deleting a namespace deletes its volume claims, whose volumes the CSI
		// driver on the nodes then has to delete: it must live longer.
		pulumi.DependsOn(slices.Concat(cluster.Ready, cluster.Storage)))
	if err != nil {
		return nil, fmt.Errorf("create namespace %s: %w", name, err)
	}
	return t, nil
}

// Options returns the options of what lives in the namespace.
func (t *Tenant) Options() []pulumi.ResourceOption {
	// The API server answers 404 for an object in a namespace that is not there.
	return t.OptionsAfter(t.namespace)
}

// OptionsAfter returns the options of what lives in the namespace and waits for others
// that do.
func (t *Tenant) OptionsAfter(after ...pulumi.Resource) []pulumi.ResourceOption {
	return []pulumi.ResourceOption{
		pulumi.Parent(t.parent), t.provider, pulumi.DependsOn(after),
		// The names are fixed: pulumi up --replace would create the new object while
		// the old one has its name. A namespace is without this option, so that the
		// same command cannot delete it.
		pulumi.DeleteBeforeReplace(true),
	}
}

// Password registers a password of letters and digits, which needs quoting in
// none of the files, variables and URLs it ends up in.
func (t *Tenant) Password(ctx *pulumi.Context, name string) (*random.RandomPassword, error) {
	password, err := random.NewRandomPassword(ctx, name, &random.RandomPasswordArgs{
		Length:  pulumi.Int(passwordLength),
		Special: pulumi.Bool(false),
	}, pulumi.Parent(t.parent))
	if err != nil {
		return nil, fmt.Errorf("create password %s: %w", name, err)
	}
	return password, nil
}

// Secret registers a Secret of a type, which releases name in Checksums or After.
func (t *Tenant) Secret(ctx *pulumi.Context, name, kind string, content pulumi.StringMap) error {
	secret, err := corev1.NewSecret(ctx, name, &corev1.SecretArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:      pulumi.String(name),
			Namespace: pulumi.String(t.name),
		},
		Type:       pulumi.String(kind),
		StringData: content,
	}, t.Options()...)
	if err != nil {
		return fmt.Errorf("create Secret %s: %w", name, err)
	}
	t.made[name], t.checksums[name] = secret, checksumOf(content)
	return nil
}
