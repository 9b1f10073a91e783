package settings

import (
	"regexp"
	"time"
)

// Backups are snapshots of Elasticsearch in a bucket.
type Backups struct {
	Enabled       bool
	Every         Interval
	RetentionDays int
	Bucket        string // one that exists; empty: the stack makes one
	KeepBucket    bool   // whether the bucket that the stack makes outlives it
	Store         ObjectStore
	Restore       string // a snapshot's name, or Latest; empty: nothing is restored
}

// Latest is the newest snapshot that succeeded.
const Latest = "latest"

// Interval is how often a snapshot is taken.
type Interval string

const (
	// Hourly loses an hour at most; a snapshot holds only what is new since the last.
	Hourly Interval = "hour"
	// Daily is for stores that are paid for by request.
	Daily Interval = "day"
)

// mostHourlyDays keeps a repository at some hundred snapshots: Elasticsearch reads
// the names of all of them with each one.
const mostHourlyDays = 30

// ObjectStore is a store with the API of S3. Without an endpoint it is S3 itself,
// where Elasticsearch has a role.
type ObjectStore struct {
	Endpoint             string
	AccessKey, SecretKey string // both are there, or neither
}

// BackupsByRole tells whether Elasticsearch writes its snapshots with a role of its own.
func (s *Settings) BackupsByRole() bool {
	return s.ELK.Backups.Enabled && s.ELK.Backups.Store.Endpoint == ""
}

// bucketName is that of a general purpose bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var bucketName = matching(regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`), "the name of a bucket")

// snapshotName is that of a snapshot, which the policy takes or a person did.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/create-snapshot-api.html
var snapshotName = matching(regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,127}$`), "latest, or the name of a snapshot")

func (l *loader) declareBackups(b *Backups, e *ELK, c *Cluster) {
	g := l.group("eks-elk:elk.backups.", anyCluster)
	enabled := declare(g, "enabled", &b.Enabled, truth, "false",
		"Whether Elasticsearch saves snapshots of all its data in a bucket of S3; docs/backup.md says how to get them back", true)
	given := func(s *setting) *setting { s.beside(enabled.Path, true); return s }
	every := given(declare(g, "every", &b.Every, oneOf(Hourly, Daily), string(Hourly), "How often a snapshot is taken", "day"))
	days := given(declare(g, "retentionDays", &b.RetentionDays, whole(1, 3650), "14", "How many days a snapshot is kept", 7))
	bucket := given(declare(g, "bucket", &b.Bucket, bucketName, "", "A bucket that exists, in the stack's region; empty: the stack makes one", "my-backups"))
	given(declare(g, "keepBucket", &b.KeepBucket, truth, "true", "Whether the bucket that the stack makes, and the snapshots in it, outlive a destroy; "+
		"to delete them too, set it to false and run up before", false))
	endpoint := given(declare(g, "endpoint", &b.Store.Endpoint, httpAddress, "", "Another store with the API of S3, in place of S3 and a role; "+
		"needs bucket, accessKey and secretKey; required on an existing cluster", "https://minio.example.com:9000"))
	access := given(declare(g, "accessKey", &b.Store.AccessKey, oneWord, "", "Access key for that store", "elasticsearch").credential())
	secret := given(declare(g, "secretKey", &b.Store.SecretKey, oneWord, "", "Secret key for that store", "c2VjcmV0").credential())
	restore := declare(g, "restore", &b.Restore, snapshotName, "",
		"A snapshot from which up brings back what is lost: its name, or latest; it deletes and overwrites no documents", Latest)
	given(restore).check(func() {
		if b.Restore != "" && !b.Enabled {
			restore.problem("is %s while %s is false: only with it does Elasticsearch know the snapshots; set that to true", restore.shown(), enabled.Path)
		}
	}, enabled)
	store := []*setting{endpoint, bucket, access, secret}
	for _, s := range []*setting{endpoint, access, secret} {
		for _, other := range store {
			if other != s {
				s.beside(other.Path, other.Example)
			}
		}
		s.Together = true
	}
	endpoint.check(func() {
		named := b.Store.Endpoint != "" || b.Store.AccessKey != "" || b.Store.SecretKey != ""
		for _, s := range store {
			if named && s.text() == "" {
				s.problem("is empty, but a store other than S3 is named; set %s, %s, %s and %s, or of endpoint and keys none",
					endpoint.name(), bucket.name(), access.name(), secret.name())
			}
		}
	}, bucket, access, secret)
	enabled.check(func() {
		switch {
		case !b.Enabled:
		case !e.FileSettings:
			enabled.problem("is true while eks-elk:elk.fileSettings is false: Elasticsearch gets its repository by that file; set that to true")
		case c.Existing() && b.Store.Endpoint == "":
			endpoint.problem("is empty, but on an existing cluster Elasticsearch has no role for S3; "+
				"set %s, %s, %s and %s, for S3 such as https://s3.eu-central-1.amazonaws.com", endpoint.name(), bucket.name(), access.name(), secret.name())
		}
	}, endpoint, l.setting("eks-elk:elk.fileSettings"), l.setting(kubeconfigKey))
	days.check(func() {
		if b.Every == Hourly && b.RetentionDays > mostHourlyDays {
			days.problem("is %s, which is %d snapshots with %s hour; allowed: at most %d, or any with %[3]s day",
				days.shown(), 24*b.RetentionDays, every.Path, mostHourlyDays)
		}
	}, every)
}

// Length is the time between two snapshots.
func (i Interval) Length() time.Duration {
	if i == Daily {
		return 24 * time.Hour
	}
	return time.Hour
}

// Schedule is when, as Elasticsearch reads it: seconds, minutes, hours in UTC. A
// snapshot begins beside the full hour, at which much else begins.
func (i Interval) Schedule() string {
	if i == Daily {
		return "0 7 2 * * ?"
	}
	return "0 7 * * * ?"
}
