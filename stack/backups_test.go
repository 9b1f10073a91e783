package stack

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// saving is a stack whose Elasticsearch takes snapshots.
func saving(t *testing.T, backups string) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{"eks-elk:cluster": minimalCluster, "eks-elk:elk": `{"backups": ` + backups + `}`},
		recorder.WithSecrets("eks-elk:elk"))
}

// ofBucket are the resources of the bucket.
func ofBucket(r *recorder.Recording) (out []*recorder.Resource) {
	for i := range r.Resources {
		if strings.HasPrefix(r.Resources[i].Type, "aws:s3/") {
			out = append(out, &r.Resources[i])
		}
	}
	return out
}

func TestTheBucketOfBackupsOutlivesTheStackUnlessAskedOtherwise(t *testing.T) {
	for settings, keeps := range map[string]bool{`{"enabled": true}`: true, `{"enabled": true, "keepBucket": false}`: false} {
		of := ofBucket(saving(t, settings))
		if len(of) != 5 {
			t.Errorf("%d resources of the bucket", len(of))
		}
		for _, res := range of {
			if res.RetainOnDelete != keeps {
				t.Errorf("%s: %s is retained: %v", settings, res.Type, res.RetainOnDelete)
			}
			if res.Type == "aws:s3/bucketV2:BucketV2" && res.Inputs["forceDestroy"].BoolValue() == keeps {
				t.Errorf("%s: emptied before it is deleted: %v", settings, !keeps)
			}
		}
	}
}

func TestTheBucketOfBackupsIsClosed(t *testing.T) {
	r := saving(t, `{"enabled": true}`)
	block := pulumitest.Find(t, r, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", names.BackupsBucket)
	for _, what := range []string{"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"} {
		if !block.Inputs[resource.PropertyKey(what)].BoolValue() {
			t.Errorf("%s is not set", what)
		}
	}
	policy := pulumitest.Find(t, r, "aws:s3/bucketPolicy:BucketPolicy", names.BackupsBucket)
	if !slices.Contains(policy.Dependencies, block.URN) {
		t.Error("S3 refuses the policy while it sets the block")
	}
	const tls = `"Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:*"]`
	if text := policy.Inputs["policy"].StringValue(); !strings.Contains(text, tls) || !strings.Contains(text, `{"Bool":{"aws:SecureTransport":"false"}}`) {
		t.Errorf("%s", text)
	}
	rules := pulumitest.Find(t, r, "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", names.BackupsBucket).Inputs["rules"].ArrayValue()
	for _, rule := range rules { // which of its files are needed only Elasticsearch knows
		if len(rules) != 1 || rule.ObjectValue()["expiration"].HasValue() || rule.ObjectValue()["transitions"].HasValue() {
			t.Errorf("%v", rule)
		}
	}
}

func TestElasticsearchMayWriteItsOwnSnapshotsAndNothingElse(t *testing.T) {
	for settings, bucket := range map[string]string{`{"enabled": true}`: names.BackupsBucket, `{"enabled": true, "bucket": "my-backups"}`: "my-backups"} {
		r := saving(t, settings)
		role := pulumitest.Find(t, r, "aws:iam/role:Role", names.BackupsRole)
		if trust := pulumitest.Open(role.Inputs["assumeRolePolicy"]).StringValue(); !strings.Contains(trust, `:sub":"system:serviceaccount:elk:elasticsearch"`) {
			t.Errorf("%s", trust)
		}
		policy := pulumitest.Find(t, r, "aws:iam/rolePolicy:RolePolicy", names.BackupsRole)
		text := policy.Inputs["policy"].StringValue()
		for _, part := range []string{`:s3:::` + bucket, `/eks-elk/dev/*"]`} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %s", settings, text)
			}
		}
		if strings.Contains(text, `"*"`) || strings.Contains(text, "s3:*") {
			t.Errorf("%s", text)
		}
		release := pulumitest.Find(t, r, pulumitest.ReleaseType, names.ElasticsearchRelease)
		if !slices.Contains(release.Dependencies, policy.URN) {
			t.Error("Elasticsearch runs before it may write")
		}
		if made := len(ofBucket(r)) > 0; made != (bucket == names.BackupsBucket) {
			t.Errorf("%s: makes a bucket: %v", settings, made)
		}
	}
}

func TestAnotherStoreNeedsNothingOfAWS(t *testing.T) {
	r := saving(t, `{"enabled": true, "bucket": "my-backups", "endpoint": "https://minio:9000", "accessKey": "password-of-store", "secretKey": "password-of-store"}`)
	if len(ofBucket(r)) > 0 || r.Find("aws:iam/role:Role", names.BackupsRole) != nil {
		t.Error("there is a bucket or a role")
	}
	content := pulumitest.Content(pulumitest.Find(t, r, pulumitest.SecretType, "elasticsearch-store-credentials"))
	if content["s3.client.default.access_key"] != "password-of-store" || content["s3.client.default.secret_key"] != "password-of-store" {
		t.Errorf("%v", content)
	}
	release := pulumitest.Find(t, r, pulumitest.ReleaseType, names.ElasticsearchRelease)
	each("", release.Inputs["values"], func(path string, v resource.PropertyValue) {
		if v.IsString() && strings.Contains(v.StringValue(), "password-of-store") {
			t.Errorf("%s holds the key", path)
		}
	})
}

func TestWithoutBackupsThereIsNothingOfThem(t *testing.T) {
	r := defaultStack(t)
	if len(ofBucket(r)) > 0 || r.Find("aws:iam/role:Role", names.BackupsRole) != nil || r.Exports["backups"].HasValue() {
		t.Error("there is a bucket, a role or an output")
	}
}

func TestARestoreIsAJobOfAUserThatMayDoNothingElse(t *testing.T) {
	r := saving(t, `{"enabled": true, "restore": "latest"}`)
	job := pulumitest.Find(t, r, "kubernetes:batch/v1:Job", names.Restore)
	if want := pulumitest.Find(t, r, pulumitest.ReleaseType, names.ElasticsearchRelease).URN; !slices.Contains(job.Dependencies, want) {
		t.Error("the Job does not wait for Elasticsearch")
	}
	realm := pulumitest.Content(pulumitest.Find(t, r, pulumitest.SecretType, "elasticsearch-file-realm"))
	if !strings.Contains(realm["users_roles"], "backup_restorer:backup_restorer") ||
		!strings.Contains(realm["roles.yml"], `cluster: [ monitor, monitor_snapshot, "cluster:admin/snapshot/restore" ]`) {
		t.Errorf("%s\n%s", realm["users_roles"], realm["roles.yml"])
	}
	without := saving(t, `{"enabled": true}`)
	if without.Find("kubernetes:batch/v1:Job", names.Restore) != nil || without.Find(pulumitest.SecretType, names.RestorerLogin.Secret) != nil {
		t.Error("nothing is restored, and the Job or its user is there")
	}
}
