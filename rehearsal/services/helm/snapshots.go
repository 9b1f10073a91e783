package helm

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"eks-elk/rehearsal/world"
)

// snapshotRules are about what Elasticsearch saves.
var snapshotRules = []world.Rule{
	{ID: "helm/snapshots-kept", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/slm-api-put-policy.html: without a retention " +
		"snapshots are kept for ever"},
	{ID: "helm/snapshots-restored", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/snapshots-restore-snapshot.html: Elasticsearch " +
		"restores nothing by itself"},
	{ID: "helm/snapshots-taken", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/snapshots-take-snapshot.html: a repository is filled " +
		"by a policy alone"},
	{ID: "helm/snapshots-role-narrow", Source: "IAM user guide, Security best practices in IAM: Apply least-privilege permissions"},
	{ID: "helm/service-account-exists", Source: "kubernetes plugin/pkg/admission/serviceaccount: a pod of a service account that is not there " +
		"is not made"},
}

// repositoryTypes are those of the modules of Elasticsearch's image.
var repositoryTypes = strings.Fields("azure fs gcs s3 source url")

// s3Settings are those of a repository: repository-s3.asciidoc, the client settings
// that are no secret among them (S3ClientSettings.refine).
var s3Settings = strings.Fields(`bucket base_path client chunk_size compress max_restore_bytes_per_sec max_snapshot_bytes_per_sec readonly
	server_side_encryption buffer_size canned_acl storage_class delete_objects_max_size max_multipart_parts max_number_of_snapshots
	throttled_delete_retry.delay_increment throttled_delete_retry.maximum_delay throttled_delete_retry.maximum_number_of_retries
	get_register_retry_delay endpoint protocol proxy.host proxy.port proxy.scheme read_timeout max_connections max_retries
	path_style_access disable_chunked_encoding region`)

// repository is a repository as ReservedRepositoryAction makes it: without asking
// the store.
func (p *plan) repository(name string, r values) {
	settings := map[string]string{}
	flatten(settings, "", map[string]any(r.sub("settings")))
	switch kind := r.str("type"); {
	case !slices.Contains(repositoryTypes, kind):
		p.invalidFile("[%s] repository type [%s] does not exist", name, kind)
	case kind == "s3" && settings["bucket"] == "":
		p.invalidFile("[%s] No bucket defined for s3 repository", name)
	case kind == "s3":
		for _, key := range slices.Sorted(maps.Keys(settings)) {
			if !slices.Contains(s3Settings, key) {
				p.invalidFile("[%s] unknown setting [%s] of an s3 repository", name, key)
			}
		}
	}
}

var (
	fieldsOfPolicy    = strings.Fields("name schedule repository config retention unhealthy_if_no_snapshot_within")
	fieldsOfConfig    = strings.Fields("indices include_global_state feature_states ignore_unavailable expand_wildcards metadata partial")
	fieldsOfRetention = strings.Fields("expire_after min_count max_count")

	// What is left of a name without its date math: SnapshotsService.validate.
	snapshotName = regexp.MustCompile(`^<?[a-z0-9.][^A-Z\s"*\\|?#,/<>]*>?$`)
	dateMath     = regexp.MustCompile(`\{[^}]*(\{[^}]*\})?\}`)
)

// snapshotPolicy is a policy as ReservedSnapshotAction parses it, and
// SnapshotLifecycleService.java validates it.
func (p *plan) snapshotPolicy(name string, policy values, h heldByFile) {
	for what, fields := range map[string][]string{"": fieldsOfPolicy, "config": fieldsOfConfig, "retention": fieldsOfRetention} {
		of := policy
		if what != "" {
			of = policy.sub(what)
		}
		for _, key := range slices.Sorted(maps.Keys(of)) {
			if !slices.Contains(fields, key) {
				p.invalidFile("[snapshot_lifecycle] unknown field [%s] in policy [%s]", strings.TrimPrefix(what+"."+key, "."), name)
			}
		}
	}
	plain := dateMath.ReplaceAllString(policy.str("name"), "")
	switch every, ok := interval(policy.str("schedule")); {
	case !snapshotName.MatchString(plain):
		p.invalidFile("invalid policy [%s]: invalid snapshot name [%s]: must be lowercase", name, policy.str("name"))
	case !ok:
		p.invalidFile("invalid policy [%s]: invalid schedule [%s]: must be a valid cron expression or time unit", name, policy.str("schedule"))
	case every < 15*time.Minute:
		p.invalidFile("invalid schedule [%s]: schedule would be too frequent, executing more than every [15m]", policy.str("schedule"))
	case h.repositories[policy.str("repository")] == nil:
		p.invalidFile("no such repository [%s]", policy.str("repository"))
	}
	for _, age := range []string{policy.str("retention", "expire_after"), policy.str("unhealthy_if_no_snapshot_within")} {
		if age != "" && !timeForm.MatchString(age) {
			p.invalidFile("failed to parse setting [expire_after] with value [%s] as a time value", age)
		}
	}
	if policy.str("retention", "expire_after") == "" && policy.str("retention", "max_count") == "" {
		p.warns("helm/snapshots-kept", "policy [%s] deletes no snapshot: the bucket grows for ever", name)
	}
}

var cronField = regexp.MustCompile(`^(\*|\?|[0-9]+(-[0-9]+)?(/[0-9]+)?(,[0-9]+)*|\*/[0-9]+|[A-Z]{3}(-[A-Z]{3})?)$`)

// interval is the least time between two starts of a schedule: cron with seconds
// (xpack core Cron.java), or a length of time.
func interval(schedule string) (time.Duration, bool) {
	if every, err := time.ParseDuration(schedule); err == nil {
		return every, every > 0
	}
	fields := strings.Fields(schedule)
	if len(fields) != 6 && len(fields) != 7 {
		return 0, false
	}
	for _, f := range fields {
		if !cronField.MatchString(f) {
			return 0, false
		}
	}
	if fields[3] != "?" && fields[5] != "?" { // one of day of the month and of the week
		return 0, false
	}
	one := regexp.MustCompile(`^[0-9]+$`).MatchString
	switch {
	case !one(fields[0]):
		return time.Second, true
	case !one(fields[1]):
		return time.Minute, true
	case !one(fields[2]):
		return time.Hour, true
	}
	return 24 * time.Hour, true
}

// filled: a repository that no policy writes to holds nothing, unless it is only read.
func (p *plan) filled(h heldByFile) {
	for _, name := range slices.Sorted(maps.Keys(h.repositories)) {
		written := slices.ContainsFunc(slices.Collect(maps.Values(h.snapshots)), func(policy values) bool { return policy.str("repository") == name })
		if !written && !h.repositories[name].is("settings", "readonly") {
			p.warns("helm/snapshots-taken", "no policy takes snapshots into repository [%s]", name)
		}
	}
}
