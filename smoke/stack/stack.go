// Package stack reads a stack's outputs and settings from the Pulumi CLI: how to
// reach its cluster, and how to log in.
package stack

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"eks-elk/internal/names"
	"eks-elk/smoke/reach"
)

// Stack is what the checks need of the outputs.
type Stack struct {
	Name       string
	Kubeconfig reach.Kubeconfig
	Authority  *x509.CertPool // the stack's own certificate authority
	Users      Users
	Passwords  Passwords
	Logs       bool // a Filebeat runs on every node
	Backups    bool // Elasticsearch takes snapshots
	// Certificates are whose ends are known, the authority's apart.
	Certificates []string
	Receivers    map[string][]string // by which ways each of Alertmanager's receivers sends
}

// Users are the user names that people log in with (output users).
type Users struct {
	Kibana  string `json:"kibana"`  // of Elasticsearch too
	Grafana string `json:"grafana"` // empty: the stack has no monitoring
}

// Passwords are the output passwords.
type Passwords struct {
	Elasticsearch map[string]string `json:"elasticsearch"` // by user
	Grafana       string            `json:"grafana"`       // of Users.Grafana
}

// authority is the stack's own in the output certificateExpiry.
const authority = "authority"

type outputs struct {
	Kubeconfig    string    `json:"kubeconfig"` // of a cluster that the stack made
	Users         Users     `json:"users"`
	Passwords     Passwords `json:"passwords"`
	CACertificate string    `json:"caCertificate"` // PEM
	// Ends of the certificates; Filebeat's is there where Filebeat is.
	Expiry    map[string]string   `json:"certificateExpiry"`
	Receivers map[string][]string `json:"alertReceivers"`
	Backups   map[string]string   `json:"backups"` // there where Elasticsearch takes snapshots
}

// Read returns the outputs of a stack of the project in a directory. A stack on
// an existing cluster has no kubeconfig among them; the setting names it.
func Read(ctx context.Context, project, name string) (*Stack, error) {
	cli := pulumi{project: project, stack: name}
	var got outputs
	text, err := cli.run(ctx, "stack", "output", "--json", "--show-secrets")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &got); err != nil {
		return nil, fmt.Errorf("%s has outputs of another form than this program's: run pulumi up", cli)
	}
	s := &Stack{
		Name: name, Users: got.Users, Passwords: got.Passwords, Authority: x509.NewCertPool(), Logs: got.Expiry[names.FilebeatRelease] != "",
		Receivers: got.Receivers, Backups: got.Backups != nil,
	}
	for of := range got.Expiry {
		if of != authority {
			s.Certificates = append(s.Certificates, of)
		}
	}
	user := got.Users.Kibana
	monitored := got.Users.Grafana != ""
	if user == "" || monitored != (got.Passwords.Grafana != "") || got.Passwords.Elasticsearch[user] == "" || got.CACertificate == "" {
		return nil, fmt.Errorf("%s has no outputs, or not all that the checks need (users, passwords, caCertificate): run pulumi up", cli)
	}
	if !s.Authority.AppendCertsFromPEM([]byte(got.CACertificate)) {
		return nil, fmt.Errorf("output caCertificate of %s is no certificate in PEM", cli)
	}
	s.Kubeconfig = reach.Kubeconfig{PathOrContent: got.Kubeconfig, Directory: project}
	if got.Kubeconfig == "" {
		if s.Kubeconfig, err = cli.existingCluster(ctx); err != nil {
			return nil, err
		}
	}
	if name == "" {
		selected, err := cli.run(ctx, "stack", "--show-name")
		if err != nil {
			return nil, err
		}
		s.Name = strings.TrimSpace(string(selected))
	}
	return s, nil
}

// existingCluster reads the setting eks-elk:cluster.
func (p pulumi) existingCluster(ctx context.Context) (reach.Kubeconfig, error) {
	text, err := p.run(ctx, "config", "--json", "--show-secrets")
	if err != nil {
		return reach.Kubeconfig{}, err
	}
	var settings map[string]struct {
		Value string `json:"value"` // an object's is JSON
	}
	var cluster struct {
		Kubeconfig string `json:"kubeconfig"`
		Context    string `json:"context"`
	}
	err = json.Unmarshal(text, &settings)
	if value := settings["eks-elk:cluster"].Value; err == nil && value != "" {
		err = json.Unmarshal([]byte(value), &cluster)
	}
	if err != nil {
		// The parser's own message may quote a secret.
		return reach.Kubeconfig{}, errors.New("the setting eks-elk:cluster cannot be read from pulumi config")
	}
	if cluster.Kubeconfig == "" {
		return reach.Kubeconfig{}, fmt.Errorf("%s has neither an output kubeconfig nor a setting eks-elk:cluster.kubeconfig: run pulumi up", p)
	}
	return reach.Kubeconfig{PathOrContent: cluster.Kubeconfig, Directory: p.project, Context: cluster.Context}, nil
}
