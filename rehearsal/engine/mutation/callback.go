package mutation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
)

// invokeCallback is how the engine asks the program what a transform makes of a
// child of one of its remote components.
const invokeCallback = "/pulumirpc.Callbacks/Invoke"

// reroute has the engine ask the proxy in the program's place.
func (p *Proxy) reroute(callbacks []*pulumirpc.Callback) {
	for _, c := range callbacks {
		p.targets.Store(c.GetToken(), c.GetTarget())
		c.Target = p.Address
	}
}

// answerFor asks the program, and changes its answer about the child that the
// mutation is of.
func (p *Proxy) answerFor(ctx context.Context, message []byte) ([]byte, error) {
	var asked pulumirpc.CallbackInvokeRequest
	if err := proto.Unmarshal(message, &asked); err != nil {
		return nil, err
	}
	target, known := p.targets.Load(asked.GetToken())
	if !known {
		return nil, fmt.Errorf("the program has no callback %s", asked.GetToken())
	}
	program, err := grpc.NewClient(target.(string), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	defer program.Close()
	said, err := pulumirpc.NewCallbacksClient(program).Invoke(ctx, &asked)
	if err != nil {
		return nil, err
	}
	var child pulumirpc.TransformRequest
	var answer pulumirpc.TransformResponse
	if err := proto.Unmarshal(asked.GetRequest(), &child); err != nil {
		return nil, err
	}
	if err := proto.Unmarshal(said.GetResponse(), &answer); err != nil {
		return nil, err
	}
	for _, m := range p.mutations {
		if m.Child != nil && m.about(child.GetType(), child.GetName()) {
			if answer.Options == nil {
				answer.Options = child.GetOptions()
			}
			m.Child(answer.GetOptions())
		}
	}
	if said.Response, err = proto.Marshal(&answer); err != nil {
		return nil, err
	}
	return proto.Marshal(said)
}

// about tells whether the mutation is of that resource.
func (m Mutation) about(typ, name string) bool {
	return strings.HasSuffix(":"+typ, ":"+m.Type) && (m.On == "" || m.On == name)
}

// ignoring makes the engine overlook what changes at the paths.
func ignoring(paths ...string) change {
	return func(req *pulumirpc.RegisterResourceRequest) {
		req.IgnoreChanges = slices.Concat(req.GetIgnoreChanges(), paths)
	}
}

// childIgnoring is ignoring of what a component makes.
func childIgnoring(paths ...string) func(*pulumirpc.TransformResourceOptions) {
	return func(o *pulumirpc.TransformResourceOptions) {
		o.IgnoreChanges = slices.Concat(o.GetIgnoreChanges(), paths)
	}
}

// within lets the provider wait so long for the creation, such as "10s".
func within(create string) change {
	return func(req *pulumirpc.RegisterResourceRequest) {
		req.CustomTimeouts = &pulumirpc.RegisterResourceRequest_CustomTimeouts{Create: create}
	}
}

// retained leaves the thing where it is when the stack goes.
func retained(req *pulumirpc.RegisterResourceRequest) { req.RetainOnDelete = proto.Bool(true) }

// deletedFirst lets a replacement begin with the deletion.
func deletedFirst(o *pulumirpc.TransformResourceOptions) { o.DeleteBeforeReplace = proto.Bool(true) }
