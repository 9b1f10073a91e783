package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"eks-elk/internal/names"
)

func (p *Platform) kibanaStatus(ctx context.Context) (string, error) {
	// Without a login, as the readiness probe asks; the answer then holds
	// nothing but the level.
	a, err := p.ask(ctx, question{to: names.Kibana, path: "/api/status"})
	if err != nil {
		return "", err
	}
	var said struct {
		Status struct {
			Overall struct {
				Level string `json:"level"`
			} `json:"overall"`
		} `json:"status"`
	}
	// Before Kibana is up, the answer is no JSON.
	if json.Unmarshal(a.body, &said) != nil || said.Status.Overall.Level == "" {
		return "", fmt.Errorf("/api/status answers %d and no level", a.status)
	}
	if a.status != http.StatusOK || said.Status.Overall.Level != "available" {
		return "", fmt.Errorf("%s (%d)", said.Status.Overall.Level, a.status)
	}
	return said.Status.Overall.Level, nil
}

// kibanaSpaces is in Kibana's public API and open to whoever is logged in.
const kibanaSpaces = "/api/spaces/space"

func (p *Platform) kibanaLogin(ctx context.Context) (string, error) {
	var spaces []struct {
		ID string `json:"id"`
	}
	if err := p.read(ctx, question{to: names.Kibana, path: kibanaSpaces, as: p.person()}, &spaces); err != nil {
		return "", err
	}
	if len(spaces) == 0 {
		return "", fmt.Errorf("%s is let in and sees no space", p.Users.Kibana)
	}
	return fmt.Sprintf("let in, spaces: %d", len(spaces)), nil
}

func (p *Platform) kibanaRefuses(ctx context.Context) (string, error) {
	return p.refuses(ctx, question{to: names.Kibana, path: kibanaSpaces, as: credentials{user: p.Users.Kibana}})
}
