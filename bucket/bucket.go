// Package bucket makes buckets of S3 that only roles of the account reach.
package bucket

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/iampolicy"
)

// abandonedDays is how long the parts of an upload that was never finished are kept.
// Nobody sees them, and they are paid for.
const abandonedDays = 7

// Bucket is a bucket with everything that is set on it.
type Bucket struct {
	pulumi.ResourceState

	Name pulumi.StringOutput // has a random part
	ARN  pulumi.StringOutput
	// Ready is what depends on all of the bucket depends on.
	Ready []pulumi.Resource
}

// New makes a bucket of a logical name. A bucket that is kept outlives the stack with
// what is set on it; any other is deleted with what is in it.
//
// S3 encrypts with keys of its own. A key of the stack would go with the stack, and
// nothing in the bucket could be read any more. The bucket keeps no old versions of
// its objects: what a program deleted would stay, and be paid for, for ever.
func New(ctx *pulumi.Context, name string, keep bool, opts ...pulumi.ResourceOption) (*Bucket, error) {
	b := &Bucket{}
	if err := ctx.RegisterComponentResource("eks-elk:bucket:Bucket", name, b, opts...); err != nil {
		return nil, err
	}
	made, err := s3.NewBucketV2(ctx, name, &s3.BucketV2Args{ForceDestroy: pulumi.Bool(!keep)}, pulumi.Parent(b), pulumi.RetainOnDelete(keep))
	if err != nil {
		return nil, fmt.Errorf("create bucket %s: %w", name, err)
	}
	b.Name, b.ARN = made.Bucket, made.Arn
	for _, part := range []func(*pulumi.Context, string, *s3.BucketV2, ...pulumi.ResourceOption) (pulumi.Resource, error){
		encrypted, lifecycle, private,
	} {
		resource, err := part(ctx, name, made, pulumi.Parent(made), pulumi.RetainOnDelete(keep))
		if err != nil {
			return nil, fmt.Errorf("set up bucket %s: %w", name, err)
		}
		b.Ready = append(b.Ready, resource)
	}
	return b, ctx.RegisterResourceOutputs(b, pulumi.Map{"name": b.Name})
}

func encrypted(ctx *pulumi.Context, name string, of *s3.BucketV2, opts ...pulumi.ResourceOption) (pulumi.Resource, error) {
	return s3.NewBucketServerSideEncryptionConfigurationV2(ctx, name, &s3.BucketServerSideEncryptionConfigurationV2Args{
		Bucket: of.Bucket,
		Rules: s3.BucketServerSideEncryptionConfigurationV2RuleArray{&s3.BucketServerSideEncryptionConfigurationV2RuleArgs{
			ApplyServerSideEncryptionByDefault: &s3.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs{
				SseAlgorithm: pulumi.String("AES256"),
			},
		}},
	}, opts...)
}

// lifecycle deletes no object. Elasticsearch alone knows which files of a repository
// belong to a snapshot.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/repository-s3.html
func lifecycle(ctx *pulumi.Context, name string, of *s3.BucketV2, opts ...pulumi.ResourceOption) (pulumi.Resource, error) {
	return s3.NewBucketLifecycleConfigurationV2(ctx, name, &s3.BucketLifecycleConfigurationV2Args{
		Bucket: of.Bucket,
		Rules: s3.BucketLifecycleConfigurationV2RuleArray{&s3.BucketLifecycleConfigurationV2RuleArgs{
			Id: pulumi.String("abandoned-uploads"), Status: pulumi.String("Enabled"),
			Filter: &s3.BucketLifecycleConfigurationV2RuleFilterArgs{Prefix: pulumi.String("")},
			AbortIncompleteMultipartUpload: &s3.BucketLifecycleConfigurationV2RuleAbortIncompleteMultipartUploadArgs{
				DaysAfterInitiation: pulumi.Int(abandonedDays),
			},
		}},
	}, opts...)
}

// private lets nobody in from outside, and nobody at all without TLS.
func private(ctx *pulumi.Context, name string, of *s3.BucketV2, opts ...pulumi.ResourceOption) (pulumi.Resource, error) {
	block, err := s3.NewBucketPublicAccessBlock(ctx, name, &s3.BucketPublicAccessBlockArgs{
		Bucket:          of.Bucket,
		BlockPublicAcls: pulumi.Bool(true), IgnorePublicAcls: pulumi.Bool(true),
		BlockPublicPolicy: pulumi.Bool(true), RestrictPublicBuckets: pulumi.Bool(true),
	}, opts...)
	if err != nil {
		return nil, err
	}
	return s3.NewBucketPolicy(ctx, name, &s3.BucketPolicyArgs{
		Bucket: of.Bucket,
		Policy: of.Arn.ApplyT(func(arn string) (string, error) { return tlsOnly(arn).JSON() }).(pulumi.StringOutput),
	}, append(opts,
		// S3 refuses a second change of who may reach a bucket while it makes one:
		// OperationAborted (https://github.com/hashicorp/terraform-provider-aws/issues/7628).
		pulumi.DependsOn([]pulumi.Resource{block}))...)
}

// tlsOnly refuses what is not encrypted on its way.
// https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html
func tlsOnly(arn string) iampolicy.Document {
	return iampolicy.Deny(iampolicy.Statement{
		Principal: map[string]string{"AWS": "*"},
		Action:    []string{"s3:*"},
		Resource:  []string{arn, arn + "/*"},
		Condition: map[string]map[string]string{"Bool": {"aws:SecureTransport": "false"}},
	})
}
