package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

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

// grafanaLogs has Grafana ask Elasticsearch, as the user that it reads logs as.
func (p *Platform) grafanaLogs(ctx context.Context) (string, error) {
	a, err := p.do(ctx, request{
		to: names.Grafana, path: "/api/datasources/uid/" + names.GrafanaLogs + "/health", as: credentials{p.Users.Grafana, p.Passwords.Grafana},
	})
	if err != nil {
		return "", err
	}
	var health struct{ Status, Message string }
	if err := json.Unmarshal(a.body, &health); err != nil {
		return "", fmt.Errorf("the data source's health is not the JSON of its API (%d)", a.status)
	}
	if a.status != http.StatusOK || health.Status != "OK" {
		return "", fmt.Errorf("%s (%d)", health.Message, a.status)
	}
	return health.Message, nil
}
