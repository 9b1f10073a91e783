package helm

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"eks-elk/rehearsal/kubernetes"
	"eks-elk/rehearsal/world"
)

// client is a release's connection to Elasticsearch.
type client struct {
	what       string
	hosts      []string
	version    string
	username   secretKey // a plain value stands in variable, with no secret
	password   secretKey
	trusts     secretKey // the authority's certificate
	anyName    bool      // the certificate's names are not looked at
	anyone     bool      // the certificate is not looked at
	notElastic bool      // refuses to be the superuser
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

// content answers what a key of a Secret holds.
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

// serverOf answers the release that serves a host name to a namespace, and
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

// reach answers the Elasticsearch release a client speaks to. The error is why
// it never gets an answer.
func (c client) reach(op *world.Op) (*world.Object, error) {
	var release *world.Object
	for _, host := range c.hosts {
		u, err := url.Parse(host)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("%s: %q is not an address of Elasticsearch", c.what, host)
		}
		o, node := serverOf(op, u.Hostname(), op.Str("namespace"))
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
		return fmt.Errorf("%s: this version (v%s) is incompatible with Elasticsearch v%s: all of the stack runs one version", c.what, c.version, node.version)
	}
	if err := c.verifies(op, namespace, u.Hostname(), node); err != nil {
		return err
	}
	return c.mayEnter(op, namespace, node)
}

// verifies does what a TLS client does: the server's certificate must lead to
// the authority the client trusts and carry the name it asked for.
func (c client) verifies(op *world.Op, namespace, host string, node *elasticsearchNode) error {
	if !node.https || c.anyone || node.certificate.secret == "" {
		return nil
	}
	block, _ := pem.Decode([]byte(content(op, namespace, node.certificate)))
	if block == nil {
		return nil // the server's own release says what is wrong with it
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(content(op, op.Str("namespace"), c.trusts)))
	how := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if !c.anyName {
		how.DNSName = host
	}
	if _, err := cert.Verify(how); err != nil {
		return fmt.Errorf("%s: unable to verify the certificate of %s: %w", c.what, host, err)
	}
	return nil
}

// mayEnter asks Elasticsearch's realms: the reserved superuser, then the file
// realm that is mounted from a Secret.
func (c client) mayEnter(op *world.Op, namespace string, node *elasticsearchNode) error {
	if c.username.secret == "" {
		if !node.https && c.username.variable == "" {
			return nil
		}
		return fmt.Errorf("%s: missing authentication credentials for REST request: no user name comes from a Secret", c.what)
	}
	user := content(op, op.Str("namespace"), c.username)
	password := content(op, op.Str("namespace"), c.password)
	failed := fmt.Errorf("%s: security_exception: unable to authenticate user [%s] for REST request", c.what, user)
	if user == "elastic" {
		if c.notElastic {
			return fmt.Errorf("%s: [config validation of [elasticsearch].username]: value of \"elastic\" is forbidden. This is a superuser account that cannot write to system indices", c.what)
		}
		if password == "" || password != content(op, namespace, node.password) {
			return failed
		}
		return nil
	}
	for _, line := range strings.Split(content(op, namespace, node.users), "\n") {
		name, hash, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name != user {
			continue
		}
		if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
			return failed
		}
		if !hasRole(content(op, namespace, node.userRoles), user) {
			return fmt.Errorf("%s: security_exception: action is unauthorized for user [%s]: users_roles gives it none", c.what, user)
		}
		return nil
	}
	return failed
}

// hasRole reads a users_roles file: "role:user1,user2" lines.
func hasRole(file, user string) bool {
	for _, line := range strings.Split(file, "\n") {
		_, users, _ := strings.Cut(line, ":")
		for _, u := range strings.Split(users, ",") {
			if strings.TrimSpace(u) == user {
				return true
			}
		}
	}
	return false
}
