package release

import (
	"fmt"
	"time"

	helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// maxHistory is how many revisions Helm keeps, each one a Secret in the
// release's namespace.
const maxHistory = 5

// Args says what to install.
type Args struct {
	Chart     settings.Chart
	Namespace string        // where; its resource must be among the dependencies
	Timeout   time.Duration // how long Helm waits for the pods, on install, upgrade and uninstall alike
	Values    Values        // the chart's values, without any secret
}

// New registers the release name, which is also its name in the cluster.
//
// The namespace is never made by Helm: Helm would leave it behind, and with it
// the volume claims of its StatefulSets.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*helmv3.Release, error) {
	values, err := args.Values.Map()
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", name, err)
	}
	release := &helmv3.ReleaseArgs{
		// Without a name the provider appends seven random digits, and with
		// them every Service name changes.
		Name:      pulumi.String(name),
		Namespace: pulumi.String(args.Namespace),
		Chart:     pulumi.String(args.Chart.Repository),
		Version:   pulumi.String(args.Chart.Version),
		Values:    values,
		// Seconds. The provider's own default of 300 is too short for pods
		// that wait for a volume and for Elasticsearch's first start.
		Timeout: pulumi.Int(int(args.Timeout.Seconds())),
		// A failed install is uninstalled and a failed upgrade rolled back, so
		// that the next up starts from a state Helm accepts.
		Atomic:        pulumi.Bool(true),
		CleanupOnFail: pulumi.Bool(true),
		MaxHistory:    pulumi.Int(maxHistory),
	}
	if args.Chart.FromRepository() {
		release.Chart = pulumi.String(args.Chart.Name)
		release.RepositoryOpts = &helmv3.RepositoryOptsArgs{Repo: pulumi.String(args.Chart.Repository)}
	}
	made, err := helmv3.NewRelease(ctx, name, release, opts...)
	if err != nil {
		return nil, fmt.Errorf("create release %s: %w", name, err)
	}
	return made, nil
}
