package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"eks-elk/internal/names"
)

// elasticsearchHealth accepts yellow: with one node, an index's replicas stay
// unassigned.
func (p *Platform) elasticsearchHealth(ctx context.Context) (string, error) {
	var health struct {
		Status           string `json:"status"`
		Nodes            int    `json:"number_of_nodes"`
		ActiveShards     int    `json:"active_shards"`
		UnassignedShards int    `json:"unassigned_shards"`
	}
	if err := p.read(ctx, request{to: names.Elasticsearch, path: "/_cluster/health", as: p.person()}, &health); err != nil {
		return "", err
	}
	saw := fmt.Sprintf("%s, nodes: %d, shards: %d active, %d unassigned", health.Status, health.Nodes, health.ActiveShards, health.UnassignedShards)
	if health.Status != "green" && health.Status != "yellow" {
		return "", fmt.Errorf("%s", saw)
	}
	return saw, nil
}

// superuserRole is the role of the user in the stack's outputs.
const superuserRole = "superuser"

func (p *Platform) superuserLogin(ctx context.Context) (string, error) {
	return p.authenticate(ctx, p.person(), superuserRole)
}

// serviceLogin logs in with the Secret that the component itself reads.
func (p *Platform) serviceLogin(ctx context.Context, l names.Login) (string, error) {
	content, err := p.Cluster.Secret(ctx, names.ELKNamespace, l.Secret)
	if err != nil {
		return "", err
	}
	as := credentials{string(content[names.UsernameKey]), string(content[names.PasswordKey])}
	p.hide(as.password)
	if as.user != l.User || as.password == "" {
		return "", fmt.Errorf("the Secret %s/%s holds no login of %s", names.ELKNamespace, l.Secret, l.User)
	}
	return p.authenticate(ctx, as, l.Role)
}

// authenticate logs in and checks the user name and the role.
func (p *Platform) authenticate(ctx context.Context, as credentials, role string) (string, error) {
	var who struct {
		Username string   `json:"username"`
		Roles    []string `json:"roles"`
	}
	if err := p.read(ctx, request{to: names.Elasticsearch, path: "/_security/_authenticate", as: as}, &who); err != nil {
		return "", err
	}
	saw := fmt.Sprintf("is %s, roles: %s", who.Username, strings.Join(who.Roles, ", "))
	if who.Username != as.user || !slices.Contains(who.Roles, role) {
		return "", fmt.Errorf("%s; should be %s with role %s", saw, as.user, role)
	}
	return saw, nil
}

func (p *Platform) elasticsearchRefuses(ctx context.Context) (string, error) {
	return p.refuses(ctx, request{to: names.Elasticsearch, path: "/_security/_authenticate", as: credentials{user: p.Users.Kibana}})
}
