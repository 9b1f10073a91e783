package main

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// keyAlias is by which stacks name the key. The deploy role may make and delete
// aliases below alias/eks/ alone.
const keyAlias = "alias/eks-elk-state"

// state makes the bucket of Pulumi's states, and the key that encrypts the states'
// secrets and the bucket. Who may read the bucket has to hold the key as well.
func (b *builder) state() error {
	protect := pulumi.Protect(b.settings.Protect)
	key, err := kms.NewKey(b.ctx, "state", &kms.KeyArgs{
		Description:       pulumi.String("Secrets of Pulumi stacks, and the bucket of their states"),
		EnableKeyRotation: pulumi.Bool(true),
		// The longest there is: without the key no state can be read.
		DeletionWindowInDays: pulumi.Int(30),
	}, b.provider, protect)
	if err != nil {
		return fmt.Errorf("create key of the state: %w", err)
	}
	b.key = key.ID()
	if _, err := kms.NewAlias(b.ctx, "state", &kms.AliasArgs{
		Name: pulumi.String(keyAlias), TargetKeyId: key.KeyId,
	}, b.provider, pulumi.Parent(key)); err != nil {
		return fmt.Errorf("create alias of the state's key: %w", err)
	}
	bucket, err := s3.NewBucketV2(b.ctx, "state", &s3.BucketV2Args{Bucket: pulumi.String(b.place.Bucket)}, b.provider, protect,
		// The key goes last: while S3 keeps the bucket, as it does with states in it
		// (BucketNotEmpty), they can be read.
		pulumi.DependsOn([]pulumi.Resource{key}))
	if err != nil {
		return fmt.Errorf("create bucket of the state: %w", err)
	}
	// What is set on the bucket goes with it and not before: a bucket that S3 keeps
	// stays encrypted and closed.
	with := pulumi.Composite(b.provider, pulumi.Parent(bucket), pulumi.DeletedWith(bucket))
	if _, err := s3.NewBucketVersioningV2(b.ctx, "state", &s3.BucketVersioningV2Args{
		Bucket:                  bucket.ID(),
		VersioningConfiguration: s3.BucketVersioningV2VersioningConfigurationArgs{Status: pulumi.String("Enabled")},
	}, with); err != nil {
		return fmt.Errorf("create versioning of the bucket: %w", err)
	}
	if _, err := s3.NewBucketServerSideEncryptionConfigurationV2(b.ctx, "state", &s3.BucketServerSideEncryptionConfigurationV2Args{
		Bucket: bucket.ID(),
		Rules: s3.BucketServerSideEncryptionConfigurationV2RuleArray{s3.BucketServerSideEncryptionConfigurationV2RuleArgs{
			ApplyServerSideEncryptionByDefault: s3.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs{
				SseAlgorithm: pulumi.String("aws:kms"), KmsMasterKeyId: key.Arn,
			},
			BucketKeyEnabled: pulumi.Bool(true), // one question to KMS for many objects
		}},
	}, with); err != nil {
		return fmt.Errorf("create encryption of the bucket: %w", err)
	}
	block, err := s3.NewBucketPublicAccessBlock(b.ctx, "state", &s3.BucketPublicAccessBlockArgs{
		Bucket:          bucket.ID(),
		BlockPublicAcls: pulumi.Bool(true), BlockPublicPolicy: pulumi.Bool(true),
		IgnorePublicAcls: pulumi.Bool(true), RestrictPublicBuckets: pulumi.Bool(true),
	}, with)
	if err != nil {
		return fmt.Errorf("create public access block of the bucket: %w", err)
	}
	if _, err := s3.NewBucketPolicy(b.ctx, "state", &s3.BucketPolicyArgs{
		Bucket: bucket.ID(), Policy: pulumi.String(b.place.Fill("bucket.json")),
	}, with,
		// S3 takes one change of a bucket's access at a time: OperationAborted
		// (https://github.com/hashicorp/terraform-provider-aws/issues/7628).
		pulumi.DependsOn([]pulumi.Resource{block})); err != nil {
		return fmt.Errorf("create policy of the bucket: %w", err)
	}
	return nil
}
