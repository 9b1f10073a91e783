// Command bootstrap is the Pulumi program that prepares an AWS account for
// continuous integration: a bucket for Pulumi's states, a key for their secrets,
// roles that runs on GitHub may assume, and a budget. A person runs it once.
package main

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/bootstrap/policies"
	"eks-elk/internal/awsprovider"
	"eks-elk/internal/program"
	"eks-elk/settings"
)

func main() { program.Run(run) }

func run(ctx *pulumi.Context) error {
	source, err := program.Source(ctx)
	if err != nil {
		return &program.Refusal{Err: err}
	}
	s, err := settings.ParseBootstrap(source)
	if err != nil {
		return &program.Refusal{Err: err}
	}
	provider, err := awsprovider.New(ctx, s.AWS)
	if err != nil {
		return err
	}
	b := &builder{ctx: ctx, settings: s, provider: pulumi.Provider(provider)}
	if b.place, err = place(ctx, s, b.provider); err != nil {
		return err
	}
	if err := b.state(); err != nil {
		return err
	}
	if err := b.roles(); err != nil {
		return err
	}
	if err := b.budget(); err != nil {
		return err
	}
	b.export()
	return nil
}

// builder makes the parts, one after the other.
type builder struct {
	ctx      *pulumi.Context
	settings *settings.Bootstrap
	provider pulumi.ResourceOrInvokeOption
	place    policies.Place // but for the key, whose ID is known when it is made
	made
}

// made is what later parts need of earlier ones.
type made struct {
	key      pulumi.IDOutput // of the states' secrets
	roleARNs map[string]pulumi.StringOutput
}

// place asks who the account is.
func place(ctx *pulumi.Context, s *settings.Bootstrap, provider pulumi.InvokeOption) (policies.Place, error) {
	caller, err := aws.GetCallerIdentity(ctx, nil, provider)
	if err != nil {
		return policies.Place{}, fmt.Errorf("ask for the account: %w", err)
	}
	partition, err := aws.GetPartition(ctx, nil, provider)
	if err != nil {
		return policies.Place{}, fmt.Errorf("ask for the account's partition: %w", err)
	}
	return policies.Place{
		Account: caller.AccountId, Region: s.AWS.Region, Partition: partition.Partition, Clusters: s.Clusters,
		Bucket: fmt.Sprintf("eks-elk-state-%s-%s", caller.AccountId, s.AWS.Region),
		Owner:  s.Owner, OwnerID: s.OwnerID, Repository: s.Repository, RepositoryID: s.RepositoryID,
	}, nil
}

// filled is a policy of a file, once the key is there.
func (b *builder) filled(text func(policies.Place) string) pulumi.StringOutput {
	return b.key.ApplyT(func(id pulumi.ID) string {
		p := b.place
		p.Key = string(id)
		return text(p)
	}).(pulumi.StringOutput)
}

// export says what GitHub and the stacks have to know.
func (b *builder) export() {
	region := b.settings.AWS.Region
	b.ctx.Export("backendUrl", pulumi.Sprintf("s3://%s?region=%s", b.place.Bucket, region))
	b.ctx.Export("secretsProvider", pulumi.Sprintf("awskms://%s?region=%s", keyAlias, region))
	b.ctx.Export("environment", pulumi.String(b.settings.Environment))
	b.ctx.Export("repository", pulumi.String(b.settings.Owner+"/"+b.settings.Repository))
	b.ctx.Export("region", pulumi.String(region))
	for name, arn := range b.roleARNs {
		b.ctx.Export(name+"RoleArn", arn)
	}
}
