// Package standin serves the simulated world to the Pulumi engine: a provider
// for each package (aws, kubernetes, tls, random) that behaves as the real one
// does towards the engine and asks the world for everything else.
package standin

import (
	"context"
	"fmt"
	"sync"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/grpc/peer"

	"eks-elk/rehearsal/world"
)

// Provider is one package's stand-in. The engine opens a connection for each
// provider resource of the program, all to the same stand-in; the connection
// therefore tells them apart.
type Provider struct {
	plugin.UnimplementedProvider

	pkg     string
	version semver.Version
	world   *world.World
	gate    Gate

	sessions sync.Map // world.Session by the connection's peer address
}

// Gate decides when an operation may go on: it returns when it is this
// operation's turn, or the context's error.
type Gate interface {
	Enter(ctx context.Context, op, urn string) (leave func(failed bool), err error)
}

// New makes the stand-in of one package.
func New(pkg string, version semver.Version, w *world.World, gate Gate) *Provider {
	return &Provider{pkg: pkg, version: version, world: w, gate: gate}
}

// Pkg is the package the stand-in stands in for.
func (p *Provider) Pkg() string { return p.pkg }

// Attach returns the engine that found us by PULUMI_DEBUG_PROVIDERS.
func (p *Provider) Attach(string) error { return nil }

// Close ends nothing: the stand-in lives as long as the rehearsal.
func (p *Provider) Close() error { return nil }

// SignalCancellation needs no answer: no operation takes long.
func (p *Provider) SignalCancellation(context.Context) error { return nil }

// Handshake leaves secrets to the engine: it hands over plain inputs and marks
// the outputs of the same names secret again.
func (p *Provider) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{}, nil
}

// GetPluginInfo returns the version of the provider that the stand-in imitates.
func (p *Provider) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	return plugin.PluginInfo{Version: &p.version}, nil
}

// Create makes a thing, or in a preview says what is known of it beforehand.
func (p *Provider) Create(ctx context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
	if req.Preview {
		k, err := p.world.ResourceType(string(req.Type))
		if err != nil {
			return plugin.CreateResponse{}, err
		}
		return plugin.CreateResponse{Properties: foreseen(nil, req.Properties, k.Computed)}, nil
	}
	call := p.call(ctx, string(req.URN), string(req.Type), req.Name, "", req.Properties)
	leave, err := p.gate.Enter(ctx, "create", call.URN)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	defer func() { leave(err != nil) }()
	id, outputs, err := p.world.Create(call)
	if err == nil {
		call.ID = id
		err = p.exceeded("create", call.Type, p.world.Took(call.URN).Median(), req.Timeout)
	}
	if err != nil {
		return plugin.CreateResponse{}, initFailed(failure("creating", call, err), id, p.markSecrets(call.Type, outputs), call.Inputs)
	}
	return plugin.CreateResponse{ID: resource.ID(id), Properties: p.markSecrets(call.Type, outputs)}, nil
}

// Update changes a thing in place.
func (p *Provider) Update(ctx context.Context, req plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	if req.Preview {
		k, err := p.world.ResourceType(string(req.Type))
		if err != nil {
			return plugin.UpdateResponse{}, err
		}
		return plugin.UpdateResponse{Properties: foreseen(req.OldOutputs, req.NewInputs, k.Renewed)}, nil
	}
	call := p.call(ctx, string(req.URN), string(req.Type), req.Name, string(req.ID), req.NewInputs)
	call.Recorded = req.OldInputs
	leave, err := p.gate.Enter(ctx, "update", call.URN)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	defer func() { leave(err != nil) }()
	outputs, err := p.world.Update(call)
	if err == nil {
		err = p.exceeded("update", call.Type, p.world.Took(call.URN).Median(), req.Timeout)
	}
	if err != nil {
		return plugin.UpdateResponse{Properties: req.OldOutputs}, failure("updating", call, err)
	}
	return plugin.UpdateResponse{Properties: p.markSecrets(call.Type, outputs)}, nil
}

// Delete takes a thing away.
func (p *Provider) Delete(ctx context.Context, req plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	call := p.call(ctx, string(req.URN), string(req.Type), req.Name, string(req.ID), req.Inputs)
	leave, err := p.gate.Enter(ctx, "delete", call.URN)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	defer func() { leave(err != nil) }()
	if err = p.world.Delete(call); err == nil {
		err = p.exceeded("delete", call.Type, p.world.Took(call.URN).Median(), req.Timeout)
	}
	if err != nil {
		return plugin.DeleteResponse{}, failure("deleting", call, err)
	}
	return plugin.DeleteResponse{}, nil
}

// Read returns a thing as it is; a thing that is gone has no id.
func (p *Provider) Read(ctx context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	call := p.call(ctx, string(req.URN), string(req.Type), req.Name, string(req.ID), req.Inputs)
	inputs, outputs, ok, err := p.world.Read(call)
	if err != nil {
		return plugin.ReadResponse{}, failure("reading", call, err)
	}
	if !ok {
		return plugin.ReadResponse{}, nil
	}
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{
		ID: req.ID, Inputs: inputs, Outputs: p.markSecrets(call.Type, outputs),
	}}, nil
}

// Invoke returns a function.
func (p *Provider) Invoke(ctx context.Context, req plugin.InvokeRequest) (plugin.InvokeResponse, error) {
	out, err := p.world.Invoke(string(req.Tok), p.session(ctx), req.Args)
	return plugin.InvokeResponse{Properties: out}, err
}

func (p *Provider) call(ctx context.Context, urn, typ, name, id string, inputs resource.PropertyMap) world.Call {
	return world.Call{URN: urn, Type: typ, Name: name, ID: id, Inputs: inputs, Session: p.session(ctx)}
}

func (p *Provider) session(ctx context.Context) world.Session {
	s, _ := p.sessions.Load(connection(ctx))
	session, _ := s.(world.Session)
	return session
}

func failure(doing string, call world.Call, err error) error {
	return fmt.Errorf("%s %s (%s): %w", doing, call.Type, call.Name, err)
}

// markSecrets marks the outputs that the provider calls secret.
func (p *Provider) markSecrets(typ string, outputs resource.PropertyMap) resource.PropertyMap {
	k, err := p.world.ResourceType(typ)
	if err != nil {
		return outputs
	}
	for _, name := range k.Secrets {
		key := resource.PropertyKey(name)
		if v, ok := outputs[key]; ok && !v.IsSecret() && !v.IsNull() {
			outputs[key] = resource.MakeSecret(v)
		}
	}
	return outputs
}

func connection(ctx context.Context) string {
	if from, ok := peer.FromContext(ctx); ok {
		return from.Addr.String()
	}
	return ""
}
