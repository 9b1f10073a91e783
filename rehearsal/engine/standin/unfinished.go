package standin

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"eks-elk/rehearsal/world"
)

// initFailed tells the engine to record a thing that exists although making it
// failed: the engine updates it with the next up. Any other error is itself.
func initFailed(failure error, id string, outputs, inputs resource.PropertyMap) error {
	var unfinished *world.Unfinished
	if !errors.As(failure, &unfinished) {
		return failure
	}
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true}
	properties, err := plugin.MarshalProperties(outputs, options)
	if err != nil {
		return errors.Join(failure, err)
	}
	given, err := plugin.MarshalProperties(inputs, options)
	if err != nil {
		return errors.Join(failure, err)
	}
	s, err := status.New(codes.Unknown, failure.Error()).WithDetails(&pulumirpc.ErrorResourceInitFailed{
		Id: id, Properties: properties, Reasons: []string{failure.Error()}, Inputs: given,
	})
	if err != nil {
		return errors.Join(failure, err)
	}
	return s.Err()
}
