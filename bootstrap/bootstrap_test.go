package main

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/program"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/internal/stackfile"
)

// sample is a stack file.
func sample(t *testing.T, more map[string]string) map[string]string {
	t.Helper()
	content, err := stackfile.Read("testdata", "account")
	if err != nil {
		t.Fatal(err)
	}
	config, err := stackfile.Text(content)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(config, more)
	return config
}

func record(t *testing.T, more map[string]string) *recorder.Recording {
	t.Helper()
	r := recorder.Run(t, run, recorder.WithStack("account"), recorder.WithConfig(sample(t, more)))
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

// input is a value of a resource's inputs, at a property path.
func input(t *testing.T, r *recorder.Recording, typ, name, path string) resource.PropertyValue {
	t.Helper()
	res := r.Find(typ, name)
	if res == nil {
		t.Fatalf("there is no %s %s", typ, name)
	}
	p, err := resource.ParsePropertyPath(path)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := p.Get(resource.NewProperty(res.Inputs))
	return v
}

func TestEveryResourceIsKnown(t *testing.T) {
	pulumitest.CheckGolden(t, "testdata/urns.golden", strings.Join(record(t, nil).Names(), "\n")+"\n")
}

func TestTheStateIsKept(t *testing.T) {
	r := record(t, nil)
	const bucket = "eks-elk-state-123456789012-eu-central-1"
	if got := input(t, r, "aws:s3/bucketV2:BucketV2", "state", "bucket").StringValue(); got != bucket {
		t.Errorf("the bucket is %s", got)
	}
	for _, of := range []string{"aws:s3/bucketV2:BucketV2", "aws:kms/key:Key"} {
		if !r.Find(of, "state").Protect || record(t, map[string]string{"eks-elk-bootstrap:protect": "false"}).Find(of, "state").Protect {
			t.Errorf("%s is not protected, or always", of)
		}
	}
	if !input(t, r, "aws:kms/key:Key", "state", "enableKeyRotation").BoolValue() {
		t.Error("the key is not rotated")
	}
	if got := input(t, r, "aws:s3/bucketVersioningV2:BucketVersioningV2", "state", "versioningConfiguration.status").StringValue(); got != "Enabled" {
		t.Errorf("versioning is %s", got)
	}
	const rules = "rules[0].applyServerSideEncryptionByDefault."
	const encryption = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"
	if input(t, r, encryption, "state", rules+"sseAlgorithm").StringValue() != "aws:kms" ||
		input(t, r, encryption, "state", rules+"kmsMasterKeyId").StringValue() != r.Find("aws:kms/key:Key", "state").Outputs["arn"].StringValue() {
		t.Error("the bucket does not encrypt with the key")
	}
	for _, what := range []string{"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"} {
		if !input(t, r, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "state", what).BoolValue() {
			t.Errorf("%s is not set", what)
		}
	}
	policy := input(t, r, "aws:s3/bucketPolicy:BucketPolicy", "state", "policy").StringValue()
	if !strings.Contains(policy, `"aws:SecureTransport": "false"`) || !strings.Contains(policy, "arn:aws:s3:::"+bucket+"/*") {
		t.Errorf("the bucket's policy is %s", policy)
	}
}

// A bucket that S3 keeps stays closed, and the key is there as long as it.
func TestTheStateOutlivesADestroyThatFails(t *testing.T) {
	r := record(t, nil)
	bucket := r.Find("aws:s3/bucketV2:BucketV2", "state")
	if !slices.Contains(bucket.Dependencies, r.Find("aws:kms/key:Key", "state").URN) {
		t.Error("the key may go before the bucket")
	}
	seen := 0
	for _, res := range r.Resources {
		if strings.HasPrefix(res.Type, "aws:s3/") && res.URN != bucket.URN {
			seen++
			if res.DeletedWith != bucket.URN {
				t.Errorf("%s is deleted before the bucket", res.Type)
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d things are set on the bucket", seen)
	}
}

// The stack file of the repository names nobody: whoever forgets to edit it trusts no
// repository of somebody else.
func TestTheStackFileOfTheRepositoryTrustsNobody(t *testing.T) {
	content, err := stackfile.Read(".", "account")
	if err != nil {
		t.Fatal(err)
	}
	config, err := stackfile.Text(content)
	if err != nil {
		t.Fatal(err)
	}
	r := recorder.Run(t, run, recorder.WithStack("account"), recorder.WithConfig(config))
	var refused *program.Refusal
	if !errors.As(r.Err, &refused) || !strings.Contains(refused.Error(), "has 5 problems") || !strings.Contains(refused.Error(), `eks-elk-bootstrap:owner is ""`) {
		t.Errorf("%v", r.Err)
	}
}

func TestEveryRoleHasTheBoundary(t *testing.T) {
	r := record(t, nil)
	boundary := r.Find("aws:iam/policy:Policy", "boundary").Outputs["arn"].StringValue()
	roles := r.OfType("aws:iam/role:Role")
	if len(roles) != 3 {
		t.Errorf("%d roles", len(roles))
	}
	for _, role := range roles {
		if got := role.Inputs["permissionsBoundary"]; !got.IsString() || got.StringValue() != boundary {
			t.Errorf("%s has the boundary %v", role.Name, got)
		}
	}
}

// No sample of bootstrap/policies is left in what is made.
func TestPoliciesAreFilledIn(t *testing.T) {
	config := map[string]string{
		"aws:region": "cn-north-1", "eks-elk-bootstrap:owner": "octo-org", "eks-elk-bootstrap:repository": "logging", "eks-elk-bootstrap:flowLogs": "true",
		"eks-elk-bootstrap:sns": "true", "eks-elk-bootstrap:backups": "true", "eks-elk-bootstrap:clusters": "logging-", "eks-elk-bootstrap:environment": "live",
	}
	r := recorder.Run(t, run, recorder.WithStack("account"), recorder.WithConfig(sample(t, config)),
		recorder.WithCall("aws:index/getPartition:getPartition", func(resource.PropertyMap) resource.PropertyMap {
			return resource.PropertyMap{"id": resource.NewProperty("aws-cn"), "partition": resource.NewProperty("aws-cn"),
				"dnsSuffix": resource.NewProperty("amazonaws.com.cn"), "reverseDnsPrefix": resource.NewProperty("cn.com.amazonaws")}
		}))
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	seen := 0
	for _, res := range r.Resources {
		for _, of := range []resource.PropertyKey{"policy", "assumeRolePolicy"} {
			v, has := res.Inputs[of]
			if !has {
				continue
			}
			seen++
			if !json.Valid([]byte(v.StringValue())) {
				t.Errorf("%s of %s is not JSON: %s", of, res.Name, v.StringValue())
			}
			for _, sample := range []string{"ACCOUNT", "BUCKET", "KEY_ID", "OWNER", "REPOSITORY", "SUBJECT", "eu-central-1", "arn:aws:", "cluster/eks-elk-", "role/eks-elk-"} {
				if strings.Contains(v.StringValue(), sample) {
					t.Errorf("%s of %s has %s: %s", of, res.Name, sample, v.StringValue())
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d policies were looked at", seen)
	}
	if trust := input(t, r, "aws:iam/role:Role", "deploy", "assumeRolePolicy").StringValue(); !strings.Contains(trust, `"repo:octo-org/logging:environment:live"`) ||
		!strings.Contains(trust, `"repo:octo-org@123456/logging@456789:environment:live"`) {
		t.Errorf("the deploy role trusts %s", trust)
	}
}

func TestAnIdentityProviderThatIsThereIsUsed(t *testing.T) {
	r := record(t, map[string]string{"eks-elk-bootstrap:existingProvider": "true"})
	if r.Find("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github") != nil {
		t.Error("a second one is made")
	}
	if trust := input(t, r, "aws:iam/role:Role", "preview", "assumeRolePolicy").StringValue(); !strings.Contains(trust, "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com") {
		t.Errorf("the preview role trusts %s", trust)
	}
}

func TestEverythingOfAWSNamesTheOneProvider(t *testing.T) {
	r := record(t, nil)
	provider := r.Find("pulumi:providers:aws", "aws").URN
	for _, res := range r.Resources {
		if strings.HasPrefix(res.Type, "aws:") && res.Provider != provider {
			t.Errorf("%s %s has the provider %q", res.Type, res.Name, res.Provider)
		}
	}
	for _, call := range r.Invokes {
		if call.Provider != provider {
			t.Errorf("%s is asked of %q", call.Token, call.Provider)
		}
	}
}

func TestWrongSettingsRegisterNothing(t *testing.T) {
	r := recorder.Run(t, run, recorder.WithStack("account"), recorder.WithConfig(map[string]string{
		"eks-elk-bootstrap:owner": "octo org", "eks-elk-bootstrap:repositoryId": "logging", "eks-elk-bootstrap:budget": `{"limit": 0}`,
		"eks-elk-bootstrap:protected": "true",
	}))
	var refused *program.Refusal
	if !errors.As(r.Err, &refused) || len(r.Resources) > 0 || len(r.Invokes) > 0 {
		t.Fatalf("%v, registered %v, asked %v", r.Err, r.Names(), r.Invokes)
	}
	for _, want := range []string{
		"the configuration of stack account has 7 problems:", "\n  eks-elk-bootstrap:owner is \"octo org\"; allowed: ",
		"\n  eks-elk-bootstrap:ownerId is empty; allowed: a number", "\n  eks-elk-bootstrap:repository is empty; allowed: ",
		"\n  eks-elk-bootstrap:repositoryId is \"logging\"; allowed: a number", "\n  eks-elk-bootstrap:budget.limit is 0; allowed: a whole number",
		"\n  eks-elk-bootstrap:budget.email is empty; allowed: an e-mail address",
		"\n  eks-elk-bootstrap:protected is not a setting (did you mean eks-elk-bootstrap:protect?)",
	} {
		if !strings.Contains(refused.Error(), want) {
			t.Errorf("%q lacks %q", refused, want)
		}
	}
}
