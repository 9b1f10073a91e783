// Package backups makes what Elasticsearch's snapshots need of AWS: a bucket, unless
// there is one, and the role that may write to it and to nothing else.
package backups

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/bucket"
	"eks-elk/cluster"
	"eks-elk/internal/iampolicy"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Args is what a store is made from. All fields are required.
type Args struct {
	Settings settings.Backups
	Path     string // in the bucket
	Cluster  *cluster.Cluster
}

// Store is where the snapshots go, and the role that brings them there.
type Store struct {
	Bucket pulumi.StringOutput
	Role   *kube.Role
}

// New makes the bucket, and the role of Elasticsearch's service account.
func New(ctx *pulumi.Context, args *Args, opts ...pulumi.ResourceOption) (*Store, error) {
	s := &Store{Bucket: pulumi.String(args.Settings.Bucket).ToStringOutput()}
	if args.Settings.Bucket == "" {
		made, err := bucket.New(ctx, names.BackupsBucket, args.Settings.KeepBucket, opts...)
		if err != nil {
			return nil, err
		}
		s.Bucket = made.Name
	}
	may := s.Bucket.ApplyT(func(name string) (string, error) {
		return writes("arn:"+args.Cluster.Partition+":s3:::"+name, args.Path).JSON()
	}).(pulumi.StringOutput)
	var err error
	if s.Role, err = args.Cluster.ServiceAccountRole(ctx, names.BackupsRole, names.ELKNamespace, names.ElasticsearchAccount, may); err != nil {
		return nil, fmt.Errorf("create role of the backups: %w", err)
	}
	return s, nil
}

// writes is what Elasticsearch asks for, without s3:ListBucketVersions, which it asks
// nothing with.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/repository-s3.html#repository-s3-permissions
func writes(arn, path string) iampolicy.Document {
	return iampolicy.Allow(
		iampolicy.Statement{
			Action:   []string{"s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"},
			Resource: []string{arn},
		},
		iampolicy.Statement{
			Action:   []string{"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"},
			Resource: []string{arn + "/" + path + "/*"},
		},
	)
}
