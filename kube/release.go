package kube

import (
	"errors"
	"fmt"
	"time"

	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// defaultTimeout is longer than the provider's own of 300 seconds, which is too
// short for pods that wait for a volume.
const defaultTimeout = 10 * time.Minute

// maxHistory is how many revisions Helm keeps, each one a Secret in the
// release's namespace.
const maxHistory = 5

// Release is a chart with its values. Name and Chart are required.
type Release struct {
	Name    string // of the resource and of the release in the cluster
	Chart   settings.Chart
	Values  Values                  // without any secret
	Timeout time.Duration           // how long Helm waits for the pods, on install, upgrade and uninstall alike [10 minutes]
	After   []string                // Secrets and releases of the same tenant that must be there before, besides the Secrets of Checksums
	Options []pulumi.ResourceOption // more of them
}

// Install registers releases in the tenant's namespace, one after the other. A
// release depends on the Secrets that its values name in Checksums: the kubelet
// starts no container before they exist
// (https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret).
func (t *Tenant) Install(ctx *pulumi.Context, releases ...Release) error {
	for _, r := range releases {
		if err := t.install(ctx, r); err != nil {
			return fmt.Errorf("release %s: %w", r.Name, err)
		}
	}
	return nil
}

// Made returns the Secret or release of that name, or nil.
func (t *Tenant) Made(name string) pulumi.Resource { return t.made[name] }

func (t *Tenant) install(ctx *pulumi.Context, r Release) error {
	values, secrets, err := t.convert(r.Values)
	names := append(secrets, r.After...)
	after, missing := t.after(names)
	if err := errors.Join(err, missing); err != nil {
		return err
	}
	if r.Timeout == 0 {
		r.Timeout = defaultTimeout
	}
	args := &helmv3.ReleaseArgs{
		// Without a name the provider appends seven random digits, and with
		// them every Service name changes.
		Name:      pulumi.String(r.Name),
		Namespace: pulumi.String(t.name),
		Chart:     pulumi.String(r.Chart.Repository),
		Version:   pulumi.String(r.Chart.Version),
		Values:    values,
		Timeout:   pulumi.Int(int(r.Timeout.Seconds())),
		// A failed install is uninstalled and a failed upgrade rolled back, so
		// that the next up starts from a state Helm accepts, and what ran before
		// runs meanwhile. A newer Elasticsearch or Kibana is the exception, whose
		// data the older one refuses: there only the newer image helps, with or
		// without a rollback (docs/troubleshooting.md).
		Atomic:        pulumi.Bool(true),
		CleanupOnFail: pulumi.Bool(true),
		MaxHistory:    pulumi.Int(maxHistory),
	}
	if r.Chart.FromRepository() {
		args.Chart = pulumi.String(r.Chart.Name)
		args.RepositoryOpts = &helmv3.RepositoryOptsArgs{Repo: pulumi.String(r.Chart.Repository)}
	}
	// The namespace is never made by Helm: Helm would leave it behind, and with
	// it the volume claims of its StatefulSets.
	opts := append([]pulumi.ResourceOption{pulumi.Parent(t.parent), t.provider, pulumi.DependsOn(after)}, r.Options...)
	made, err := helmv3.NewRelease(ctx, r.Name, args, opts...)
	if err != nil {
		return err
	}
	t.made[r.Name], t.waits[r.Name] = made, names
	return nil
}

// after returns the resources of these names, without those that one of the
// others waits for already, and so does not state a dependency twice. All of
// them wait for the namespace.
func (t *Tenant) after(names []string) ([]pulumi.Resource, error) {
	stated := map[string]bool{}
	for _, name := range names {
		for _, before := range t.waits[name] {
			stated[before] = true
		}
	}
	var out []pulumi.Resource
	var problems []error
	for _, name := range names {
		switch made := t.made[name]; {
		case made == nil:
			problems = append(problems, fmt.Errorf("no Secret or release %s is made before it in namespace %s", name, t.name))
		case !stated[name]:
			out = append(out, made)
		}
	}
	if len(out) == 0 {
		out = append(out, t.namespace)
	}
	return out, errors.Join(problems...)
}
