package reach

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"

	"eks-elk/internal/names"
)

// Dial opens a connection to a ready pod behind the Service: a port-forward
// whose near end is the connection itself and no port of this machine, which
// others on it could use.
func (c *Cluster) Dial(ctx context.Context, s names.Service) (net.Conn, error) {
	to, err := c.endpoint(ctx, s)
	if err != nil {
		return nil, err
	}
	dialer, err := c.dialer(to)
	if err != nil {
		return nil, fmt.Errorf("forward to %s: %w", to, err)
	}
	type dialed struct {
		connection httpstream.Connection
		err        error
	}
	done := make(chan dialed, 1)
	go func() { // client-go's dialers take no context
		connection, _, err := dialer.Dial(portforward.PortForwardProtocolV1Name)
		done <- dialed{connection, err}
	}()
	select {
	case d := <-done:
		if d.err != nil {
			return nil, fmt.Errorf("forward to %s: %w", to, refusal(d.err))
		}
		return c.open(d.connection, to)
	case <-ctx.Done():
		go func() {
			if d := <-done; d.err == nil {
				d.connection.Close()
			}
		}()
		return nil, fmt.Errorf("forward to %s: %w", to, ctx.Err())
	}
}

// refusal returns why a forward is not opened. An API server that cannot reach
// the kubelet passes on its response, which may be empty
// (k8s.io/apimachinery/pkg/util/httpstream/spdy, roundtripper.go).
func refusal(err error) error {
	cause := innermost(err)
	if strings.TrimSpace(cause.Error()) == "" {
		return errors.New("refused without a reason; the API server may not reach the pod's node")
	}
	return cause
}

// dialer uses a WebSocket, and SPDY where the API server or a proxy in front of it
// does not support one, like kubectl since 1.31.
func (c *Cluster) dialer(to endpoint) (httpstream.Dialer, error) {
	at := withoutTimeout(c.api.CoreV1().RESTClient().Post().
		Resource("pods").Namespace(to.namespace).Name(to.pod).SubResource("portforward").URL())
	transport, upgrader, err := spdy.RoundTripperFor(c.config)
	if err != nil {
		return nil, err
	}
	old := spdy.NewDialer(upgrader, &http.Client{Transport: transport}, http.MethodPost, at)
	websocket, err := portforward.NewSPDYOverWebsocketDialer(at, c.config)
	if err != nil {
		return nil, err
	}
	return portforward.NewFallbackDialer(websocket, old, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	}), nil
}

// withoutTimeout returns the address without the time limit that the client adds to
// requests: a connection lasts as long as it is used.
func withoutTimeout(at *url.URL) *url.URL {
	out := *at
	query := out.Query()
	query.Del("timeout")
	out.RawQuery = query.Encode()
	return &out
}

// open creates the two streams of one forwarded connection, that of errors first
// (k8s.io/client-go/tools/portforward, handleConnection).
func (c *Cluster) open(connection httpstream.Connection, to endpoint) (net.Conn, error) {
	fail := func(err error) (net.Conn, error) {
		connection.Close()
		return nil, fmt.Errorf("forward to %s: %w", to, err)
	}
	headers := http.Header{}
	headers.Set(corev1.PortHeader, strconv.Itoa(int(to.port)))
	headers.Set(corev1.PortForwardRequestIDHeader, "0")
	headers.Set(corev1.StreamType, corev1.StreamTypeError)
	failures, err := connection.CreateStream(headers)
	if err != nil {
		return fail(err)
	}
	if err := failures.Close(); err != nil { // our end: we write nothing to it
		return fail(err)
	}
	headers.Set(corev1.StreamType, corev1.StreamTypeData)
	data, err := connection.CreateStream(headers)
	if err != nil {
		return fail(err)
	}
	return newConn(c.lifetime, to, connection, data, failures), nil
}
