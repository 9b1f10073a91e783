package s3_test

import (
	"strings"
	"testing"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

func TestABucketsName(t *testing.T) {
	a := awstest.New(t)
	for _, name := range []string{"UPPER", "a", "under_score", "two..dots", "192.168.0.1", "xn--a-bucket", "a-bucket-s3alias", "-begins"} {
		a.Refused(s3.Bucket, "bucket", in{"bucket": name}, "InvalidBucketName", "s3/bucket-name")
	}
	b := a.Make(s3.Bucket, "bucket", in{"bucket": "eks-elk-state-123456789012-eu-central-1"})
	if got := b.Out["arn"].StringValue(); got != "arn:aws:s3:::eks-elk-state-123456789012-eu-central-1" {
		t.Errorf("its ARN is %s", got)
	}
	a.Session.Region = "us-west-2"
	a.Refused(s3.Bucket, "again", in{"bucket": "eks-elk-state-123456789012-eu-central-1"}, "BucketAlreadyOwnedByYou", "s3/bucket-name-unique")
}

func TestABucketWithObjectsStays(t *testing.T) {
	a := awstest.New(t)
	around := account.Old()
	a.W.Account = having{around, world.Objects + "full"}
	kept := a.Make(s3.Bucket, "full", in{"bucket": "full"})
	a.Kept(kept, "BucketNotEmpty", "s3/bucket-empty-when-deleted")
	a.Dropped(a.Make(s3.Bucket, "empty", in{"bucket": "empty"}))
	a.Make(s3.Versioning, "versions", in{"bucket": "full", "versioningConfiguration": map[string]any{"status": "Enabled"}})
	forced, err := a.Change(kept, in{"forceDestroy": true})
	if err != nil {
		t.Fatal(err)
	}
	a.Dropped(forced) // with what is set on it
	a.Leaks(0, "")
}

// having is an account that had one more thing before.
type having struct {
	*account.Account
	thing string
}

func (h having) Has(thing string) bool { return thing == h.thing || h.Account.Has(thing) }

func TestWhatIsSetOnABucketNeedsIt(t *testing.T) {
	a := awstest.New(t)
	for typ, more := range map[string]in{
		s3.Versioning:        {"versioningConfiguration": map[string]any{"status": "Enabled"}},
		s3.Encryption:        {"rules": []any{map[string]any{"applyServerSideEncryptionByDefault": map[string]any{"sseAlgorithm": "aws:kms"}}}},
		s3.PublicAccessBlock: {"blockPublicPolicy": true},
		s3.Ownership:         {"rule": map[string]any{"objectOwnership": "BucketOwnerEnforced"}},
		s3.Lifecycle:         {"rules": []any{uploads}},
		s3.Policy:            {"policy": document("Deny", "*", "gone")},
	} {
		title := map[string]string{
			s3.Versioning: "bucket versioning", s3.Encryption: "bucket encryption", s3.PublicAccessBlock: "public access block", s3.Policy: "bucket policy",
			s3.Ownership: "ownership controls", s3.Lifecycle: "bucket lifecycle",
		}[typ]
		a.Refused(typ, "part", more.With(in{"bucket": "gone"}), "NoSuchBucket", title+"/bucket-exists")
	}
}

func TestAKeyIsThereAsLongAsItsBucket(t *testing.T) {
	a := awstest.New(t)
	a.Make(s3.Bucket, "bucket", in{"bucket": "state"})
	by := func(algorithm, key string) in {
		return in{"bucket": "state", "rules": []any{map[string]any{"applyServerSideEncryptionByDefault": map[string]any{
			"sseAlgorithm": algorithm, "kmsMasterKeyId": key,
		}}}}
	}
	key := a.Make(kms.Key, "key", in{})
	a.Refused(s3.Encryption, "none", by("aws:kms", "arn:aws:kms:eu-central-1:123456789012:key/none"), "KMS.NotFoundException", "s3/encryption-key-exists")
	a.Refused(s3.Encryption, "aes", by("AES256", key.Out["arn"].StringValue()), "InvalidArgument", "s3/key-with-kms-only")
	encryption := a.Make(s3.Encryption, "kms", by("aws:kms", key.Out["arn"].StringValue()))
	a.Needs(encryption, key, "s3/encryption-key-exists")
	a.Dropped(key)
	a.Violated("s3/encryption-key-exists")
}

func document(effect, principal, bucket string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `","Principal":"` + principal + `","Action":"s3:*",` +
		`"Resource":["arn:aws:s3:::` + bucket + `","arn:aws:s3:::` + bucket + `/*"]}]}`
}

func TestABucketsPolicy(t *testing.T) {
	a := awstest.New(t)
	a.Make(s3.Bucket, "bucket", in{"bucket": "state"})
	policy := func(text string) in { return in{"bucket": "state", "policy": text} }
	a.Refused(s3.Policy, "json", policy("{"), "MalformedPolicy", "s3/bucket-policy-sound")
	a.Refused(s3.Policy, "other", policy(document("Deny", "*", "other")), "MalformedPolicy", "s3/bucket-policy-sound")
	a.Refused(s3.Policy, "nobody", policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::state"}]}`),
		"MalformedPolicy", "s3/bucket-policy-sound")
	a.Refused(s3.Policy, "public", policy(document("Allow", "*", "state")), "AccessDenied", "s3/no-public-policy-while-blocked")
	open := func(more string) in {
		return policy(strings.Replace(document("Allow", "*", "state"), `"Action"`, more+`,"Action"`, 1))
	}
	for _, condition := range []string{
		`{"Bool":{"aws:SecureTransport":"true"}}`, `{"StringLike":{"aws:PrincipalOrgID":"o-*"}}`, `{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","0.0.0.0/1"]}}`,
		`{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}`, `{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}`,
	} {
		a.Refused(s3.Policy, "public", open(`"Condition":`+condition), "AccessDenied", "s3/no-public-policy-while-blocked")
	}
	for _, condition := range []string{`{"StringEquals":{"aws:SourceVpc":"vpc-1"}}`, `{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`} {
		a.Dropped(a.Make(s3.Policy, "narrow", open(`"Condition":`+condition)))
	}
	block := a.Make(s3.PublicAccessBlock, "block", in{"bucket": "state", "blockPublicPolicy": false})
	deny := a.Make(s3.Policy, "deny", policy(document("Deny", "*", "state")))
	a.Needs(deny, block, "s3/one-change-of-access-at-a-time")
	owner := a.Make(s3.Ownership, "owner", in{"bucket": "state", "rule": map[string]any{"objectOwnership": "BucketOwnerEnforced"}})
	a.Needs(owner, deny, "s3/one-change-of-access-at-a-time")
	a.Needs(owner, block, "s3/one-change-of-access-at-a-time")
	a.Dropped(deny)
	public := a.Make(s3.Policy, "public", policy(document("Allow", "*", "state")))
	a.Dropped(public)
}

// uploads is the rule that every bucket may have: what was never completed goes.
var uploads = map[string]any{"id": "uploads", "status": "Enabled", "abortIncompleteMultipartUpload": map[string]any{"daysAfterInitiation": 7}}

func TestALifecycle(t *testing.T) {
	a := awstest.New(t)
	a.Make(s3.Bucket, "bucket", in{"bucket": "state"})
	of := func(rules ...any) in { return in{"bucket": "state", "rules": rules} }
	rule := func(more in) map[string]any { return in{"id": "rule", "status": "Enabled"}.With(more) }
	object := func(of ...any) map[string]any { return map[string]any{of[0].(string): of[1]} }
	for name, c := range map[string]struct {
		in         in
		code, rule string
	}{
		"twice":           {of(uploads, uploads), "InvalidArgument", "s3/lifecycle-rule-names"},
		"nothing to do":   {of(rule(nil)), "InvalidRequest", "s3/lifecycle-rule-acts"},
		"two filters":     {of(rule(in{"filter": in{"prefix": "a", "tag": in{"key": "a", "value": "b"}}, "expiration": object("days", 1)})), "MalformedXML", "s3/lifecycle-filter-of-one-kind"},
		"filter, prefix":  {of(rule(in{"prefix": "a", "filter": object("prefix", "a"), "expiration": object("days", 1)})), "MalformedXML", "s3/lifecycle-filter-of-one-kind"},
		"tagged uploads":  {of(rule(in{"filter": object("objectSizeLessThan", "1"), "abortIncompleteMultipartUpload": object("daysAfterInitiation", 1)})), "InvalidRequest", "s3/lifecycle-filter-of-one-kind"},
		"no end":          {of(rule(in{"expiration": in{}})), "MalformedXML", "s3/lifecycle-expires-once"},
		"two ends":        {of(rule(in{"expiration": in{"days": 1, "date": "2027-01-01T00:00:00Z"}})), "MalformedXML", "s3/lifecycle-expires-once"},
		"before it is":    {of(rule(in{"expiration": object("days", -1)})), "InvalidArgument", "s3/lifecycle-expires-once"},
		"uploads at once": {of(rule(in{"abortIncompleteMultipartUpload": object("daysAfterInitiation", 0)})), "InvalidArgument", "s3/lifecycle-expires-once"},
		"versions":        {of(rule(in{"noncurrentVersionExpiration": object("newerNoncurrentVersions", "3")})), "InvalidArgument", "s3/lifecycle-expires-once"},
		"too young":       {of(rule(in{"transitions": []any{in{"days": 7, "storageClass": "STANDARD_IA"}}})), "InvalidArgument", "s3/lifecycle-steps-in-order"},
		"gone by then": {of(rule(in{"noncurrentVersionExpiration": object("noncurrentDays", 60),
			"noncurrentVersionTransitions": []any{in{"noncurrentDays": 60, "storageClass": "GLACIER"}}})), "InvalidArgument", "s3/lifecycle-steps-in-order"},
	} {
		t.Run(name, func(t *testing.T) { a.Refused(s3.Lifecycle, "lifecycle", c.in, c.code, c.rule) })
	}
	sound := a.Make(s3.Lifecycle, "lifecycle", of(uploads, rule(in{"filter": object("prefix", ".pulumi/history/"), "expiration": object("days", 400),
		"transitions": []any{in{"days": 30, "storageClass": "STANDARD_IA"}}, "noncurrentVersionExpiration": object("noncurrentDays", 90)})))
	_, err := a.Change(sound, in{"rules": []any{uploads, uploads}})
	a.Refusal(err, "InvalidArgument", "s3/lifecycle-rule-names")
	a.Dropped(sound)
}

// What a service has written keeps the bucket, is billed by the GB and goes with it.
func TestWhatServicesWriteKeepsTheBucket(t *testing.T) {
	a := awstest.New(t)
	b := a.Make(s3.Bucket, "bucket", in{"bucket": "backup"})
	bucket := a.W.Objects(s3.Bucket)[0]
	for _, gb := range []int{10, 20} {
		write := func(op *world.Op) error { return s3.Write(op, bucket, "dev", "elasticsearch", gb) }
		if err := a.W.Act(bucket, write); err != nil {
			t.Fatal(err)
		}
	}
	written := a.W.Objects(s3.Objects)
	if len(written) != 1 {
		t.Fatalf("%v", written)
	}
	if item, n := written[0].Type.Price(written[0]); item != price.S3 || n != 20 {
		t.Errorf("%v of %s are billed", n, item)
	}
	a.Kept(b, "BucketNotEmpty", "s3/bucket-empty-when-deleted")
	forced, err := a.Change(b, in{"forceDestroy": true})
	if err != nil {
		t.Fatal(err)
	}
	a.Dropped(forced)
	a.Leaks(0, "")
}
