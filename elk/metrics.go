package elk

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/release"
)

// Metrics is what an exporter in this namespace needs to read Elasticsearch.
type Metrics struct {
	Namespace string // where the Secrets below are
	URL       string

	AuthoritySecret, AuthorityKey string // what to trust: a Secret and its key
	CredentialsSecret             string // who to be: a Secret and its two keys
	UsernameKey, PasswordKey      string

	Checksums    release.Values         // of what is in the Secrets, for pod annotations
	Certificates map[string]*certs.Leaf // by component, whose ends are worth an alert
	UptimeIndex  string                 // the index that gets a document every 30 seconds

	// After are the resources to depend on: the Secrets, and Elasticsearch,
	// without which an exporter has nothing to say.
	After []pulumi.Resource
}

func (e *Elk) metrics(certificates *certificates, secrets *secrets) Metrics {
	return Metrics{
		Namespace:         names.ELKNamespace,
		URL:               elasticsearchURL,
		AuthoritySecret:   elasticsearchTLS,
		AuthorityKey:      certs.AuthorityKey,
		CredentialsSecret: names.ExporterLogin.Secret,
		UsernameKey:       names.UsernameKey,
		PasswordKey:       names.PasswordKey,
		Checksums: annotations(release.Values{
			"tls":         certificates.elasticsearch.Checksum,
			"credentials": secrets.exporter.checksum,
		}),
		Certificates: e.Certificates,
		UptimeIndex:  names.UptimeIndex,
		// The certificate's Secret comes before Elasticsearch anyway.
		After: []pulumi.Resource{secrets.exporter.resource, e.Elasticsearch},
	}
}
