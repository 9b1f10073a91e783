package standin

import (
	"net"
	"sync"
)

// single is a listener of one connection that is there already. It ends when
// the connection does.
type single struct {
	conns chan net.Conn
	addr  net.Addr
	ended chan struct{}
	once  sync.Once
}

func newSingle(conn net.Conn) *single {
	s := &single{conns: make(chan net.Conn, 1), addr: conn.LocalAddr(), ended: make(chan struct{})}
	s.conns <- &ending{Conn: conn, end: s}
	return s
}

// Accept returns the connection once, and then waits for its end.
func (s *single) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.ended:
		return nil, net.ErrClosed
	}
}

// Close ends the listener.
func (s *single) Close() error {
	s.once.Do(func() { close(s.ended) })
	return nil
}

// Addr is the connection's own.
func (s *single) Addr() net.Addr { return s.addr }

// ending is a connection whose end ends its listener.
type ending struct {
	net.Conn
	end *single
}

func (e *ending) Close() error {
	_ = e.end.Close()
	return e.Conn.Close()
}
