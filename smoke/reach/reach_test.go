package reach_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/smoke/reach"
	"eks-elk/smoke/reach/reachtest"
)

var service = names.Service{Namespace: "monitoring", Name: "grafana", Port: 80}

// page is a server in a pod's place, and its address.
func page(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strings.Repeat("an answer ", 20_000))
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func connect(t *testing.T, ctx context.Context, api *reachtest.API) *reach.Cluster {
	t.Helper()
	c, err := reach.Connect(ctx, reach.Kubeconfig{PathOrContent: api.Kubeconfig()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func get(c *reach.Cluster) (string, error) {
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return c.Dial(ctx, service) },
	}}
	response, err := client.Post("http://"+service.Host(), "text/plain", strings.NewReader(strings.Repeat("a question ", 20_000)))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestAServiceIsReachedThroughAReadyPod(t *testing.T) {
	for _, old := range []bool{false, true} {
		api := reachtest.New(t)
		api.NoWebSockets.Store(old)
		api.Serve(service,
			reachtest.Pod{Name: "starting", Port: 3000, NotReady: true},
			reachtest.Pod{Name: "running", Port: 3000, Address: page(t)})
		c := connect(t, t.Context(), api)
		if c.Version != "v1.35.1" {
			t.Errorf("version %q", c.Version)
		}
		for range 3 {
			body, err := get(c)
			if err != nil || len(body) != 200_000 {
				t.Fatalf("%d bytes, %v", len(body), err)
			}
		}
		_, websocket := api.Upgrades.Load("websocket")
		if _, spdy := api.Upgrades.Load("spdy"); spdy != old || websocket == old {
			t.Errorf("without WebSockets: %v; used SPDY: %v, WebSockets: %v", old, spdy, websocket)
		}
	}
}

func TestAnInterruptEndsEveryForward(t *testing.T) {
	api := reachtest.New(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	api.Serve(service, reachtest.Pod{Name: "silent", Port: 3000, Address: silent.Addr().String()})
	ctx, interrupt := context.WithCancel(t.Context())
	c := connect(t, ctx, api)
	ended := make(chan error, 3)
	for range 3 {
		conn, err := c.Dial(ctx, service)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, err := conn.Read(make([]byte, 1))
			ended <- err
		}()
	}
	reachtest.Eventually(t, func() bool { return api.Forwards.Load() == 3 })
	interrupt()
	for range 3 {
		if err := <-ended; err == nil {
			t.Error("a read of an interrupted forward succeeds")
		}
	}
	reachtest.Eventually(t, func() bool { return api.Forwards.Load() == 0 })
}

func TestAClosedConnectionEndsItsForward(t *testing.T) {
	api := reachtest.New(t)
	api.Serve(service, reachtest.Pod{Name: "running", Port: 3000, Address: page(t)})
	conn, err := connect(t, t.Context(), api).Dial(t.Context(), service)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := conn.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
	reachtest.Eventually(t, func() bool { return api.Forwards.Load() == 0 })
}

func TestWhyAServiceIsNotReachedIsASentence(t *testing.T) {
	api := reachtest.New(t)
	asleep := names.Service{Namespace: "elk", Name: "asleep", Port: 1234}
	empty := names.Service{Namespace: "elk", Name: "empty", Port: 1234}
	deaf := names.Service{Namespace: "elk", Name: "deaf", Port: 1234}
	api.Serve(asleep, reachtest.Pod{Name: "a", Port: 1, NotReady: true}, reachtest.Pod{Name: "b", Port: 1, NotReady: true})
	api.Serve(empty)
	api.Serve(deaf, reachtest.Pod{Name: "deaf-0", Port: 9200})
	c := connect(t, t.Context(), api)
	for s, want := range map[names.Service]string{
		{Namespace: "elk", Name: "nowhere", Port: 1}: "service elk/nowhere does not exist",
		{Namespace: "elk", Name: "empty", Port: 9}:   "service elk/empty has no port 9",
		empty:  "service elk/empty has no pod behind it",
		asleep: "service elk/asleep has no ready pod behind it: 0 of 2",
	} {
		if _, err := c.Dial(t.Context(), s); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	conn, err := c.Dial(t.Context(), deaf)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Read(make([]byte, 1)); err == nil || err.Error() != "port 9200 of pod elk/deaf-0: connection refused" {
		t.Errorf("%v", err)
	}
}

func TestARefusalWithoutAMessageIsExplained(t *testing.T) {
	api := reachtest.New(t)
	s := names.Service{Namespace: "elk", Name: "far", Port: 9200}
	api.Serve(s, reachtest.Pod{Name: "far-0", Port: 9200})
	api.NoNodes.Store(true)
	const want = "forward to port 9200 of pod elk/far-0: refused without a reason; the API server may not reach the pod's node"
	if _, err := connect(t, t.Context(), api).Dial(t.Context(), s); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestSecretsAreReadFromTheCluster(t *testing.T) {
	api := reachtest.New(t)
	api.Secret("elk", "es-exporter-credentials", map[string][]byte{"username": []byte("es_exporter")})
	c := connect(t, t.Context(), api)
	content, err := c.Secret(t.Context(), "elk", "es-exporter-credentials")
	if err != nil || string(content["username"]) != "es_exporter" {
		t.Errorf("%v, %v", content, err)
	}
	if _, err := c.Secret(t.Context(), "elk", "other"); err == nil || !strings.HasPrefix(err.Error(), "read Secret elk/other: ") {
		t.Errorf("%v", err)
	}
}

func TestAKubeconfigIsAPathOrItsContent(t *testing.T) {
	api := reachtest.New(t)
	project := t.TempDir()
	if err := os.WriteFile(filepath.Join(project, "kubeconfig"), []byte(api.Kubeconfig()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, k := range []reach.Kubeconfig{
		{PathOrContent: api.Kubeconfig(), Context: "test"},
		{PathOrContent: filepath.Join(project, "kubeconfig")},
		{PathOrContent: "./kubeconfig", Directory: project, Context: "test"},
	} {
		if _, err := reach.Connect(t.Context(), k); err != nil {
			t.Errorf("%s: %v", k.PathOrContent, err)
		}
	}
}

func TestWhyAClusterIsNotReachedIsASentence(t *testing.T) {
	api := reachtest.New(t)
	refusing := reachtest.New(t)
	refusing.RefuseLogins.Store(true)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	address := "https://" + gone.Addr().String()
	for want, k := range map[string]reach.Kubeconfig{
		"the kubeconfig of eks-elk:cluster cannot be read":       {PathOrContent: "nowhere", Directory: t.TempDir()},
		"the stack's kubeconfig is not valid YAML or JSON":       {PathOrContent: "{" + reachtest.Token},
		`the stack's kubeconfig has no context "kind"`:           {PathOrContent: api.Kubeconfig(), Context: "kind"},
		"does not accept the kubeconfig's login":                 {PathOrContent: refusing.Kubeconfig()},
		"at " + address + " does not answer: connection refused": {PathOrContent: strings.ReplaceAll(api.Kubeconfig(), api.URL, address)},
	} {
		_, err := reach.Connect(t.Context(), k)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), reachtest.Token) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
