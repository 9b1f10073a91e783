package stack

import (
	"context"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// protectedTypes hold data, or take something with data along when they go. A
// transform of the whole stack reaches the cluster inside the eks component too.
var protectedTypes = []string{
	"aws:ec2/vpc:Vpc",
	"aws:eks/cluster:Cluster",
	"aws:eks/nodeGroup:NodeGroup", // of a component, whose children a destroy does not spare for what needs the component
	"aws:kms/key:Key",
	"aws:s3/bucketV2:BucketV2",
	"kubernetes:core/v1:Namespace",
	"kubernetes:helm.sh/v3:Release",
}

// protect lets Pulumi refuse whatever would delete or replace one of them.
func protect(ctx *pulumi.Context) error {
	if err := ctx.RegisterResourceTransform(func(_ context.Context, made *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
		if !slices.Contains(protectedTypes, made.Type) {
			return nil
		}
		made.Opts.Protect = true
		return &pulumi.ResourceTransformResult{Props: made.Props, Opts: made.Opts}
	}); err != nil {
		return fmt.Errorf("protect the stack's data: %w", err)
	}
	return nil
}
