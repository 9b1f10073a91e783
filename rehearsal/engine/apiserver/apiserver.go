// Package apiserver answers where the simulated clusters' endpoints point: an
// HTTPS server on the loopback interface. The eks component polls
// <endpoint>/healthz before it goes on.
package apiserver

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
)

// Server answers /healthz, below any prefix, with 200.
type Server struct {
	Address string // host:port
	CA      string // PEM of the authority
	Stop    func()
}

// Start listens on a free port.
func Start() *Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(answer))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // probes that hang up are no news
	s.StartTLS()
	stop := func() { s.CloseClientConnections(); s.Close() }
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	return &Server{Address: s.Listener.Addr().String(), CA: string(ca), Stop: stop}
}

func answer(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/healthz") {
		_, _ = io.WriteString(w, "ok")
		return
	}
	http.Error(w, "this simulated API server answers /healthz only", http.StatusForbidden)
}
