// Package stack asks the Pulumi CLI what a stack knows about itself: how to
// reach its cluster, and whom to log in as.
package stack

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"eks-elk/smoke/reach"
)

// Stack is what the checks need of the outputs.
type Stack struct {
	Name       string
	Kubeconfig reach.Kubeconfig
	Authority  *x509.CertPool // the stack's own certificate authority
	Users      Users
	Passwords  Passwords
}

// Users are whom a person logs in as (output users).
type Users struct {
	Kibana  string `json:"kibana"` // of Elasticsearch too
	Grafana string `json:"grafana"`
}

// Passwords are the output passwords.
type Passwords struct {
	Elasticsearch map[string]string `json:"elasticsearch"` // by user
	Grafana       string            `json:"grafana"`       // of Users.Grafana
}

type outputs struct {
	Kubeconfig    string    `json:"kubeconfig"` // of a cluster that the stack made
	Users         Users     `json:"users"`
	Passwords     Passwords `json:"passwords"`
	CACertificate string    `json:"caCertificate"` // PEM
}

// Read asks for the outputs of a stack of the project in a directory. A stack
// on an existing cluster has no kubeconfig among them; then the setting says
// where it is.
func Read(ctx context.Context, project, name string) (*Stack, error) {
	cli := pulumi{project: project, stack: name}
	var said outputs
	answer, err := cli.ask(ctx, "stack", "output", "--json", "--show-secrets")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return nil, fmt.Errorf("%s has outputs of another form than this program's: run pulumi up", cli)
	}
	s := &Stack{Name: name, Users: said.Users, Passwords: said.Passwords, Authority: x509.NewCertPool()}
	user := said.Users.Kibana
	if user == "" || said.Users.Grafana == "" || said.Passwords.Grafana == "" || said.Passwords.Elasticsearch[user] == "" || said.CACertificate == "" {
		return nil, fmt.Errorf("%s has no outputs, or not all that the checks need (users, passwords, caCertificate): run pulumi up", cli)
	}
	if !s.Authority.AppendCertsFromPEM([]byte(said.CACertificate)) {
		return nil, fmt.Errorf("output caCertificate of %s is no certificate in PEM", cli)
	}
	s.Kubeconfig = reach.Kubeconfig{PathOrContent: said.Kubeconfig, Directory: project}
	if said.Kubeconfig == "" {
		if s.Kubeconfig, err = cli.existingCluster(ctx); err != nil {
			return nil, err
		}
	}
	if name == "" {
		selected, err := cli.ask(ctx, "stack", "--show-name")
		if err != nil {
			return nil, err
		}
		s.Name = strings.TrimSpace(string(selected))
	}
	return s, nil
}

// existingCluster reads the setting eks-elk:cluster.
func (p pulumi) existingCluster(ctx context.Context) (reach.Kubeconfig, error) {
	answer, err := p.ask(ctx, "config", "--json", "--show-secrets")
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
	err = json.Unmarshal(answer, &settings)
	if value := settings["eks-elk:cluster"].Value; err == nil && value != "" {
		err = json.Unmarshal([]byte(value), &cluster)
	}
	if err != nil {
		// What the parser has to say may quote a secret.
		return reach.Kubeconfig{}, errors.New("the setting eks-elk:cluster cannot be read from pulumi config")
	}
	if cluster.Kubeconfig == "" {
		return reach.Kubeconfig{}, fmt.Errorf("%s has neither an output kubeconfig nor a setting eks-elk:cluster.kubeconfig: run pulumi up", p)
	}
	return reach.Kubeconfig{PathOrContent: cluster.Kubeconfig, Directory: p.project, Context: cluster.Context}, nil
}
