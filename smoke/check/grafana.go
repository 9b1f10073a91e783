package check

import (
	"context"
	"fmt"

	"eks-elk/internal/names"
)

func (p *Platform) grafanaHealth(ctx context.Context) (string, error) {
	var health struct {
		Database string `json:"database"`
		Version  string `json:"version"`
	}
	if err := p.read(ctx, request{to: names.Grafana, path: "/api/health"}, &health); err != nil {
		return "", err
	}
	if health.Database != "ok" {
		return "", fmt.Errorf("database: %s", health.Database)
	}
	return fmt.Sprintf("version %s, database: %s", health.Version, health.Database), nil
}

// grafanaLogin tries no wrong password: after five of them Grafana locks the user
// out for five minutes.
func (p *Platform) grafanaLogin(ctx context.Context) (string, error) {
	var who struct {
		Login string `json:"login"`
		Admin bool   `json:"isGrafanaAdmin"`
	}
	as := credentials{p.Users.Grafana, p.Passwords.Grafana}
	if err := p.read(ctx, request{to: names.Grafana, path: "/api/user", as: as}, &who); err != nil {
		return "", err
	}
	if who.Login != as.user || !who.Admin {
		return "", fmt.Errorf("is %q, administrator: %v; should be %s, an administrator", who.Login, who.Admin, as.user)
	}
	return fmt.Sprintf("is %s, an administrator", who.Login), nil
}
