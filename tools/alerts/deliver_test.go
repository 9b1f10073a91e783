package alerts

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/alertmanager/config"
	amcommoncfg "github.com/prometheus/alertmanager/config/common"
	"github.com/prometheus/alertmanager/config/receiver"
	"github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/template"

	"eks-elk/alerts"
)

// Alertmanager's own code sends an alert of the table by each way, to the addresses
// that it reads from the files.
func TestAnAlertArrivesWithItsTextAndItsRunbook(t *testing.T) {
	var mutex sync.Mutex
	heard := map[string]string{} // what arrived, by path
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mutex.Lock()
		defer mutex.Unlock()
		heard[r.URL.Path] = string(body)
		switch r.URL.Path {
		case "/pagerduty":
			w.WriteHeader(http.StatusAccepted)
		case "/slack":
			_, _ = io.WriteString(w, "ok")
		}
	}))
	defer server.Close()
	hook := func(path string) alerts.Hook { return alerts.Hook{URL: server.URL + path, Severities: both} }
	r := alerts.Receivers{
		Slack: hook("/slack"), Teams: hook("/teams"), Webhook: hook("/webhook"),
		PagerDuty: alerts.PagerDuty{RoutingKey: "the-key", Severities: both}, Heartbeat: server.URL + "/heartbeat",
	}
	directory := t.TempDir()
	text, files, err := r.Configuration(directory)
	if err != nil {
		t.Fatal(err)
	}
	for key, content := range files {
		if err := os.WriteFile(filepath.Join(directory, key), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	loaded, err := config.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	a := alerts.Groups(stack)[0].Alerts[0]
	for _, to := range loaded.Receivers {
		for _, p := range to.PagerdutyConfigs { // whose address is PagerDuty's own
			at, _ := url.Parse(server.URL + "/pagerduty")
			p.URL = &amcommoncfg.URL{URL: at}
		}
		send(t, to, a)
	}
	for path, holds := range map[string][]string{
		"/slack":     {a.Summary, a.Description, a.Runbook("https://example.com"), "critical: " + a.Name},
		"/teams":     {a.Summary, a.Description, a.Runbook("https://example.com")},
		"/webhook":   {a.Summary, `"severity":"critical"`},
		"/pagerduty": {"the-key", a.Summary, `"severity":"critical"`, a.Name},
		"/heartbeat": {a.Name},
	} {
		for _, part := range holds {
			if !strings.Contains(heard[path], part) {
				t.Errorf("%s does not hold %q: %s", path, part, heard[path])
			}
		}
	}
}

// send lets each way of a receiver send an alert.
func send(t *testing.T, to config.Receiver, a alerts.Alert) {
	t.Helper()
	texts, err := template.FromGlobs(nil)
	if err != nil {
		t.Fatal(err)
	}
	texts.ExternalURL, _ = url.Parse("http://alertmanager.example.com")
	ways, err := receiver.BuildReceiverIntegrations(to, texts, nil)
	if err != nil {
		t.Fatal(err)
	}
	alert := fired(t, map[string]string{"alertname": a.Name, "severity": string(a.Severity), "namespace": a.Namespace},
		map[string]string{"summary": a.Summary, "description": a.Description, "runbook_url": a.Runbook("https://example.com")})
	ctx := notify.WithReceiverName(notify.WithGroupKey(context.Background(), "a"), to.Name)
	ctx = notify.WithNow(notify.WithGroupLabels(ctx, alert.Labels), time.Now())
	for _, way := range ways {
		if _, err := way.Notify(ctx, alert); err != nil {
			t.Errorf("%s by %s: %v", to.Name, way.String(), err)
		}
	}
}
