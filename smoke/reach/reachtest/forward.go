package reachtest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/apimachinery/pkg/util/httpstream/spdy"
	constants "k8s.io/apimachinery/pkg/util/portforward"
	"k8s.io/client-go/tools/portforward"
)

// forward upgrades a request as the API server does, and speaks on the streams
// as the kubelet does.
func (a *API) forward(w http.ResponseWriter, r *http.Request) {
	if a.NoNodes.Load() {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // api v1 namespaces NS pods POD portforward
	pod := parts[3] + "/" + parts[5]
	streams := make(chan httpstream.Stream, 2)
	opened := func(s httpstream.Stream, _ <-chan struct{}) error { streams <- s; return nil }

	var connection httpstream.Connection
	if websocket.IsWebSocketUpgrade(r) {
		if a.NoWebSockets.Load() {
			http.Error(w, "unable to upgrade", http.StatusBadRequest)
			return
		}
		upgrader := websocket.Upgrader{Subprotocols: []string{constants.WebsocketsSPDYTunnelingPortForwardV1}}
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		if connection, err = spdy.NewServerConnection(portforward.NewTunnelingConnection("server", socket), opened); err != nil {
			return
		}
		a.Upgrades.Store("websocket", true)
	} else {
		if _, err := httpstream.Handshake(r, w, []string{portforward.PortForwardProtocolV1Name}); err != nil {
			return
		}
		if connection = spdy.NewResponseUpgrader().UpgradeResponse(w, r, opened); connection == nil {
			return
		}
		a.Upgrades.Store("spdy", true)
	}
	a.Forwards.Add(1)
	defer a.Forwards.Add(-1)
	defer connection.Close()
	go a.serve(pod, streams, connection.CloseChan())
	<-connection.CloseChan()
}

// serve takes the pair of streams and joins the data's with the pod's port.
func (a *API) serve(pod string, streams <-chan httpstream.Stream, closed <-chan bool) {
	var failures, data httpstream.Stream
	for failures == nil || data == nil {
		select {
		case s := <-streams:
			if s.Headers().Get(corev1.StreamType) == corev1.StreamTypeError {
				failures = s
			} else {
				data = s
			}
		case <-closed:
			return
		}
	}
	defer data.Close()
	defer failures.Close()
	port := data.Headers().Get(corev1.PortHeader)
	a.mutex.Lock()
	address := a.pods[pod+":"+port]
	a.mutex.Unlock()
	to, err := net.Dial("tcp", address)
	if err != nil {
		fmt.Fprintf(failures, "error forwarding port %s to pod 5e8, uid : dial tcp4 127.0.0.1:%[1]s: connect: connection refused", port)
		return
	}
	defer to.Close()
	go func() {
		_, _ = io.Copy(to, data)
		to.(*net.TCPConn).CloseWrite()
	}()
	_, _ = io.Copy(data, to)
}
