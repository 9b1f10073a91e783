package s3

import (
	"net/netip"
	"regexp"
	"strings"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/world"
)

func bucket() *world.ResourceType {
	return &world.ResourceType{
		Token: Bucket, Title: "bucket", Service: "S3", NameProperty: "bucket", MaxName: 63,
		OnCreate: []world.Rule{bucketName, bucketOnce},
		OnDelete: []world.Rule{bucketEmpty},
		Gone: func(op *world.Op) error {
			for _, part := range op.List(Versioning, Encryption, PublicAccessBlock, Ownership, Policy, Lifecycle) {
				if part.ID == op.Object.ID {
					op.Remove(part)
				}
			}
			return nil
		},
		ID: func(op *world.Op) string { return op.Str("bucket") },
		Outputs: func(op *world.Op) error {
			name, suffix := op.Object.ID, world.DNSSuffix(op.Region())
			op.Set("arn", "arn:"+world.Partition(op.Region())+":s3:::"+name)
			op.Set("region", op.Region())
			op.Set("bucketDomainName", name+".s3."+suffix)
			op.Set("bucketRegionalDomainName", name+".s3."+op.Region()+"."+suffix)
			return nil
		},
	}
}

var (
	nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	reserved = regexp.MustCompile(`^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3)$`)
)

var bucketName = world.Rule{
	ID: "s3/bucket-name", Source: "S3 user guide, General purpose bucket naming rules: InvalidBucketName",
	Test: func(op *world.Op) error {
		name := op.Str("bucket")
		_, address := netip.ParseAddr(name)
		if !nameForm.MatchString(name) || strings.Contains(name, "..") || reserved.MatchString(name) || address == nil {
			return world.Refuse("S3", "InvalidBucketName", "The specified bucket is not valid. (%s)", name)
		}
		return nil
	},
}

var bucketOnce = world.Rule{
	ID: "s3/bucket-name-unique", Source: "S3 API CreateBucket: BucketAlreadyOwnedByYou; names are unique in all regions of a partition",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return world.Refuse("S3", "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it. (%s)", op.Str("bucket"))
		}
		return nil
	},
}

// bucketEmpty: of objects those are known that the account says, and those that
// services have written.
var bucketEmpty = world.Rule{
	ID: "s3/bucket-empty-when-deleted", Source: "S3 API DeleteBucket: BucketNotEmpty; the provider empties it with force_destroy alone (terraform-provider-aws 4.67, internal/service/s3/bucket.go)",
	Test: func(op *world.Op) error {
		holds := op.Given(world.Objects+op.Object.ID) || len(op.Where(Objects, "bucket", op.Object.ID)) > 0
		if holds && !op.Object.Bool("forceDestroy") {
			return world.Refuse("S3", "BucketNotEmpty", "The bucket you tried to delete is not empty. You must delete all versions in the bucket. (%s)", op.Object.ID)
		}
		return nil
	},
}

// objects are what a service has written into a bucket, as a whole: it counts by its
// size, in GB, and goes with the bucket.
func objects() *world.ResourceType {
	return &world.ResourceType{
		Token: Objects, Title: "objects of a bucket", Service: "S3",
		Price: func(o *world.Object) (price.Item, float64) { return price.S3, float64(o.Int("size")) },
	}
}

// Write lets a service, the owner, write so many GB into a bucket below a path, in
// place of what it has written there before.
func Write(op *world.Op, bucket *world.Object, path, owner string, gb int) error {
	id := bucket.ID + "/" + path
	if before := op.Find("", id, Objects); before != nil {
		op.Remove(before)
	}
	made, err := op.CreateManaged(Objects, id, owner, map[string]any{"bucket": bucket.ID, "path": path, "size": gb}, bucket)
	if err == nil {
		made.Session = bucket.Session // whose region says what it costs
	}
	return err
}
