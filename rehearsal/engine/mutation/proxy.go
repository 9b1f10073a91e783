// Package mutation makes the program say something wrong: between the program
// and the engine it changes one thing of what is registered. A rehearsal or a
// test that stays green on it has stopped biting.
package mutation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// registerResource is the call that is changed on its way.
const registerResource = "/pulumirpc.ResourceMonitor/RegisterResource"

// Proxy stands between a program and the engine's resource monitor.
type Proxy struct {
	Address   string
	server    *grpc.Server
	engine    *grpc.ClientConn
	mutations []Mutation
	copies    int
	targets   sync.Map // of the program's callbacks, by token
}

// Start serves a proxy of the monitor at address; the mutations see every
// resource before the engine does.
func Start(monitor string, mutations []Mutation) (*Proxy, error) {
	engine, err := grpc.NewClient(monitor, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{}), grpc.MaxCallRecvMsgSize(400<<20)))
	if err != nil {
		return nil, fmt.Errorf("reach the engine's monitor: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the program: %w", err)
	}
	p := &Proxy{Address: listener.Addr().String(), engine: engine, mutations: mutations}
	p.server = grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.UnknownServiceHandler(p.pass), grpc.MaxRecvMsgSize(400<<20))
	go func() { _ = p.server.Serve(listener) }()
	return p, nil
}

// Stop ends the proxy.
func (p *Proxy) Stop() {
	p.server.Stop()
	_ = p.engine.Close()
}

// pass hands one call on, both ways.
func (p *Proxy) pass(_ any, in grpc.ServerStream) error {
	method, ok := grpc.MethodFromServerStream(in)
	if !ok {
		return status.Error(codes.Internal, "a call without a method")
	}
	ctx := in.Context()
	if method == invokeCallback {
		var message []byte
		if err := in.RecvMsg(&message); err != nil {
			return err
		}
		answer, err := p.answerFor(ctx, message)
		if err != nil {
			return err
		}
		return in.SendMsg(&answer)
	}
	if md, ok := metadata.FromIncomingContext(ctx); ok {
		ctx = metadata.NewOutgoingContext(ctx, md)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, err := p.engine.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method)
	if err != nil {
		return err
	}
	go p.forth(method, in, out)
	for {
		var message []byte
		if err := out.RecvMsg(&message); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if method == registerResource {
			answered(message)
		}
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
}

func (p *Proxy) forth(method string, in grpc.ServerStream, out grpc.ClientStream) {
	defer func() { _ = out.CloseSend() }()
	for {
		var message []byte
		if in.RecvMsg(&message) != nil {
			return
		}
		if method == registerResource {
			message = p.changed(out.Context(), message)
		}
		if out.SendMsg(&message) != nil {
			return
		}
	}
}

// changed returns the message as the mutations have it, and registers the copies
// that they ask for.
func (p *Proxy) changed(ctx context.Context, message []byte) []byte {
	var req pulumirpc.RegisterResourceRequest
	if proto.Unmarshal(message, &req) != nil {
		return message
	}
	if slices.ContainsFunc(p.mutations, func(m Mutation) bool { return m.Child != nil }) {
		p.reroute(req.GetTransforms())
	}
	copies := 0
	for _, m := range p.mutations {
		copies += m.Change(&req)
	}
	for range copies {
		twin := proto.CloneOf(&req)
		p.copies++
		twin.Name = fmt.Sprintf("%s-copy-%d", req.GetName(), p.copies)
		if copied, err := proto.Marshal(twin); err == nil {
			var answer []byte
			_ = p.engine.Invoke(ctx, registerResource, &copied, &answer)
		}
	}
	if altered, err := proto.Marshal(&req); err == nil {
		return altered
	}
	return message
}

// raw is the codec of messages that are passed on as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }

func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), data...)
	return nil
}

func (raw) Name() string { return "proto" }
