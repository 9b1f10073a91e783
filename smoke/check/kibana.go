package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"eks-elk/internal/names"
)

func (p *Platform) kibanaStatus(ctx context.Context) (string, error) {
	// Without a login, like the readiness probe; the response then has only the
	// level.
	a, err := p.do(ctx, request{to: names.Kibana, path: "/api/status"})
	if err != nil {
		return "", err
	}
	var got struct {
		Status struct {
			Overall struct {
				Level string `json:"level"`
			} `json:"overall"`
		} `json:"status"`
	}
	// Before Kibana is up, the response is not JSON.
	if json.Unmarshal(a.body, &got) != nil || got.Status.Overall.Level == "" {
		return "", fmt.Errorf("/api/status returns status %d and no level", a.status)
	}
	if a.status != http.StatusOK || got.Status.Overall.Level != "available" {
		return "", fmt.Errorf("%s (%d)", got.Status.Overall.Level, a.status)
	}
	return got.Status.Overall.Level, nil
}

// kibanaSpaces is part of Kibana's public API and open to every user.
const kibanaSpaces = "/api/spaces/space"

func (p *Platform) kibanaLogin(ctx context.Context) (string, error) {
	var spaces []struct {
		ID string `json:"id"`
	}
	if err := p.read(ctx, request{to: names.Kibana, path: kibanaSpaces, as: p.person()}, &spaces); err != nil {
		return "", err
	}
	if len(spaces) == 0 {
		return "", fmt.Errorf("%s is logged in and sees no space", p.Users.Kibana)
	}
	return fmt.Sprintf("logged in, spaces: %d", len(spaces)), nil
}

func (p *Platform) kibanaRefuses(ctx context.Context) (string, error) {
	return p.refuses(ctx, request{to: names.Kibana, path: kibanaSpaces, as: credentials{user: p.Users.Kibana}})
}
