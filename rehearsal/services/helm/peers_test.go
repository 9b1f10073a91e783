package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestWhoIsANodeOfElasticsearch(t *testing.T) {
	es := func(old, new, file string) change { return text(t, old, new, "esConfig", file) }
	for name, c := range map[string]struct {
		change change
		rule   string
	}{
		"its own name":      {func(map[string]any) {}, ""},
		"any certificate":   {es("xpack.security.transport.ssl.trust_restrictions.path: trust.yml\n", "", "elasticsearch.yml"), "helm/nodes-alone-are-nodes"},
		"every name":        {es("security-master.elk.svc", `"*"`, "trust.yml"), "helm/nodes-alone-are-nodes"},
		"Logstash's name":   {es("security-master.elk.svc", "logstash.*", "trust.yml"), "helm/nodes-alone-are-nodes"},
		"another field":     {es("subjectAltName.dnsName", "subjectAltName.otherName.commonName", "elasticsearch.yml"), ""},
		"no such authority": {es("transport.ssl.certificate_authorities: [ \"/usr/share/elasticsearch/config/certs/ca.crt\" ]", "transport.ssl.certificate_authorities: [ other.crt ]", "elasticsearch.yml"), ""},
		"nobody at all":     {es("security-master.elk.svc", "", "trust.yml"), ""},
		"Filebeat's name":   {es("security-master.elk.svc", "filebeat", "trust.yml"), "helm/nodes-alone-are-nodes"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.install("elasticsearch", c.change)
			s.install("logstash")
			s.install("filebeat")
			s.World.Settle()
			if c.rule == "" {
				s.Violated()
			} else {
				s.Violated(c.rule)
			}
		})
	}
}
