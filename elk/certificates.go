package elk

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// servers are the releases that have a certificate: by which Service their
// clients find them, and by which names besides the Service's.
var servers = []struct {
	release string
	service string
	more    []string
}{
	{names.ElasticsearchRelease, names.Elasticsearch.Name, []string{
		names.Elasticsearch.Name + "-headless",
		"*." + names.Elasticsearch.Name + "-headless." + names.ELKNamespace + ".svc.cluster.local",
	}},
	{names.LogstashRelease, names.Beats.Name, nil},
	{names.KibanaRelease, names.Kibana.Name, nil},
}

// tlsSecret returns the name of the Secret with a release's certificate.
func tlsSecret(release string) string { return release + "-tls" }

// newCertificates issues a certificate for each server and puts it into a
// Secret. It returns them by release.
func newCertificates(ctx *pulumi.Context, tenant *kube.Tenant, authority *certs.Authority) (map[string]*certs.Leaf, error) {
	made := map[string]*certs.Leaf{}
	for _, server := range servers {
		secret := tlsSecret(server.release)
		leaf, err := authority.Issue(ctx, secret, &certs.LeafArgs{
			CommonName:  server.service,
			DNSNames:    append(serviceNames(server.service), server.more...),
			IPAddresses: []string{"127.0.0.1"},
		})
		if err != nil {
			return nil, err
		}
		if err := tenant.Secret(ctx, secret, kube.TLS, leaf.Content); err != nil {
			return nil, err
		}
		made[server.release] = leaf
	}
	return made, nil
}

// serviceNames returns the names of a Service in the namespace, shortest first
// (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/),
// and the laptop's end of a port-forward.
func serviceNames(service string) []string {
	return []string{
		service,
		fmt.Sprintf("%s.%s", service, names.ELKNamespace),
		fmt.Sprintf("%s.%s.svc", service, names.ELKNamespace),
		fmt.Sprintf("%s.%s.svc.cluster.local", service, names.ELKNamespace),
		"localhost",
	}
}
