package check

import (
	"bytes"
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

// kibanaDataViews looks for those that the stack's Job makes.
func (p *Platform) kibanaDataViews(ctx context.Context) (string, error) {
	var got struct {
		Views []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"data_view"`
	}
	if err := p.read(ctx, request{to: names.Kibana, path: "/api/data_views", as: p.person()}, &got); err != nil {
		return "", err
	}
	seen := map[string]string{}
	for _, view := range got.Views {
		seen[view.ID] = view.Name
	}
	for _, id := range []string{names.LogsView, names.UptimeView} {
		if _, there := seen[id]; !there {
			return "", noContent("data view", id)
		}
	}
	return fmt.Sprintf("%s, %s", seen[names.LogsView], seen[names.UptimeView]), nil
}

func noContent(what, id string) error {
	return fmt.Errorf("there is no %s %s: pulumi up --replace '**::%s' puts it there again", what, id, names.KibanaSetup)
}

// kibanaDashboard has the viewer export the dashboard of the stack's Job with all
// that it shows (https://www.elastic.co/guide/en/kibana/8.19/saved-objects-api-export.html).
func (p *Platform) kibanaDashboard(ctx context.Context) (string, error) {
	a, err := p.do(ctx, request{
		to: names.Kibana, path: "/api/saved_objects/_export", as: p.viewer(),
		body: map[string]any{
			"objects": []any{map[string]string{"type": "dashboard", "id": names.LogsDashboard}}, "includeReferencesDeep": true,
		},
	})
	switch {
	case err != nil:
		return "", err
	case a.status == http.StatusBadRequest: // Error fetching objects to export
		return "", noContent("dashboard", names.LogsDashboard)
	case a.status != http.StatusOK:
		return "", fmt.Errorf("its export by %s returns status %d", names.ViewerLogin.User, a.status)
	}
	lines := bytes.Split(bytes.TrimSpace(a.body), []byte("\n"))
	var last struct {
		Exported int `json:"exportedCount"`
		Missing  int `json:"missingRefCount"`
	}
	if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil || last.Exported != len(lines)-1 {
		return "", fmt.Errorf("its export does not end with how much it exports")
	}
	if last.Missing > 0 {
		return "", fmt.Errorf("it shows %d objects that are not there", last.Missing)
	}
	return fmt.Sprintf("%s and %d objects that it shows", names.LogsDashboard, last.Exported-1), nil
}

// kibanaViewerMay has the viewer give a data view the time field that it has: if
// Kibana lets it, nothing is changed.
func (p *Platform) kibanaViewerMay(ctx context.Context) (string, error) {
	a, err := p.do(ctx, request{
		to: names.Kibana, path: "/api/data_views/data_view/" + names.LogsView, as: p.viewer(),
		body: map[string]any{"data_view": map[string]any{"timeFieldName": "@timestamp"}},
	})
	if err != nil {
		return "", err
	}
	if a.status != http.StatusForbidden {
		return "", fmt.Errorf("a change of a data view by %s returns status %d, not 403", names.ViewerLogin.User, a.status)
	}
	return "changes nothing (403)", nil
}
