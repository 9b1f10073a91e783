package helm

import (
	"crypto/x509"
	"fmt"
	"net/url"
	"strings"
	"time"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// client is a release's connection to Elasticsearch.
type client struct {
	what       string
	hosts      []string
	version    string
	username   secretKey // a plain value stands in variable, with no secret
	password   secretKey
	trusts     secretKey     // the authority's certificate
	anyName    bool          // the certificate's names are not looked at
	anyone     bool          // the certificate is not looked at
	notElastic bool          // refuses to be the superuser
	role       string        // the built-in role that it is made for
	requests   []request     // what it does there
	writes     []string      // the indices that its documents go to
	creates    bool          // by action create
	puts       string        // the index template that it puts; "": none
	every      time.Duration // how often it makes a document of its own
	stores     bool          // it is not ready before it has indices of its own
	waits      bool          // it asks again and again, and may be made beside Elasticsearch
}

// from reads a setting's value: "${NAME}" is an environment variable.
func from(env []secretKey, value string) secretKey {
	if name, ok := strings.CutPrefix(value, "${"); ok {
		name = strings.TrimSuffix(name, "}")
		if e := find(env, name); e != nil {
			return *e
		}
		return secretKey{variable: name}
	}
	return secretKey{variable: value}
}

func trusted(mounts []mount, file string) secretKey {
	k, _ := resolve(mounts, file)
	return k
}

// content returns what a key of a Secret holds.
func content(op *world.Op, namespace string, k secretKey) string {
	if k.secret == "" {
		return ""
	}
	s := kubernetes.Get(op, kubernetes.Secret, namespace, k.secret)
	if s == nil {
		return ""
	}
	return kubernetes.Data(s)[k.key]
}

// serverOf returns the release that serves a host name to a namespace, and
// what it serves, or nil.
func serverOf(op *world.Op, host, namespace string) (*world.Object, *elasticsearchNode) {
	name, rest, _ := strings.Cut(host, ".")
	if inner, _, _ := strings.Cut(rest, "."); inner != "" {
		namespace = inner
	}
	for _, o := range kubernetes.On(op, Release) {
		if o.Str("namespace") != namespace {
			continue
		}
		if p := planOf(o); p.serves != nil && p.serves.service == name {
			return o, p.serves
		}
	}
	return nil, nil
}

// server returns what the client's first address leads to.
func (c client) server(op *world.Op) (*world.Object, *elasticsearchNode) {
	for _, host := range c.hosts {
		if u, err := url.Parse(host); err == nil {
			return serverOf(op, u.Hostname(), home(op))
		}
	}
	return nil, nil
}

// holdsShards: a cluster may be of several releases; one has to hold data.
func holdsShards(op *world.Op, namespace, cluster string) bool {
	for _, o := range kubernetes.On(op, Release) {
		if p := planOf(o); o.Str("namespace") == namespace && p.serves != nil && p.serves.cluster == cluster && p.serves.data {
			return true
		}
	}
	return false
}

// reach returns the Elasticsearch release a client speaks to. The error is why
// it never gets an answer.
func (c client) reach(op *world.Op) (*world.Object, error) {
	var release *world.Object
	for _, host := range c.hosts {
		u, err := url.Parse(host)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("%s: %q is not an address of Elasticsearch", c.what, host)
		}
		o, node := serverOf(op, u.Hostname(), home(op))
		if o == nil {
			return nil, fmt.Errorf("%s: getaddrinfo ENOTFOUND %s: no release serves it", c.what, u.Hostname())
		}
		release = o
		if err := c.agrees(op, o.Str("namespace"), u, node); err != nil {
			return o, err
		}
	}
	if release == nil {
		return nil, fmt.Errorf("%s: no Elasticsearch address is given", c.what)
	}
	if node := planOf(release).serves; c.stores && !holdsShards(op, release.Str("namespace"), node.cluster) {
		return release, fmt.Errorf("%s: [unavailable_shards_exception] no node of cluster %s has the data role: no shard can be allocated",
			c.what, node.cluster)
	}
	return release, nil
}

func (c client) agrees(op *world.Op, namespace string, u *url.URL, node *elasticsearchNode) error {
	switch {
	case u.Port() != "" && u.Port() != "9200":
		return fmt.Errorf("%s: connect ECONNREFUSED %s", c.what, u.Host)
	case node.https && u.Scheme != "https":
		return fmt.Errorf("%s: socket hang up: Elasticsearch speaks https, %s does not", c.what, u)
	case !node.https && u.Scheme == "https":
		return fmt.Errorf("%s: SSL routines: wrong version number: Elasticsearch speaks http, not %s", c.what, u)
	}
	if c.version != "" && c.version != node.version {
		return fmt.Errorf("%s: this version (v%s) is incompatible with Elasticsearch v%s: all of the stack runs one version", c.what, c.version,
			node.version)
	}
	if err := c.verifies(op, namespace, u.Hostname(), node); err != nil {
		return err
	}
	if err := c.mayEnter(op, namespace, node); err != nil {
		return err
	}
	if node.held.templates[c.puts] != nil {
		return fmt.Errorf("%s: Failed to bootstrap. Pipeline \"main\" is going to shut down: Got response code '400' contacting Elasticsearch at "+
			"URL '%s/_index_template/%s': Failed to process request with errors: [[composable_index_template:%[3]s] set as read-only by "+
			"[file_settings]]", c.what, u, c.puts)
	}
	return nil
}

// misplaced says which of its documents a data stream refuses.
func (c client) misplaced(op *world.Op) []string {
	_, node := c.server(op)
	if node == nil || c.creates {
		return nil
	}
	var out []string
	for _, index := range c.writes {
		if node.held.isStream(index) {
			out = append(out, fmt.Sprintf("index %s: only write ops with an op_type of create are allowed in data streams", index))
		}
	}
	return out
}

// verifies does what a TLS client does: the server's certificate must lead to
// the authority the client trusts and carry the name it asked for.
func (c client) verifies(op *world.Op, namespace, host string, node *elasticsearchNode) error {
	if !node.https || c.anyone {
		return nil
	}
	name := host
	if c.anyName {
		name = ""
	}
	err := verified(content(op, namespace, node.certificate), content(op, home(op), c.trusts), name, op.Now(),
		x509.ExtKeyUsageServerAuth)
	if err != nil {
		return fmt.Errorf("%s: unable to verify the certificate of %s: %w", c.what, host, err)
	}
	return nil
}
