package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"eks-elk/alerts"
	"eks-elk/internal/names"
)

// alertsLoaded checks that Prometheus evaluates every alert of the stack: the operator
// leaves out what it finds wrong, and says so nowhere else.
func (p *Platform) alertsLoaded(ctx context.Context) (string, error) {
	var got struct {
		Data struct {
			Groups []struct {
				Rules []struct {
					Name      string `json:"name"`
					Health    string `json:"health"` // ok, err or unknown
					LastError string `json:"lastError"`
				} `json:"rules"`
			} `json:"groups"`
		} `json:"data"`
	}
	if err := p.read(ctx, request{to: names.Prometheus, path: "/api/v1/rules?type=alert"}, &got); err != nil {
		return "", err
	}
	others, loaded := map[string]bool{}, map[string]bool{}
	of := p.alerts()
	var problems []string
	for _, g := range got.Data.Groups {
		for _, r := range g.Rules {
			switch {
			case !slices.Contains(of, r.Name):
				others[r.Name] = true
			case r.Health == "ok":
				loaded[r.Name] = true
			default:
				loaded[r.Name] = true
				problems = append(problems, fmt.Sprintf("alert %s is %s (%s)", r.Name, r.Health, cmp.Or(r.LastError, "not evaluated yet")))
			}
		}
	}
	for _, name := range of {
		if !loaded[name] {
			problems = append(problems, "alert "+name+" is not loaded")
		}
	}
	if len(problems) > 0 {
		return "", errors.New(strings.Join(problems, "; "))
	}
	return fmt.Sprintf("%d of the stack, %d others", len(of), len(others)), nil
}

// alerts returns the names of the stack's own, each once.
func (p *Platform) alerts() []string {
	on := alerts.Stack{Certificates: map[string]string{}, Logs: p.Logs}
	if p.Backups {
		on.Backups = time.Hour // however often: the names are the same
	}
	for _, of := range p.Certificates {
		on.Certificates[of] = ""
	}
	var out []string
	for _, g := range alerts.Groups(on) {
		for _, a := range g.Alerts {
			out = append(out, a.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// receiversLoaded checks that Alertmanager has loaded each receiver of the settings,
// with its ways: one that refuses its configuration goes on with the one before.
func (p *Platform) receiversLoaded(ctx context.Context) (string, error) {
	var got struct {
		Config struct {
			Original string `json:"original"` // without its secrets
		} `json:"config"`
	}
	if err := p.read(ctx, request{to: names.Alertmanager, path: "/api/v2/status"}, &got); err != nil {
		return "", err
	}
	var loaded struct {
		Receivers []map[string]any `yaml:"receivers"`
	}
	if err := yaml.Unmarshal([]byte(got.Config.Original), &loaded); err != nil {
		return "", fmt.Errorf("the configuration of Alertmanager is not YAML: %w", err)
	}
	has := map[string][]string{}
	for _, r := range loaded.Receivers {
		name := fmt.Sprint(r["name"])
		for way, section := range alerts.Sections() {
			if r[section] != nil {
				has[name] = append(has[name], way)
			}
		}
	}
	if len(p.Receivers) == 0 {
		return "alerts reach nobody: eks-elk:monitoring.alerts names no receiver", nil
	}
	var saw, missing []string
	for _, name := range slices.Sorted(maps.Keys(p.Receivers)) {
		for _, way := range p.Receivers[name] {
			if slices.Contains(has[name], way) {
				saw = append(saw, name+" by "+way)
			} else {
				missing = append(missing, fmt.Sprintf("Alertmanager has not loaded %s for %s", way, name))
			}
		}
	}
	if missing != nil {
		return "", errors.New(strings.Join(missing, "; "))
	}
	return strings.Join(saw, ", "), nil
}
