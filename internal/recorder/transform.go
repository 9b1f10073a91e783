package recorder

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
)

// transform lets the program change a resource, as pulumi.Transforms asks for the
// children of a remote component, and RegisterResourceTransform for all: the
// engine calls back into the program before it registers the resource. What it
// changes is taken over: inputs, dependencies, options and aliases. Its answer may
// wait for other resources that it registers.
func (m *monitor) transform(callbacks []*pulumirpc.Callback, child *Resource) error {
	m.lock.Unlock()
	defer m.lock.Lock()
	for _, callback := range callbacks {
		if err := transformWith(callback, child); err != nil {
			return fmt.Errorf("transform %s: %w", child.Name, err)
		}
	}
	return nil
}

func transformWith(callback *pulumirpc.Callback, child *Resource) error {
	properties, err := plugin.MarshalProperties(child.Inputs, keep)
	if err != nil {
		return err
	}
	request, err := proto.Marshal(&pulumirpc.TransformRequest{
		Type: child.Type, Name: child.Name, Custom: child.Custom, Parent: child.Parent, Properties: properties,
		Options: child.options(),
	})
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient(callback.GetTarget(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	raw, err := pulumirpc.NewCallbacksClient(connection).Invoke(context.Background(),
		&pulumirpc.CallbackInvokeRequest{Token: callback.GetToken(), Request: request})
	if err != nil {
		return err
	}
	var answer pulumirpc.TransformResponse
	if err := proto.Unmarshal(raw.GetResponse(), &answer); err != nil {
		return err
	}
	if answer.GetProperties() != nil {
		if child.Inputs, err = plugin.UnmarshalProperties(answer.GetProperties(), keep); err != nil {
			return err
		}
	}
	if o := answer.GetOptions(); o != nil {
		child.Dependencies = o.GetDependsOn()
		child.takeOptions(o)
		if o.GetAliases() != nil {
			child.aliased = o.GetAliases()
		}
	}
	return nil
}
