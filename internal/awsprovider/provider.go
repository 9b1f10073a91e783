// Package awsprovider makes the AWS provider of a program.
package awsprovider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// New makes the only AWS provider of a program. Every resource names it, so that neither
// the environment nor a default provider decides where something is made.
func New(ctx *pulumi.Context, a settings.AWS) (*aws.Provider, error) {
	tags := pulumi.ToStringMap(a.Tags)
	for name, value := range map[string]string{"project": ctx.Project(), "stack": ctx.Stack(), "managed-by": "pulumi"} {
		tags[name] = pulumi.String(value)
	}
	args := &aws.ProviderArgs{
		Region:      pulumi.String(a.Region),
		DefaultTags: &aws.ProviderDefaultTagsArgs{Tags: tags},
		// Unset, the SDK of this major turns the metadata service off, and a runner
		// on EC2 has no credentials (pulumi-aws sdk/v5 v5.43.0, go/aws/provider.go;
		// https://github.com/pulumi/pulumi-aws/issues/1692).
		SkipMetadataApiCheck: pulumi.Bool(false),
	}
	if len(a.AllowedAccountIDs) > 0 {
		args.AllowedAccountIds = pulumi.ToStringArray(a.AllowedAccountIDs)
	}
	if a.AssumedRoleARN != "" {
		args.AssumeRole = &aws.ProviderAssumeRoleArgs{RoleArn: pulumi.String(a.AssumedRoleARN)}
	}
	if a.Profile != "" {
		args.Profile = pulumi.String(a.Profile)
	}
	provider, err := aws.NewProvider(ctx, "aws", args)
	if err != nil {
		return nil, fmt.Errorf("create AWS provider for %s: %w", a.Region, err)
	}
	return provider, nil
}
