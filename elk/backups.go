package elk

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/elk/filesettings"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Backups is where Elasticsearch saves snapshots.
type Backups struct {
	Bucket pulumi.StringOutput
	Path   string     // in the bucket
	Region string     // of AWS; of another store none
	Role   *kube.Role // nil: of another store, for which the settings have a credential
}

// keepAtLeast is how many snapshots stay however old they are: without them, backups
// that fail for longer than the retention would end with none.
const keepAtLeast = 7

// save adds the repository and the policy that fills it to what Elasticsearch holds.
func save(held *filesettings.Settings, s settings.Backups, bucket, path, region string) {
	repository := map[string]any{"bucket": bucket, "base_path": path}
	if s.Store.Endpoint == "" {
		repository["region"] = region
	} else {
		repository["endpoint"] = s.Store.Endpoint
		repository["path_style_access"] = true // a name below the endpoint's, which few stores of one's own have
	}
	held.Repositories = map[string]filesettings.Repository{names.Backups: {Type: "s3", Settings: repository}}
	held.SnapshotPolicies = map[string]filesettings.SnapshotPolicy{names.Backups: {
		Schedule: s.Every.Schedule(), Name: "<backup-{now/m{yyyy.MM.dd-HH.mm}}>", Repository: names.Backups,
		// The global state has what no file holds: Kibana's objects, API keys, users that
		// were made in Kibana. A restore takes of it what it asks for.
		Config:    filesettings.SnapshotConfig{Indices: []string{"*"}, IncludeGlobalState: true},
		Retention: filesettings.SnapshotRetention{ExpireAfter: fmt.Sprintf("%dd", s.RetentionDays), MinCount: keepAtLeast},
	}}
}

// Elasticsearch reads the token of its service account from one place below its
// configuration and nowhere else, and does so only where the variable is set; it
// follows a renewed token there (repository-s3 S3Service.java,
// CustomWebIdentityTokenCredentialsProvider; elastic/elasticsearch#101828).
const (
	tokenDirectory = elasticsearchConfig + "/repository-s3"
	tokenFile      = "aws-web-identity-token-file"
	tokenAudience  = "sts.amazonaws.com"
	tokenSeconds   = 86400 // the kubelet renews it before
)

// ready is what a snapshot needs besides the bucket.
func (b *Backups) ready() []pulumi.Resource {
	if b == nil || b.Role == nil {
		return nil
	}
	return b.Role.Ready
}

// credential gives Elasticsearch what it reaches the bucket with: a role by its
// service account's token, or a key of the other store.
func (b *Backups) credential(values kube.Values) {
	if b.Role == nil {
		values["keystore"] = []kube.Values{{"secretName": storeCredential}}
		values["podAnnotations"].(kube.Checksums)["store"] = storeCredential
		return
	}
	values["rbac"] = kube.Values{"create": true, "serviceAccountName": names.ElasticsearchAccount, "automountToken": false}
	const volume = "role-token"
	appended(values, "extraVolumes", kube.Values{"name": volume, "projected": kube.Values{"sources": []kube.Values{
		{"serviceAccountToken": kube.Values{"path": tokenFile, "audience": tokenAudience, "expirationSeconds": tokenSeconds}},
	}}})
	appended(values, "extraVolumeMounts", kube.Values{"name": volume, "mountPath": tokenDirectory, "readOnly": true})
	appended(values, "extraEnvs",
		kube.Values{"name": "AWS_ROLE_ARN", "value": b.Role.ARN},
		kube.Values{"name": "AWS_ROLE_SESSION_NAME", "value": names.ElasticsearchAccount},
		kube.Values{"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": tokenDirectory + "/" + tokenFile},
		kube.Values{"name": "AWS_REGION", "value": b.Region}, // whose STS is asked
	)
}

// appended adds to one of the chart's lists.
func appended(values kube.Values, list string, more ...kube.Values) {
	before, _ := values[list].([]kube.Values)
	values[list] = append(before, more...)
}

// storeCredential is the Secret whose keys become those of Elasticsearch's keystore.
const storeCredential = "elasticsearch-store-credentials"

// newStoreCredential makes it, for another store than S3.
func newStoreCredential(ctx *pulumi.Context, tenant *kube.Tenant, s settings.ObjectStore) error {
	return tenant.Secret(ctx, storeCredential, kube.Opaque, pulumi.StringMap{
		"s3.client.default.access_key": pulumi.ToSecret(pulumi.String(s.AccessKey)).(pulumi.StringOutput),
		"s3.client.default.secret_key": pulumi.ToSecret(pulumi.String(s.SecretKey)).(pulumi.StringOutput),
	})
}
