package recorder

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

var keep = plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true}

// monitor is the engine's side of a program's run.
type monitor struct {
	pulumirpc.UnimplementedResourceMonitorServer
	pulumirpc.UnimplementedEngineServer

	options *options

	lock      sync.Mutex
	resources []*Resource
	byURN     map[string]*Resource
	stackURN  string
	invokes   []Invoke
	logs      []Log
	exports   resource.PropertyMap

	transforms []*pulumirpc.Callback // of the whole stack
}

func newMonitor(o *options) *monitor {
	return &monitor{options: o, byURN: map[string]*Resource{}}
}

// serve listens on the loopback; stop waits until the server has ended.
func serve(m *monitor) (address string, stop func(), err error) {
	cancel := make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(s *grpc.Server) error {
			pulumirpc.RegisterResourceMonitorServer(s, m)
			pulumirpc.RegisterEngineServer(s, m)
			return nil
		},
	})
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("127.0.0.1:%d", handle.Port), func() {
		cancel <- true
		<-handle.Done
	}, nil
}

func (m *monitor) recording(err error) *Recording {
	m.lock.Lock()
	defer m.lock.Unlock()
	r := &Recording{Invokes: m.invokes, Logs: m.logs, Exports: m.exports, Err: err}
	for _, res := range m.resources {
		r.Resources = append(r.Resources, *res)
	}
	r.link()
	return r
}

// SupportsFeature declines output values, so that inputs arrive plain.
func (m *monitor) SupportsFeature(_ context.Context, in *pulumirpc.SupportsFeatureRequest) (*pulumirpc.SupportsFeatureResponse, error) {
	known := []string{"secrets", "resourceReferences", "deletedWith", "aliasSpecs", "replaceWith", "transforms"}
	return &pulumirpc.SupportsFeatureResponse{HasSupport: slices.Contains(known, in.GetId())}, nil
}

func (m *monitor) SignalAndWaitForShutdown(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (m *monitor) RegisterPackage(context.Context, *pulumirpc.RegisterPackageRequest) (*pulumirpc.RegisterPackageResponse, error) {
	return &pulumirpc.RegisterPackageResponse{Ref: "recorder"}, nil
}

func (m *monitor) RegisterStackTransform(_ context.Context, in *pulumirpc.Callback) (*emptypb.Empty, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.transforms = append(m.transforms, in)
	return &emptypb.Empty{}, nil
}

func (m *monitor) RegisterResource(_ context.Context, in *pulumirpc.RegisterResourceRequest) (*pulumirpc.RegisterResourceResponse, error) {
	inputs, err := plugin.UnmarshalProperties(in.GetObject(), keep)
	if err != nil {
		return nil, err
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if in.GetType() == string(resource.RootStackType) {
		m.stackURN = m.urn("", in.GetType(), in.GetName())
		return &pulumirpc.RegisterResourceResponse{Urn: m.stackURN}, nil
	}
	res := &Resource{
		Type: in.GetType(), Name: in.GetName(), Parent: in.GetParent(), Inputs: inputs,
		Provider: providerURN(in.GetProvider()), Providers: map[string]string{},
		Dependencies: in.GetDependencies(), PropertyDependencies: map[string][]string{},
		Version: in.GetVersion(), Remote: in.GetRemote(), Custom: in.GetCustom(),
		transforms: in.GetTransforms(), aliased: in.GetAliases(),
	}
	res.takeOptions(in)
	for pkg, ref := range in.GetProviders() {
		res.Providers[pkg] = providerURN(ref)
	}
	for key, deps := range in.GetPropertyDependencies() {
		res.PropertyDependencies[key] = deps.GetUrns()
	}
	if res.Parent == m.stackURN {
		res.Parent = ""
	}
	if err := m.transform(m.transforms, res); err != nil {
		return nil, err
	}
	if err := m.add(res); err != nil {
		return nil, err
	}
	answer := &pulumirpc.RegisterResourceResponse{Urn: res.URN, Id: res.ID}
	if res.Remote {
		made, err := m.construct(res)
		if err != nil {
			return nil, err
		}
		answer.PropertyDependencies = map[string]*pulumirpc.RegisterResourceResponse_PropertyDependencies{}
		for key := range res.Outputs {
			answer.PropertyDependencies[string(key)] = &pulumirpc.RegisterResourceResponse_PropertyDependencies{Urns: made}
		}
	}
	answer.Object, err = plugin.MarshalProperties(res.Outputs, keep)
	return answer, err
}

// add gives a resource its URN, id and outputs and puts it on the list.
func (m *monitor) add(res *Resource) error {
	res.URN = m.urn(res.Parent, res.Type, res.Name)
	if m.byURN[res.URN] != nil {
		return fmt.Errorf("duplicate resource URN '%s'; try giving it a unique name", res.URN)
	}
	if res.Custom && !m.options.preview {
		res.ID = res.Name + "_id"
	}
	res.Aliases = m.aliases(res)
	res.Outputs = m.outputs(res)
	m.byURN[res.URN] = res
	m.resources = append(m.resources, res)
	return nil
}

func (m *monitor) urn(parent, typeToken, name string) string {
	var above tokens.Type
	if parent != "" && parent != m.stackURN {
		above = resource.URN(parent).QualifiedType()
	}
	return string(resource.NewURN(tokens.QName(m.options.stack), Project, above, tokens.Type(typeToken), name))
}

// providerURN drops the id from a provider reference, urn::id.
func providerURN(ref string) string {
	if i := strings.LastIndex(ref, "::"); i >= 0 {
		return ref[:i]
	}
	return ""
}

func (m *monitor) RegisterResourceOutputs(_ context.Context, in *pulumirpc.RegisterResourceOutputsRequest) (*emptypb.Empty, error) {
	outputs, err := plugin.UnmarshalProperties(in.GetOutputs(), keep)
	if err != nil {
		return nil, err
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if in.GetUrn() == m.stackURN {
		m.exports = outputs
	} else if res := m.byURN[in.GetUrn()]; res != nil {
		res.Outputs = merge(res.Outputs, outputs)
	}
	return &emptypb.Empty{}, nil
}

func (m *monitor) Invoke(_ context.Context, in *pulumirpc.ResourceInvokeRequest) (*pulumirpc.InvokeResponse, error) {
	args, err := plugin.UnmarshalProperties(in.GetArgs(), keep)
	if err != nil {
		return nil, err
	}
	answer, err := m.invoke(in.GetTok(), providerURN(in.GetProvider()), args)
	if err != nil {
		return nil, err
	}
	out, err := plugin.MarshalProperties(answer, keep)
	return &pulumirpc.InvokeResponse{Return: out}, err
}

func (m *monitor) Log(_ context.Context, in *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.logs = append(m.logs, Log{Severity: in.GetSeverity().String(), Message: in.GetMessage()})
	return &emptypb.Empty{}, nil
}

func (m *monitor) SetRootResource(context.Context, *pulumirpc.SetRootResourceRequest) (*pulumirpc.SetRootResourceResponse, error) {
	return &pulumirpc.SetRootResourceResponse{}, nil
}

func (m *monitor) GetRootResource(context.Context, *pulumirpc.GetRootResourceRequest) (*pulumirpc.GetRootResourceResponse, error) {
	return &pulumirpc.GetRootResourceResponse{Urn: m.stackURN}, nil
}
