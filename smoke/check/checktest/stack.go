// Package checktest is a running stack for tests: an HTTP or HTTPS server for
// each component, which responds as that component does and checks logins, with
// certificates of a real authority. Tests break it where they need to.
package checktest

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	lumberlog "github.com/elastic/go-lumber/log"
	lumberjack "github.com/elastic/go-lumber/server"

	"eks-elk/internal/names"
)

// The Beats input tells of every connection that ends; the tests say what is wrong.
func init() { lumberlog.Logger = log.New(io.Discard, "", 0) }

// Passwords of the users; GrafanaPassword is Grafana's administrator's.
var Passwords = map[string]string{
	"elastic": "secret-of-elastic", "kibana_server": "secret-of-kibana",
	"logstash_writer": "secret-of-logstash", "es_exporter": "secret-of-exporter",
	"viewer": "secret-of-viewer", "operator": "secret-of-operator", "kibana_setup": "secret-of-setup", "grafana_reader": "secret-of-reader",
}

// GrafanaPassword is the password of admin.
const GrafanaPassword = "secret-of-grafana"

// Stack is what runs, and what is wrong with it. New returns a healthy one.
type Stack struct {
	Authority    *Authority
	Certificates map[string]tls.Certificate // by Service

	Passwords         map[string]string // that Elasticsearch knows
	AcceptAnyPassword bool
	Roles             map[string]string // by user
	Health            string            // of the Elasticsearch cluster
	Documents         []time.Time       // in index logstash; nil: there is no index
	Applied           []string          // policies of Elasticsearch's file settings
	NotApplied        string            // why they are not applied; empty: they are
	NodeNames         []string          // of the cluster
	Deaf              map[string]bool   // nodes whose lines do not arrive
	TakesAnyBeat      bool              // Logstash asks for no certificate

	KibanaLevel     string            // available, degraded, unavailable
	Views           map[string]string // data views of Kibana: names by id
	Board           []string          // what the dashboard shows; nil: there is none
	Gone            int               // how much of it is not there
	ViewerWrites    bool
	SourceError     string // of Grafana's data source; empty: it works
	GrafanaDatabase string // ok or failing
	GrafanaPassword string
	Targets         []Target
	Probes          map[string]string // probe_success by target
	Alertmanagers   []string          // that Prometheus knows, by URL
	AlertmanagerUp  bool
	Alerts          map[string]string // health by name
	// AlertmanagerConfig is the configuration that is loaded.
	AlertmanagerConfig string

	Secrets map[string]map[string]string // by namespace/name
	Down    map[string]string            // Services without a pod, and the error
	Hang    map[string]bool              // Services that accept a connection and never respond

	addresses map[string]string // by Service

	mutex sync.Mutex
	lines map[string][]string // that pods wrote and that arrived: their nodes, by line
}

// Target is one of Prometheus's.
type Target struct {
	ScrapePool string            `json:"scrapePool"`
	Labels     map[string]string `json:"labels"`
	Health     string            `json:"health"`
	LastError  string            `json:"lastError"`
}

// New starts a healthy stack, changed by spoil.
func New(t testing.TB, spoil func(*Stack)) *Stack {
	t.Helper()
	s := &Stack{
		Authority: NewAuthority(t), Certificates: map[string]tls.Certificate{},
		Passwords: map[string]string{},
		Roles: map[string]string{
			"elastic": "superuser", "kibana_server": "kibana_system",
			"logstash_writer": "logstash_writer", "es_exporter": "es_exporter",
			"viewer": "viewer", "operator": "operator",
		},
		Health:    "yellow",
		Documents: []time.Time{time.Now().Add(-time.Hour), time.Now().Add(-40 * time.Second), time.Now().Add(-10 * time.Second)},
		Applied:   []string{names.LogsPolicy}, NodeNames: []string{"node-a", "node-b"}, Deaf: map[string]bool{},
		KibanaLevel: "available", Views: map[string]string{names.LogsView: "Logs", names.UptimeView: "Uptime"},
		Board: []string{"a search", "a chart", names.LogsView}, GrafanaDatabase: "ok", GrafanaPassword: GrafanaPassword,
		Targets: targets(), Probes: map[string]string{"elasticsearch": "1", "kibana": "1", "grafana": "1"},
		Alertmanagers: []string{"http://10.1.0.9:9093/api/v2/alerts"}, AlertmanagerUp: true,
		Alerts: alertRules(), AlertmanagerConfig: alertmanagerConfig,
		Secrets: map[string]map[string]string{}, Down: map[string]string{}, Hang: map[string]bool{},
		addresses: map[string]string{}, lines: map[string][]string{},
	}
	for user, password := range Passwords {
		s.Passwords[user] = password
	}
	for _, l := range append(names.Logins(), names.People()...) {
		s.Secrets[names.ELKNamespace+"/"+l.Secret] = map[string]string{names.UsernameKey: l.User, names.PasswordKey: Passwords[l.User]}
	}
	for _, service := range []names.Service{names.Elasticsearch, names.Kibana, names.Beats} {
		s.Certificates[service.Name] = s.Authority.Issue(t, time.Now().Add(24*time.Hour), ServiceNames(service.Name)...)
	}
	s.Secrets[names.LogsNamespace+"/"+names.FilebeatTLS] = s.Authority.Client(t, names.FilebeatRelease)
	if spoil != nil {
		spoil(s)
	}
	s.start(t)
	return s
}

// ServiceNames returns the names in the certificate of a Service.
func ServiceNames(service string) []string {
	return []string{service, service + ".elk", service + ".elk.svc", service + ".elk.svc.cluster.local", "localhost"}
}

func (s *Stack) start(t testing.TB) {
	for name, handler := range map[string]http.Handler{
		names.Elasticsearch.Name: s.elasticsearch(), names.Kibana.Name: s.kibana(), names.Grafana.Name: s.grafana(),
		names.Prometheus.Name: s.prometheus(), names.Alertmanager.Name: s.alertmanager(),
	} {
		server := httptest.NewUnstartedServer(handler)
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that clients break off
		if certificate, ok := s.Certificates[name]; ok {
			server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
			server.StartTLS()
		} else {
			server.Start()
		}
		t.Cleanup(server.Close)
		s.addresses[name] = server.Listener.Addr().String()
	}
	s.addresses["logstash"] = s.beats(t)
	silent := listen(t)
	for name := range s.Hang {
		s.addresses[name] = silent.Addr().String()
	}
}

func listen(t testing.TB) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// beats is a Beats input, which takes certificates of the authority alone.
func (s *Stack) beats(t testing.TB) string {
	config := &tls.Config{
		Certificates: []tls.Certificate{s.Certificates["logstash"]}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: s.Authority.Pool(),
	}
	if s.TakesAnyBeat {
		config.ClientAuth = tls.NoClientCert
	}
	l := tls.NewListener(listen(t), config)
	input, err := lumberjack.NewWithListener(l, lumberjack.V2(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { input.Close() })
	go func() {
		for batch := range input.ReceiveChan() {
			batch.ACK()
		}
	}()
	return l.Addr().String()
}

// Nodes returns NodeNames.
func (s *Stack) Nodes(context.Context) ([]string, error) { return s.NodeNames, nil }

// Say is a pod whose line arrives at once.
func (s *Stack) Say(_ context.Context, node, line string) (func(), error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.Deaf[node] {
		s.lines[line] = append(s.lines[line], node)
	}
	return func() {}, nil
}

// Address returns where a Service's pod listens.
func (s *Stack) Address(service string) string { return s.addresses[service] }

// Dial connects to a Service directly.
func (s *Stack) Dial(ctx context.Context, to names.Service) (net.Conn, error) {
	if reason, ok := s.Down[to.Name]; ok {
		return nil, fmt.Errorf("%s %s", to, reason)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", s.addresses[to.Name])
}

// Secret returns one of Secrets.
func (s *Stack) Secret(_ context.Context, namespace, name string) (map[string][]byte, error) {
	content, ok := s.Secrets[namespace+"/"+name]
	if !ok {
		return nil, fmt.Errorf("read Secret %s/%s: not found", namespace, name)
	}
	out := map[string][]byte{}
	for key, value := range content {
		out[key] = []byte(value)
	}
	return out, nil
}
