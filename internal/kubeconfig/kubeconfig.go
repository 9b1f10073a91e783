// Package kubeconfig has the parts of client-go's clientcmd/api/v1.Config that
// the program reads of an existing cluster and writes for a new one.
package kubeconfig

// Config is a kubeconfig file.
type Config struct {
	APIVersion     string         `json:"apiVersion" yaml:"apiVersion"`
	Kind           string         `json:"kind" yaml:"kind"`
	Clusters       []NamedCluster `json:"clusters" yaml:"clusters"`
	Contexts       []NamedContext `json:"contexts" yaml:"contexts"`
	CurrentContext string         `json:"current-context" yaml:"current-context"`
	Users          []NamedUser    `json:"users" yaml:"users"`
}

// NamedCluster is an API server.
type NamedCluster struct {
	Name    string  `json:"name" yaml:"name"`
	Cluster Cluster `json:"cluster" yaml:"cluster"`
}

// Cluster says where an API server is and which authority its certificate has.
type Cluster struct {
	Server                   string `json:"server" yaml:"server"`
	CertificateAuthority     string `json:"certificate-authority,omitempty" yaml:"certificate-authority"` // a file
	CertificateAuthorityData string `json:"certificate-authority-data" yaml:"certificate-authority-data"` // base64 of PEM
	ProxyURL                 string `json:"proxy-url,omitempty" yaml:"proxy-url"`
	Insecure                 bool   `json:"insecure-skip-tls-verify,omitempty" yaml:"insecure-skip-tls-verify"`
}

// NamedContext is a user at a cluster.
type NamedContext struct {
	Name    string  `json:"name" yaml:"name"`
	Context Context `json:"context" yaml:"context"`
}

// Context names a cluster and a user.
type Context struct {
	Cluster string `json:"cluster" yaml:"cluster"`
	User    string `json:"user" yaml:"user"`
}

// NamedUser is a user.
type NamedUser struct {
	Name string `json:"name" yaml:"name"`
	User User   `json:"user" yaml:"user"`
}

// User is how a client proves who it is.
type User struct {
	Exec                  *Exec  `json:"exec,omitempty" yaml:"exec"`
	Token                 string `json:"token,omitempty" yaml:"token"`
	TokenFile             string `json:"tokenFile,omitempty" yaml:"tokenFile"`
	Username              string `json:"username,omitempty" yaml:"username"`
	Password              string `json:"password,omitempty" yaml:"password"`
	ClientCertificate     string `json:"client-certificate,omitempty" yaml:"client-certificate"`           // a file
	ClientCertificateData string `json:"client-certificate-data,omitempty" yaml:"client-certificate-data"` // base64 of PEM
	ClientKey             string `json:"client-key,omitempty" yaml:"client-key"`                           // a file
	ClientKeyData         string `json:"client-key-data,omitempty" yaml:"client-key-data"`                 // base64 of PEM

	AuthProvider *AuthProvider `json:"auth-provider,omitempty" yaml:"auth-provider"`
}

// AuthProvider is the older way to get a token: of the names that there were,
// client-go 1.26 and later know oidc.
type AuthProvider struct {
	Name   string            `json:"name" yaml:"name"`
	Config map[string]string `json:"config,omitempty" yaml:"config"`
}

// Exec is a command that prints a credential.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
type Exec struct {
	APIVersion      string   `json:"apiVersion" yaml:"apiVersion"`
	Command         string   `json:"command" yaml:"command"`
	Args            []string `json:"args" yaml:"args"`
	Env             []Env    `json:"env,omitempty" yaml:"env"`
	InteractiveMode string   `json:"interactiveMode" yaml:"interactiveMode"`
}

// Env is a variable of the command's environment.
type Env struct {
	Name  string `json:"name" yaml:"name"`
	Value string `json:"value" yaml:"value"`
}

// Cluster returns a cluster by name, or nil.
func (c *Config) Cluster(name string) *Cluster {
	for i := range c.Clusters {
		if c.Clusters[i].Name == name {
			return &c.Clusters[i].Cluster
		}
	}
	return nil
}

// Context returns a context by name, or nil.
func (c *Config) Context(name string) *Context {
	for i := range c.Contexts {
		if c.Contexts[i].Name == name {
			return &c.Contexts[i].Context
		}
	}
	return nil
}

// User returns a user by name, or nil.
func (c *Config) User(name string) *User {
	for i := range c.Users {
		if c.Users[i].Name == name {
			return &c.Users[i].User
		}
	}
	return nil
}
