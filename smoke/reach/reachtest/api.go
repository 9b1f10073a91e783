// Package reachtest is the part of a Kubernetes API server that package reach
// uses: HTTPS, a login, and port-forwards over WebSockets and SPDY to servers
// that the test starts in place of pods.
package reachtest

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"

	"eks-elk/internal/names"
)

// Token is the login of the kubeconfig.
const Token = "a-secret-token"

// API is the server.
type API struct {
	URL          string
	NoWebSockets atomic.Bool // as an API server before 1.30 or a proxy in front of it
	RefuseLogins atomic.Bool
	NoNodes      atomic.Bool // as an API server that cannot reach the kubelets and gets an empty refusal

	Forwards atomic.Int64 // that are open
	Upgrades sync.Map     // how they were opened: websocket or spdy, to true

	server  *httptest.Server
	mutex   sync.Mutex
	objects map[string]any    // by path
	pods    map[string]string // address of the server in a pod's place, by namespace/pod:port
}

// New starts a server without objects. It ends with the test.
func New(t testing.TB) *API {
	a := &API{objects: map[string]any{"/version": version.Info{GitVersion: "v1.35.1"}}, pods: map[string]string{}}
	a.server = httptest.NewUnstartedServer(a)
	a.server.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that a test ends
	a.server.StartTLS()
	a.URL = a.server.URL
	t.Cleanup(func() {
		a.server.CloseClientConnections()
		a.server.Close()
	})
	return a
}

// Pod is a pod of a Service.
type Pod struct {
	Name     string
	Port     int32
	Address  string // of the server in its place; empty: none
	NotReady bool
}

// Serve adds a Service with pods behind it. The first of its ports is another.
func (a *API) Serve(s names.Service, pods ...Pod) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.objects[fmt.Sprintf("/api/v1/namespaces/%s/services/%s", s.Namespace, s.Name)] = corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.Namespace, Name: s.Name},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "metrics", Port: 1}, {Name: "main", Port: int32(s.Port)}}},
	}
	var slices discoveryv1.EndpointSliceList
	for _, pod := range pods {
		other, main, ready := "metrics", "main", !pod.NotReady
		wrong := int32(1)
		slices.Items = append(slices.Items, discoveryv1.EndpointSlice{
			Ports: []discoveryv1.EndpointPort{{Name: &other, Port: &wrong}, {Name: &main, Port: &pod.Port}},
			Endpoints: []discoveryv1.Endpoint{{
				Conditions: discoveryv1.EndpointConditions{Ready: &ready},
				TargetRef:  &corev1.ObjectReference{Kind: "Pod", Namespace: s.Namespace, Name: pod.Name},
			}},
		})
		a.pods[fmt.Sprintf("%s/%s:%d", s.Namespace, pod.Name, pod.Port)] = pod.Address
	}
	a.objects[fmt.Sprintf("/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices?kubernetes.io/service-name=%s", s.Namespace, s.Name)] = slices
}

// Secret adds a Secret.
func (a *API) Secret(namespace, name string, content map[string][]byte) {
	a.Put(fmt.Sprintf("/api/v1/namespaces/%s/secrets/%s", namespace, name), corev1.Secret{Data: content})
}

// Kubeconfig returns a kubeconfig whose only context is test.
func (a *API) Kubeconfig() string {
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.server.Certificate().Raw})
	text, _ := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": "test",
		"clusters": []any{map[string]any{"name": "test", "cluster": map[string]any{"server": a.URL, "certificate-authority-data": authority}}},
		"users":    []any{map[string]any{"name": "test", "user": map[string]any{"token": Token}}},
		"contexts": []any{map[string]any{"name": "test", "context": map[string]any{"cluster": "test", "user": "test"}}},
	})
	return string(text)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.RefuseLogins.Load() || r.Header.Get("Authorization") != "Bearer "+Token {
		respond(w, http.StatusUnauthorized, metav1.Status{Status: metav1.StatusFailure, Reason: metav1.StatusReasonUnauthorized, Code: http.StatusUnauthorized, Message: "Unauthorized"})
		return
	}
	if strings.HasSuffix(r.URL.Path, "/portforward") {
		a.forward(w, r)
		return
	}
	if a.changePods(w, r) {
		return
	}
	path := r.URL.Path
	if selector := r.URL.Query().Get("labelSelector"); selector != "" {
		path += "?" + selector
	}
	a.mutex.Lock()
	object, ok := a.objects[path]
	a.mutex.Unlock()
	if !ok {
		respond(w, http.StatusNotFound, metav1.Status{Status: metav1.StatusFailure, Reason: metav1.StatusReasonNotFound, Code: http.StatusNotFound, Message: path + " not found"})
		return
	}
	respond(w, http.StatusOK, object)
}

// changePods makes and deletes pods.
func (a *API) changePods(w http.ResponseWriter, r *http.Request) bool {
	at := strings.TrimSuffix(r.URL.Path, "/")
	switch r.Method {
	case http.MethodPost:
		if !strings.HasSuffix(at, "/pods") {
			return false
		}
		var pod corev1.Pod
		text, err := io.ReadAll(r.Body)
		if err == nil { // clients write it as protobuf
			_, _, err = scheme.Codecs.UniversalDeserializer().Decode(text, nil, &pod)
		}
		if err != nil {
			respond(w, http.StatusBadRequest, metav1.Status{Status: metav1.StatusFailure, Code: http.StatusBadRequest, Message: err.Error()})
			return true
		}
		pod.Name = pod.GenerateName + "x1y2z"
		a.Put(at+"/"+pod.Name, pod)
		respond(w, http.StatusCreated, pod)
	case http.MethodDelete:
		a.mutex.Lock()
		delete(a.objects, at)
		a.mutex.Unlock()
		respond(w, http.StatusOK, metav1.Status{Status: metav1.StatusSuccess})
	default:
		return false
	}
	return true
}

// Put adds an object at a path of the API.
func (a *API) Put(path string, object any) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.objects[path] = object
}

// Get returns what is at a path, or nil.
func (a *API) Get(path string) any {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.objects[path]
}

func respond(w http.ResponseWriter, status int, object any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object)
}

// Eventually waits until a condition holds; the test's own deadline ends it.
func Eventually(t testing.TB, is func() bool) {
	t.Helper()
	for !is() {
		select {
		case <-t.Context().Done():
			t.Fatal("the test ended before the condition held")
		case <-time.After(time.Millisecond):
		}
	}
}
