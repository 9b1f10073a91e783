package helm

import (
	"crypto/x509"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// peerRules are about the port between nodes of Elasticsearch, 9300.
var peerRules = []world.Rule{
	{ID: "helm/nodes-alone-are-nodes", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/security-settings.html: " +
		"transport.ssl.verification_mode certificate looks at the authority alone; elasticsearch RestrictedTrustManager.java: trust_restrictions"},
}

// peers are whom a node takes for another one.
type peers struct {
	authorities secretKey
	names       []string // patterns of a name in the certificate; nil: any certificate will do
}

const transportSSL = "xpack.security.transport.ssl."

// peersOf reads what a node's settings say of others. RestrictedTrustConfig.java
// reads the file when the node starts.
func peersOf(p *plan, v values, pods []pod) peers {
	set, err := flat(v.str("esConfig", "elasticsearch.yml"))
	if err != nil || len(pods) == 0 {
		return peers{} // it does not start
	}
	out := peers{authorities: trusted(pods[0].mounts, strings.Trim(set[transportSSL+"certificate_authorities"], "[]"))}
	file := set[transportSSL+"trust_restrictions.path"]
	if file == "" {
		return out
	}
	text, there := v.at("esConfig", file).(string)
	if !there {
		p.breaks("helm/elasticsearch-settings", "failed to initialize TrustManager for restrictedTrust=[/usr/share/elasticsearch/config/%s]: "+
			"NoSuchFileException", file)
		return out
	}
	var trust struct {
		Names []string `yaml:"trust.subject_name"`
	}
	if err := yaml.Unmarshal([]byte(text), &trust); err != nil {
		p.breaks("helm/elasticsearch-settings", "failed to initialize TrustManager for restrictedTrust=[/usr/share/elasticsearch/config/%s]: %s", file, err)
	}
	out.names = []string{}
	if strings.Contains(set[transportSSL+"trust_restrictions.x509_fields"], "subjectAltName.dnsName") { // by default a name counts that no certificate here has
		out.names = append(out.names, trust.Names...)
	}
	return out
}

// take says whether a node takes a certificate.
func (n peers) take(op *world.Op, certificate string) bool {
	if verified(certificate, content(op, op.Str("namespace"), n.authorities), "", op.Now(), x509.ExtKeyUsageClientAuth) != nil {
		return false
	}
	if n.names == nil {
		return true
	}
	shown, err := parsed(certificate)
	return err == nil && slices.ContainsFunc(shown.DNSNames, func(name string) bool {
		return slices.ContainsFunc(n.names, func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok })
	})
}

// nodesAlone looks for programs that a node takes for another node.
func nodesAlone(op *world.Op, n peers) {
	for _, o := range kubernetes.On(op, Release) {
		if planOf(o).serves != nil {
			continue
		}
		var own []secretKey
		for _, c := range planOf(o).serverCerts {
			own = append(own, c.certificate)
		}
		for _, s := range planOf(o).senders {
			own = append(own, s.certificate)
		}
		for _, k := range own {
			if n.take(op, content(op, o.Str("namespace"), k)) {
				op.Violate("helm/nodes-alone-are-nodes", "release %s: who shows the certificate in Secret %s of release %s on port 9300 is a node of "+
					"Elasticsearch, which reads and changes everything without a password", op.Str("name"), k.secret, o.Str("name"))
			}
		}
	}
}
