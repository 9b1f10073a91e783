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

// superuserRole is the role of the user for emergencies.
const superuserRole = "superuser"

func (p *Platform) superuserLogin(ctx context.Context) (string, error) {
	return p.authenticate(ctx, credentials{names.Superuser, p.Passwords.Elasticsearch[names.Superuser]}, superuserRole)
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

// viewerMay asks what the viewer's role allows, and tries nothing.
func (p *Platform) viewerMay(ctx context.Context) (string, error) {
	const read = "read"
	var may struct {
		Index map[string]map[string]bool `json:"index"`
	}
	if err := p.read(ctx, request{
		to: names.Elasticsearch, path: "/_security/user/_has_privileges", as: p.viewer(),
		body: map[string]any{"index": []any{map[string]any{"names": []string{names.LogsStream}, "privileges": []string{read, "write", "delete_index"}}}},
	}, &may); err != nil {
		return "", err
	}
	for privilege, allowed := range may.Index[names.LogsStream] {
		if allowed && privilege != read {
			return "", fmt.Errorf("has the privilege %s on %s", privilege, names.LogsStream)
		}
	}
	if !may.Index[names.LogsStream][read] {
		return "", fmt.Errorf("cannot read %s", names.LogsStream)
	}
	return "reads logs, and writes and deletes none", nil
}

func (p *Platform) elasticsearchRefuses(ctx context.Context) (string, error) {
	return p.refuses(ctx, request{to: names.Elasticsearch, path: "/_security/_authenticate", as: credentials{user: p.Users.Kibana}})
}
