package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

const (
	saved         = "arn:aws:s3:::backups-1"
	savesAccount  = "system:serviceaccount:elk:elasticsearch"
	writesBackups = `{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","Action":["s3:GetBucketLocation","s3:ListBucket","s3:ListBucketMultipartUploads"],"Resource":"` + saved + `"},` +
		`{"Effect":"Allow","Action":["s3:AbortMultipartUpload","s3:DeleteObject","s3:GetObject","s3:ListMultipartUploadParts","s3:PutObject"],` +
		`"Resource":"` + saved + `/eks-elk/dev/*"}]}`
	repository = `"snapshot_repositories":{"backups":{"type":"s3","settings":{"bucket":"backups-1","base_path":"eks-elk/dev","region":"eu-central-1"}}}`
	takes      = `"slm":{"backups":{"schedule":"0 7 * * * ?","name":"<backup-{now/m{yyyy.MM.dd-HH.mm}}>","repository":"backups",` +
		`"config":{"indices":["*"],"include_global_state":true},"retention":{"expire_after":"14d","min_count":7}}}`
)

// saving is Elasticsearch with snapshots, as the program describes it.
func saving(t *testing.T) change {
	env := func(name, text string) map[string]any { return map[string]any{"name": name, "value": text} }
	return both(
		holding(t, `"state":{`, `"state":{`+repository+","+takes+","),
		value(map[string]any{"create": true, "serviceAccountName": "elasticsearch", "automountToken": false}, "rbac"),
		more("extraVolumes", map[string]any{"name": "role-token", "projected": map[string]any{"sources": []any{map[string]any{
			"serviceAccountToken": map[string]any{"path": "aws-web-identity-token-file", "audience": "sts.amazonaws.com", "expirationSeconds": 86400},
		}}}}),
		more("extraVolumeMounts", map[string]any{"name": "role-token", "mountPath": "/usr/share/elasticsearch/config/repository-s3"}),
		more("extraEnvs", env("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/backups"), env("AWS_ROLE_SESSION_NAME", "elasticsearch"),
			env("AWS_WEB_IDENTITY_TOKEN_FILE", "/usr/share/elasticsearch/config/repository-s3/aws-web-identity-token-file"),
			env("AWS_REGION", "eu-central-1")),
	)
}

// more adds to a list among the values.
func more(list string, items ...any) change {
	return func(in map[string]any) {
		v := in["values"].(map[string]any)
		before, _ := v[list].([]any)
		v[list] = append(append([]any(nil), before...), items...)
	}
}

// without takes an environment variable away.
func withoutEnv(name string) change {
	return func(in map[string]any) {
		v, kept := in["values"].(map[string]any), []any(nil)
		for _, e := range v["extraEnvs"].([]any) {
			if e.(map[string]any)["name"] != name {
				kept = append(kept, e)
			}
		}
		v["extraEnvs"] = kept
	}
}

// store is the bucket and the role, with other texts in the role's policy.
func (s *stack) store(subject string, replaced ...string) (bucket, grant, role *world.Object) {
	s.t.Helper()
	bucket = s.Must(s3.Bucket, "backups-1", map[string]any{"bucket": "backups-1"})
	role = s.Role("backups", subject)
	policy := strings.NewReplacer(replaced...).Replace(writesBackups)
	grant = s.Must(iam.RolePolicy, "backups", map[string]any{"role": "backups", "name": "backups", "policy": policy})
	return bucket, grant, role
}

func TestSnapshotsAreWrittenByTheRoleOfElasticsearch(t *testing.T) {
	s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
	bucket, grant, role := s.store(savesAccount)
	o := s.install("elasticsearch", saving(t))
	s.Violated()
	for _, needed := range []*world.Object{bucket, grant, role} {
		if rules := s.Needed(o, needed); len(rules) != 1 || rules[0] != "helm/snapshots-written" {
			t.Errorf("needs %s by %v", needed, rules)
		}
	}
	if written := s.World.Objects(s3.Objects); len(written) != 1 || written[0].Int("size") != 30 {
		t.Errorf("%v", written)
	}
	s.mustDelete(iam.RolePolicy, grant.ID)
	s.Violated("helm/snapshots-written")
}

func TestSnapshotsThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		subject  string
		replaced []string
		change   change
		says     string
	}{
		"another account": {"system:serviceaccount:elk:default", nil, nil, "does not let system:serviceaccount:elk:elasticsearch assume it"},
		"another bucket":  {savesAccount, []string{"backups-1", "backups-2"}, nil, "s3:ListBucket"},
		"another place":   {savesAccount, []string{"eks-elk/dev", "eks-elk/prod"}, nil, "s3:GetObject"},
		"it only reads":   {savesAccount, []string{`"s3:PutObject"`, `"s3:GetObjectAcl"`}, nil, "s3:PutObject"},
		"no such bucket":  {savesAccount, nil, holding(t, `"bucket":"backups-1"`, `"bucket":"backups-3"`), "The specified bucket does not exist"},
		"another region":  {savesAccount, nil, holding(t, `"region":"eu-central-1"`, `"region":"us-east-1"`), "must be addressed using the specified endpoint"},
		"no region":       {savesAccount, nil, holding(t, `,"region":"eu-central-1"`, ""), "no region is set"},
		"no role":         {savesAccount, nil, withoutEnv("AWS_ROLE_ARN"), "AWS_ROLE_ARN environment variable is missing"},
		"no token":        {savesAccount, nil, withoutEnv("AWS_WEB_IDENTITY_TOKEN_FILE"), "AWS_WEB_IDENTITY_TOKEN_FILE is not set"},
		"no STS":          {savesAccount, nil, withoutEnv("AWS_REGION"), "AWS_REGION"},
		"another file": {savesAccount, nil, func(in map[string]any) {
			mounts := in["values"].(map[string]any)["extraVolumeMounts"].([]any)
			mounts[len(mounts)-1].(map[string]any)["mountPath"] = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
		}, "does not exist"},
		"another store": {savesAccount, nil, holding(t, `"region":"eu-central-1"`, `"endpoint":"https://minio:9000"`), "the keystore has no s3.client.default.access_key"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
			s.store(c.subject, c.replaced...)
			changes := []change{saving(t)}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			s.install("elasticsearch", changes...)
			s.Violated("helm/snapshots-written")
			if said := s.World.Violations()[0].Message; !strings.Contains(said, c.says) {
				t.Errorf("%s", said)
			}
		})
	}
}

func TestSnapshotsThatEndBadly(t *testing.T) {
	for name, c := range map[string]struct {
		replaced []string
		change   change
		rule     string
	}{
		"a role for every bucket": {[]string{saved + `/eks-elk/dev/*`, "*"}, nil, "helm/snapshots-role-narrow"},
		"nothing is deleted":      {nil, holding(t, `"expire_after":"14d",`, ""), "helm/snapshots-kept"},
		"nothing is taken":        {nil, holding(t, takes+",", ""), "helm/snapshots-taken"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
			s.store(savesAccount, c.replaced...)
			changes := []change{saving(t)}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			s.install("elasticsearch", changes...)
			s.Violated(c.rule)
		})
	}
}

func TestSnapshotSettingsThatElasticsearchRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change  change
		rule    string
		wording string
	}{
		"no such type":      {holding(t, `"type":"s3"`, `"type":"s4"`), "", "repository type [s4] does not exist"},
		"no bucket":         {holding(t, `"bucket":"backups-1",`, ""), "", "No bucket defined for s3 repository"},
		"a setting of none": {holding(t, `"base_path"`, `"path"`), "", "unknown setting [path]"},
		"another repository": {holding(t, `"repository":"backups"`, `"repository":"others"`), "",
			"no such repository [others]"},
		"no schedule":    {holding(t, `"0 7 * * * ?"`, `"hourly"`), "", "invalid schedule [hourly]"},
		"both days":      {holding(t, `"0 7 * * * ?"`, `"0 7 * 1 * 1"`), "", "invalid schedule"},
		"too often":      {holding(t, `"0 7 * * * ?"`, `"0 * * * * ?"`), "", "schedule would be too frequent"},
		"capitals":       {holding(t, `<backup-`, `<Backup-`), "", "must be lowercase"},
		"a field of API": {holding(t, `"retention":{`, `"retain":{`), "", "unknown field [retain] in policy [backups]"},
		"an age of none": {holding(t, `"14d"`, `"2w"`), "", "value [2w] as a time value"},
		"no account":     {value(false, "rbac", "create"), "helm/service-account-exists", `serviceaccount "elasticsearch" not found`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{Types: s3.ResourceTypes()})
			s.store(savesAccount)
			if c.rule == "" {
				c.rule = "helm/file-settings-applied"
			}
			clustertest.Refused(t, s.try("elasticsearch", saving(t), c.change), c.rule, c.wording)
		})
	}
}

// A store of one's own is asked with the keys in Elasticsearch's keystore.
func TestSnapshotsInAnotherStore(t *testing.T) {
	const access, secret = "s3.client.default.access_key", "s3.client.default.secret_key"
	for name, c := range map[string]struct {
		keys  map[string]any
		rules []string
	}{
		"sound":         {map[string]any{access: "elastic", secret: "0123456789"}, nil},
		"no secret key": {map[string]any{access: "elastic"}, []string{"helm/snapshots-written"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.Secret("elk", "elasticsearch-store-credentials", c.keys)
			s.install("elasticsearch",
				holding(t, `"state":{`, `"state":{`+strings.Replace(repository, `"region":"eu-central-1"`, `"endpoint":"https://minio:9000"`, 1)+","+takes+","),
				value([]any{map[string]any{"secretName": "elasticsearch-store-credentials"}}, "keystore"))
			s.Violated(c.rules...)
		})
	}
	s := newStack(t, clustertest.Options{})
	err := s.try("elasticsearch", value([]any{map[string]any{"secretName": "elasticsearch-store-credentials"}}, "keystore"))
	clustertest.Refused(t, err, "helm/release-needs-secret", `secret "elasticsearch-store-credentials" not found`)
}
