package elk

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/elk/filesettings"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
	"eks-elk/settings"
)

// saving has Elasticsearch take snapshots by a role.
func saving(args *Args) {
	args.Settings.Backups = settings.Backups{Enabled: true, Every: settings.Hourly, RetentionDays: 14}
	args.Backups = &Backups{
		Bucket: pulumi.String("a-bucket").ToStringOutput(), Path: "eks-elk/dev", Region: "eu-central-1",
		Role: &kube.Role{ARN: pulumi.String("arn:aws:iam::123456789012:role/backups").ToStringOutput()},
	}
}

// Elasticsearch reads the token of its service account from this file alone.
func TestElasticsearchReachesItsBucketByItsServiceAccountsToken(t *testing.T) {
	values := pulumitest.Values(t, described(t, saving), names.ElasticsearchRelease)
	const file = "/usr/share/elasticsearch/config/repository-s3/aws-web-identity-token-file"
	var mounted string
	for _, m := range values["extraVolumeMounts"].([]kube.Values) {
		for _, v := range values["extraVolumes"].([]kube.Values) {
			if projected, ok := v["projected"].(kube.Values); ok && v["name"] == m["name"] {
				token := projected["sources"].([]kube.Values)[0]["serviceAccountToken"].(kube.Values)
				mounted = m["mountPath"].(string) + "/" + token["path"].(string)
				if token["audience"] != "sts.amazonaws.com" {
					t.Errorf("the token is for %v", token["audience"])
				}
			}
		}
	}
	env := map[any]any{}
	for _, e := range values["extraEnvs"].([]kube.Values) {
		env[e["name"]] = e["value"]
	}
	if mounted != file || env["AWS_WEB_IDENTITY_TOKEN_FILE"] != file {
		t.Errorf("mounted %q, named %v", mounted, env["AWS_WEB_IDENTITY_TOKEN_FILE"])
	}
	if env["AWS_REGION"] != "eu-central-1" || env["AWS_ROLE_ARN"] == nil {
		t.Errorf("%v", env)
	}
	rbac := values["rbac"].(kube.Values)
	if rbac["create"] != true || rbac["serviceAccountName"] != names.ElasticsearchAccount || rbac["automountToken"] != false {
		t.Errorf("%v", rbac)
	}
}

func TestAKeyOfAnotherStoreIsInTheKeystore(t *testing.T) {
	values := pulumitest.Values(t, described(t, saving, func(args *Args) { args.Backups.Role = nil }), names.ElasticsearchRelease)
	if got := values["keystore"].([]kube.Values)[0]["secretName"]; got != storeCredential {
		t.Errorf("%v", got)
	}
	if got := values["podAnnotations"].(kube.Checksums)["store"]; got != storeCredential {
		t.Errorf("another key starts no new pod: %q", got)
	}
	if rbac := values["rbac"].(kube.Values); rbac["create"] != false {
		t.Errorf("%v", rbac)
	}
}

func TestSnapshotsAreTakenAndEnd(t *testing.T) {
	for _, c := range []struct {
		settings   settings.Backups
		repository string
		schedule   string
	}{
		{settings.Backups{Every: settings.Hourly, RetentionDays: 14}, `{"base_path":"eks-elk/dev","bucket":"a-bucket","region":"eu-central-1"}`, "0 7 * * * ?"},
		{settings.Backups{Every: settings.Daily, RetentionDays: 90, Store: settings.ObjectStore{Endpoint: "https://minio:9000"}},
			`{"base_path":"eks-elk/dev","bucket":"a-bucket","endpoint":"https://minio:9000","path_style_access":true}`, "0 7 2 * * ?"},
	} {
		held := holds(pulumitest.Settings(t).Logs)
		save(&held, c.settings, "a-bucket", "eks-elk/dev", "eu-central-1")
		repository, err := json.Marshal(held.Repositories[names.Backups].Settings)
		if err != nil || string(repository) != c.repository {
			t.Errorf("%s %v", repository, err)
		}
		policy := held.SnapshotPolicies[names.Backups]
		if policy.Schedule != c.schedule || policy.Repository != names.Backups || !policy.Config.IncludeGlobalState {
			t.Errorf("%+v", policy)
		}
		if want := (filesettings.SnapshotRetention{ExpireAfter: map[int]string{14: "14d", 90: "90d"}[c.settings.RetentionDays], MinCount: keepAtLeast}); policy.Retention != want {
			t.Errorf("%+v", policy.Retention)
		}
	}
}

func TestTheExporterCountsSnapshotsOnlyWhereThereAreSome(t *testing.T) {
	for saves, releases := range map[bool][]kube.Release{true: described(t, saving), false: described(t)} {
		es := pulumitest.Values(t, releases, names.ExporterRelease)["es"].(kube.Values)
		if (es["slm"] == true) != saves || es["snapshots"] != false {
			t.Errorf("saves %v: slm %v, snapshots %v", saves, es["slm"], es["snapshots"])
		}
		in := inputs{Args: &Args{}}
		if saves {
			in.Backups = &Backups{}
		}
		content, err := in.fileRealmContent(in.logins(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if roles := string(content[fileRealmRoles].(pulumi.String)); strings.Contains(roles, "cluster:admin/slm/stats") != saves {
			t.Errorf("saves %v: %s", saves, roles)
		}
	}
}
