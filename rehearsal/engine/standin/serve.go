package standin

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// Server serves stand-ins on the loopback interface, each on a port of its own.
type Server struct {
	listeners []net.Listener
	ports     map[string]int
	busy      atomic.Int64
	open      sync.Map // *grpc.Server of each connection
}

// maxMessage is the engine's own limit on a message (400 MiB).
const maxMessage = 400 << 20

// Serve starts the stand-ins.
func Serve(providers ...*Provider) (*Server, error) {
	s := &Server{ports: map[string]int{}}
	for _, p := range providers {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.Stop()
			return nil, fmt.Errorf("serve the %s stand-in: %w", p.pkg, err)
		}
		s.listeners = append(s.listeners, listener)
		s.ports[p.pkg] = listener.Addr().(*net.TCPAddr).Port
		go s.accept(listener, p)
	}
	return s, nil
}

// accept gives each connection a server of its own: the engine opens one for
// each provider resource, and what a server learns in the handshake and when
// it is configured is that resource's alone.
func (s *Server) accept(listener net.Listener, p *Provider) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		server := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
			grpc.UnaryInterceptor(s.timed))
		pulumirpc.RegisterResourceProviderServer(server, plugin.NewProviderServer(p))
		s.open.Store(server, true)
		go func() {
			_ = server.Serve(newSingle(conn))
			server.Stop()
			p.sessions.Delete(conn.RemoteAddr().String())
			s.open.Delete(server)
		}()
	}
}

// Busy is how long the stand-ins have worked on answers, added up.
func (s *Server) Busy() time.Duration { return time.Duration(s.busy.Load()) }

func (s *Server) timed(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	begin := time.Now()
	defer func() { s.busy.Add(int64(time.Since(begin))) }()
	return handle(ctx, req)
}

// Environment is the engine's own way to be told of providers that already
// run: PULUMI_DEBUG_PROVIDERS=aws:4711,….
func (s *Server) Environment() string {
	var parts []string
	for pkg, port := range s.ports {
		parts = append(parts, fmt.Sprintf("%s:%d", pkg, port))
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// Stop ends the servers; operations under way are cut off.
func (s *Server) Stop() {
	for _, l := range s.listeners {
		_ = l.Close()
	}
	s.open.Range(func(server, _ any) bool {
		go server.(*grpc.Server).Stop()
		return true
	})
}

// Open lets every operation in at once.
type Open struct{}

// Enter never waits.
func (Open) Enter(context.Context, string, string) (func(bool), error) { return func(bool) {}, nil }
