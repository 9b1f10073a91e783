package elk

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// restoreEnv are the variables that the script reads.
var restoreEnv = variables{"ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"}

// restoreSeconds is how long a pod waits for what it restores. Elasticsearch
// restores 40 MB a second unless it is told otherwise (recovery settings,
// indices.recovery.max_bytes_per_sec), 30 GiB in 13 minutes.
const restoreSeconds = 45 * 60

// restores tells whether a snapshot is brought back.
func (in inputs) restores() bool { return in.Backups != nil && in.Settings.Backups.Restore != "" }

// restore asks Elasticsearch for what is lost of a snapshot.
func (in inputs) restore() (job, error) {
	const file = "restore.sh"
	script, err := render(file, struct {
		URL, Authority, Repository, Snapshot string
		Env                                  variables
		Seconds                              int
	}{
		names.Elasticsearch.URL(), jobAuthority + "/" + certs.AuthorityKey, names.Backups, in.Settings.Backups.Restore, restoreEnv, restoreSeconds,
	})
	return job{
		title: names.Restore, files: map[string]string{file: script}, script: file, image: in.imageOf("elasticsearch/elasticsearch"),
		login: names.RestorerLogin, variables: restoreEnv, authority: names.ElasticsearchRelease, seconds: restoreSeconds,
	}, err
}

// bringBack registers the Job that restores what is lost of a snapshot. It has run
// when up ends.
func (in inputs) bringBack(ctx *pulumi.Context, tenant *kube.Tenant) error {
	restore, err := in.restore()
	if err != nil {
		return err
	}
	return restore.run(ctx, tenant, []pulumi.Resource{tenant.Made(names.ElasticsearchRelease)}, // it asks Elasticsearch
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: fmt.Sprintf("%ds", jobTries*restoreSeconds+60)}))
}
