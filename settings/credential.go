package settings

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"eks-elk/internal/kubeconfig"
)

// holdsCredential tells whether what a user has is itself a secret.
func holdsCredential(u kubeconfig.User) bool {
	if u.Token != "" || u.Password != "" || u.ClientKeyData != "" || u.AuthProvider != nil && len(u.AuthProvider.Config) > 0 {
		return true
	}
	return u.Exec != nil && slices.ContainsFunc(u.Exec.Env, func(e kubeconfig.Env) bool {
		name := strings.ToUpper(e.Name)
		return e.Value != "" && (strings.Contains(name, "SECRET") || strings.Contains(name, "TOKEN") || strings.Contains(name, "PASSWORD"))
	})
}

// credential looks for what keeps a client from using a kubeconfig: what client-go
// refuses (tools/clientcmd/validation.go, transport/transport.go), and what no
// server takes.
type credential struct {
	*loader
	directory string // that file names are relative to
	fail      func(format string, args ...any)
}

// cluster returns the fingerprint of the cluster's authority; empty: it names none.
func (c credential) cluster(cluster *kubeconfig.Cluster) (authority string) {
	if !isServer(cluster.Server) {
		c.fail("has a server that is not a URL")
	}
	if proxy := cluster.ProxyURL; proxy != "" {
		if at, err := url.Parse(proxy); err != nil || !slices.Contains([]string{"http", "https", "socks5"}, at.Scheme) || at.Host == "" {
			c.fail("has a proxy-url that is not a URL of http, https or socks5")
		}
	}
	if text := c.content("certificate-authority", cluster.CertificateAuthorityData, cluster.CertificateAuthority); text != nil {
		c.certificate("certificate-authority", text)
		authority = fingerprint(text)
		if cluster.Insecure {
			c.fail("has a certificate-authority and insecure-skip-tls-verify, of which a client takes one")
		}
	}
	return authority
}

// isServer tells whether client-go finds a server: a URL, or a host and a port
// (rest/url_utils.go, DefaultServerURL).
func isServer(text string) bool {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	server, err := url.Parse(text)
	return err == nil && (server.Scheme == "https" || server.Scheme == "http") && server.Hostname() != "" &&
		!strings.Contains(server.Host, " ") && (server.Port() == "" || portForm.MatchString(":"+server.Port()))
}

func (c credential) user(name string, u *kubeconfig.User, of *kubeconfig.Cluster) {
	switch {
	case u == nil && name != "":
		c.fail("has no user %s, which the context names", show(name))
	case u == nil || *u == kubeconfig.User{}:
		// `kubectl proxy` and its like speak HTTP, and log in themselves.
		if !strings.HasPrefix(of.Server, "http://") {
			c.fail("has no credential for the context's cluster: its user is %s", show(name))
		}
	case u.Exec != nil:
		c.exec(u.Exec)
	case u.AuthProvider != nil && u.AuthProvider.Name != "oidc":
		c.fail("has the auth-provider %s, which clients know no more; use an exec plugin", show(u.AuthProvider.Name))
	case u.Token != "" && u.Username+u.Password != "":
		c.fail("has a token and a password, of which a client takes one")
	case u.TokenFile != "" && u.Token == "":
		c.content("token", "", u.TokenFile)
	default:
		c.clientCertificate(u)
	}
}

func (c credential) clientCertificate(u *kubeconfig.User) {
	if u.ClientCertificate+u.ClientCertificateData+u.ClientKey+u.ClientKeyData == "" {
		return
	}
	if u.ClientCertificate+u.ClientCertificateData == "" || u.ClientKey+u.ClientKeyData == "" {
		c.fail("has a client-certificate or a client-key without the other")
		return
	}
	text := c.content("client-certificate", u.ClientCertificateData, u.ClientCertificate)
	key := c.content("client-key", u.ClientKeyData, u.ClientKey)
	if text == nil || key == nil {
		return
	}
	const layout = "2 January 2006"
	switch found := c.certificate("client-certificate", text); {
	case found == nil:
	case found.NotAfter.Before(c.source.Now):
		c.fail("has a client certificate that expired on %s", found.NotAfter.Format(layout))
	case found.NotBefore.After(c.source.Now.Add(time.Hour)): // for clocks that differ
		c.fail("has a client certificate that is not valid before %s", found.NotBefore.Format(layout))
	default:
		if _, err := tls.X509KeyPair(text, key); err != nil {
			c.fail("has a client-key that is not the key of its client-certificate")
		}
	}
}

func (c credential) exec(plugin *kubeconfig.Exec) {
	// client-go 1.24 and later know no older one.
	const v1, v1beta1 = "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"
	switch modes := []string{"Never", "IfAvailable", "Always"}; {
	case plugin.APIVersion != v1 && plugin.APIVersion != v1beta1:
		c.fail("has an exec plugin of apiVersion %s, which no client reads", show(plugin.APIVersion))
	case plugin.Command == "":
		c.fail("has an exec plugin without a command")
	case plugin.APIVersion == v1 && plugin.InteractiveMode == "":
		c.fail("has an exec plugin of %s without interactiveMode, which it must have", v1)
	case plugin.InteractiveMode != "" && !slices.Contains(modes, plugin.InteractiveMode):
		c.fail("has an exec plugin with interactiveMode %s, which is none of %s", show(plugin.InteractiveMode), strings.Join(modes, ", "))
	case plugin.InteractiveMode == "Always":
		c.fail("has an exec plugin that asks a person, which no provider does (interactiveMode Always)")
	case c.source.LookPath != nil:
		if _, err := c.source.LookPath(plugin.Command); err != nil {
			c.fail("gets its credential from %s, which is not an executable on PATH", show(plugin.Command))
		}
	}
}

// content returns the content of inline data or of a file; nil: there is none, or
// it has been refused.
func (c credential) content(what, data, file string) []byte {
	switch {
	case data != "" && file != "":
		c.fail("has %s and %[1]s-data, of which a client takes one", what)
	case data != "":
		text, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			c.fail("has %s-data that is not base64", what)
			return nil
		}
		return text
	case file != "" && c.source.ReadFile != nil:
		if !filepath.IsAbs(file) {
			file = filepath.Join(c.directory, file)
		}
		text, err := c.source.ReadFile(file)
		if err != nil {
			c.fail("names the %s file %s, which cannot be read (%s)", what, show(file), reason(err))
			return nil
		}
		if len(text) == 0 {
			c.fail("names the %s file %s, which is empty", what, show(file))
			return nil
		}
		return text
	}
	return nil
}

// certificate returns the first certificate; nil: it has been refused.
func (c credential) certificate(what string, text []byte) *x509.Certificate {
	found, _ := pem.Decode(text)
	if found == nil {
		c.fail("has a %s that is not PEM", what)
		return nil
	}
	parsed, err := x509.ParseCertificate(found.Bytes)
	if found.Type != "CERTIFICATE" || err != nil {
		c.fail("has a %s that is not a certificate", what)
		return nil
	}
	return parsed
}
