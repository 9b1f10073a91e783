package reach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/util/httpstream"
)

// conn is a forwarded connection.
type conn struct {
	to         endpoint
	connection httpstream.Connection
	data       httpstream.Stream

	refused chan struct{} // closed at the end of the kubelet's messages
	reason  string        // why the pod cannot be reached; empty: it can

	forget func() bool // unties the connection from its lifetime
	close  sync.Once
}

func newConn(lifetime context.Context, to endpoint, connection httpstream.Connection, data, failures httpstream.Stream) *conn {
	c := &conn{to: to, connection: connection, data: data, refused: make(chan struct{})}
	go func() {
		defer close(c.refused)
		message, _ := io.ReadAll(io.LimitReader(failures, 4096))
		c.reason = strings.TrimSpace(string(message))
	}()
	c.forget = context.AfterFunc(lifetime, func() { connection.Close() })
	return c
}

// Read returns why the pod cannot be reached in place of a plain end of file: the
// kubelet writes the reason to the other stream, and closes both.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.data.Read(b)
	if err == nil || n > 0 {
		return n, nil
	}
	select {
	case <-c.refused:
	case <-time.After(time.Second):
		return 0, err
	}
	if c.reason == "" {
		return 0, err
	}
	return 0, fmt.Errorf("%s: %s", c.to, lastPart(c.reason))
}

// lastPart returns the end of the kubelet's message, which names the pod by its id:
// "error forwarding port 9200 to pod 5e…, uid : …: connection refused".
func lastPart(message string) string {
	if i := strings.LastIndex(message, ": "); i >= 0 {
		return message[i+2:]
	}
	return message
}

func (c *conn) Write(b []byte) (int, error) { return c.data.Write(b) }

func (c *conn) Close() error {
	err := net.ErrClosed
	c.close.Do(func() {
		c.forget()
		err = errors.Join(c.data.Close(), c.connection.Close())
	})
	return err
}

type address string

func (address) Network() string  { return "port-forward" }
func (a address) String() string { return string(a) }

func (c *conn) LocalAddr() net.Addr  { return address("here") }
func (c *conn) RemoteAddr() net.Addr { return address(c.to.String()) }

// A stream has no deadlines; callers close the connection instead.
func (c *conn) SetDeadline(time.Time) error      { return nil }
func (c *conn) SetReadDeadline(time.Time) error  { return nil }
func (c *conn) SetWriteDeadline(time.Time) error { return nil }
