// Package s3 is what the world knows of S3: buckets, what is set on them, and how
// much services have written into them.
package s3

import "eks-elk/rehearsal/world"

// Types of the things in S3, as Pulumi names them; Objects is no resource's.
const (
	Bucket            = "aws:s3/bucketV2:BucketV2"
	Versioning        = "aws:s3/bucketVersioningV2:BucketVersioningV2"
	Encryption        = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"
	PublicAccessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
	Ownership         = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
	Policy            = "aws:s3/bucketPolicy:BucketPolicy"
	Lifecycle         = "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"
	Objects           = "s3:objects"
)

// ResourceTypes returns every S3 type the world knows.
func ResourceTypes() []*world.ResourceType {
	block, ownership := part(PublicAccessBlock, "public access block"), part(Ownership, "ownership controls")
	block.Needs, ownership.Needs = []world.Need{oneAtATime}, []world.Need{oneAtATime}
	all := []*world.ResourceType{
		bucket(), objects(), part(Versioning, "bucket versioning"), encryption(), block, ownership, bucketPolicy(), lifecycle(),
	}
	for _, k := range all {
		k.Outlasts = true
	}
	return all
}

// part is something that is set on a bucket, under the bucket's own ID. Deleting it
// takes the setting back; the bucket's deletion takes it along.
func part(token, title string) *world.ResourceType {
	return &world.ResourceType{
		Token: token, Title: title, Service: "S3",
		Refs: []world.Ref{{
			Property: "bucket", To: []string{Bucket}, Loose: true,
			Code: "NoSuchBucket", Message: "The specified bucket does not exist (%s)",
		}},
		ID: func(op *world.Op) string { return op.Str("bucket") },
	}
}
