package elk

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
)

// certificates are the three components' own.
type certificates struct {
	elasticsearch, logstash, kibana *certs.Leaf
}

func (e *Elk) newCertificates(ctx *pulumi.Context, authority *certs.Authority) (*certificates, error) {
	var made certificates
	for _, leaf := range []struct {
		into   **certs.Leaf
		secret string
		name   string
		more   []string // names besides the Service's
	}{
		{&made.elasticsearch, elasticsearchTLS, names.Elasticsearch.Name, []string{
			names.Elasticsearch.Name + "-headless",
			"*." + names.Elasticsearch.Name + "-headless." + names.ELKNamespace + ".svc.cluster.local",
		}},
		{&made.logstash, logstashTLS, names.LogstashRelease, nil},
		{&made.kibana, kibanaTLS, names.KibanaRelease, nil},
	} {
		issued, err := authority.Issue(ctx, leaf.secret, &certs.LeafArgs{
			Namespace:   names.ELKNamespace,
			SecretName:  leaf.secret,
			CommonName:  leaf.name,
			DNSNames:    append(serviceNames(leaf.name), leaf.more...),
			IPAddresses: []string{"127.0.0.1"},
		}, e.inNamespace()...)
		if err != nil {
			return nil, err
		}
		*leaf.into = issued
	}
	return &made, nil
}

// serviceNames are the names of a Service in the namespace, shortest first
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
