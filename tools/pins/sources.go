package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// sources are where releases are listed.
type sources struct {
	client *http.Client
	github string // the API's address
	token  string // of GitHub; without one it answers 60 requests an hour
	charts map[string]map[string][]release
}

func defaultSources() sources {
	return sources{
		client: &http.Client{Timeout: time.Minute}, github: "https://api.github.com", token: os.Getenv("GH_TOKEN"),
		charts: map[string]map[string][]release{},
	}
}

// releases returns what a pin's source offers.
func (s sources) releases(ctx context.Context, p pin) ([]release, error) {
	switch p.Source {
	case "helm":
		all, err := s.index(ctx, p.registry)
		if err == nil && all[p.Name] == nil {
			err = fmt.Errorf("%s has no chart %s", p.registry, p.Name)
		}
		return all[p.Name], err
	case "github-releases":
		return s.tagged(ctx, p)
	}
	return nil, fmt.Errorf("pins cannot ask %q", p.Source)
}

// index returns the charts of a repository. https://helm.sh/docs/topics/chart_repository
func (s sources) index(ctx context.Context, repository string) (map[string][]release, error) {
	if known, ok := s.charts[repository]; ok {
		return known, nil
	}
	body, _, err := s.get(ctx, strings.TrimSuffix(repository, "/")+"/index.yaml", "")
	if err != nil {
		return nil, err
	}
	var content struct {
		Entries map[string][]struct {
			Version string    `yaml:"version"`
			Created time.Time `yaml:"created"`
		} `yaml:"entries"`
	}
	if err := yaml.Unmarshal(body, &content); err != nil {
		return nil, fmt.Errorf("%s/index.yaml: %w", repository, err)
	}
	out := map[string][]release{}
	for name, versions := range content.Entries {
		for _, v := range versions {
			out[name] = append(out[name], release{v.Version, v.Created})
		}
	}
	s.charts[repository] = out
	return out, nil
}

var next = regexp.MustCompile(`<([^>]+)>; rel="next"`)

// tagged returns the releases of a repository on GitHub, newest first, as far back
// as the pin. https://docs.github.com/en/rest/releases/releases
func (s sources) tagged(ctx context.Context, p pin) (out []release, err error) {
	address := s.github + "/repos/" + p.Name + "/releases?per_page=100"
	for address != "" {
		body, header, err := s.get(ctx, address, s.token)
		if err != nil {
			return nil, err
		}
		var page []struct {
			Tag       string    `json:"tag_name"`
			Published time.Time `json:"published_at"`
			Pre       bool      `json:"prerelease"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, fmt.Errorf("%s: %w", address, err)
		}
		for _, r := range page {
			if r.Pre {
				continue
			}
			out = append(out, release{r.Tag, r.Published})
			if strings.TrimPrefix(r.Tag, "v") == strings.TrimPrefix(p.Version, "v") {
				return out, nil
			}
		}
		m := next.FindStringSubmatch(header.Get("Link"))
		if m == nil {
			break
		}
		address = m[1]
	}
	return out, nil
}

func (s sources) get(ctx context.Context, address, token string) ([]byte, http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s: %s", address, response.Status)
	}
	body, err := io.ReadAll(response.Body)
	return body, response.Header, err
}
