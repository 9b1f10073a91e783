package elk

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/elk/savedobjects"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// Files of the Job.
const (
	setupScript  = "setup.sh"
	setupObjects = "objects.ndjson"
)

// setupEnv are the variables that the script reads.
var setupEnv = variables{"KIBANA_USERNAME", "KIBANA_PASSWORD"}

// setupSeconds is how long one pod of the Job waits for Kibana, which is available
// when the Job begins, and for what it asks Elasticsearch.
const setupSeconds = 180

func (in inputs) kibanaSetup() (job, error) {
	objects, err := savedobjects.Lines(kibanaContent())
	if err != nil {
		return job{}, err
	}
	script, err := render("kibana-setup.sh", struct {
		URL, Authority, Objects string
		Env                     variables
		Seconds                 int
	}{names.Kibana.URL(), jobAuthority + "/" + certs.AuthorityKey, jobFiles + "/" + setupObjects, setupEnv, setupSeconds})
	return job{
		title: names.KibanaSetup, files: map[string]string{setupScript: script, setupObjects: objects}, script: setupScript,
		image: in.imageOf("elasticsearch/elasticsearch"), login: names.KibanaSetupLogin, variables: setupEnv, authority: names.KibanaRelease,
		seconds: setupSeconds,
	}, err
}

// setUpKibana registers the Job that puts data views, searches, charts and a
// dashboard into Kibana.
func (in inputs) setUpKibana(ctx *pulumi.Context, tenant *kube.Tenant) error {
	setup, err := in.kibanaSetup()
	if err != nil {
		return err
	}
	return setup.run(ctx, tenant, []pulumi.Resource{
		tenant.Made(names.KibanaRelease),        // it asks Kibana
		tenant.Made(names.ElasticsearchRelease), // which Kibana asks who logs in
	})
}
