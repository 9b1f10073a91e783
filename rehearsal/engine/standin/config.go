package standin

import (
	"context"
	"encoding/json"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"eks-elk/rehearsal/world"
)

// CheckConfig takes the provider's inputs as they are.
func (p *Provider) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: req.News}, nil
}

// DiffConfig says when another configuration means other things: another
// region for aws, another cluster for kubernetes.
func (p *Provider) DiffConfig(_ context.Context, req plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	if p.pkg == "kubernetes" {
		return diffCluster(req.OldOutputs, req.NewInputs)
	}
	changed := req.OldInputs.Diff(req.NewInputs)
	if changed == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	detailed := plugin.NewDetailedDiffFromObjectDiff(changed, true)
	if d, ok := detailed["region"]; ok {
		detailed["region"] = d.ToReplace()
	}
	return plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: detailed}, nil
}

// Configure remembers, for the connection, what the provider was told.
func (p *Provider) Configure(ctx context.Context, req plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	s := world.Session{Package: p.pkg, Region: world.Str(req.Inputs["region"])}
	s.Tags = stringMap(req.Inputs["defaultTags"])
	s.ConfigMapsInPlace = isTrue(req.Inputs["enableConfigMapMutable"])
	if k := world.Str(req.Inputs["kubeconfig"]); k != "" {
		var err error
		s.Server, s.Authority, err = connected(k, world.Str(req.Inputs["context"]), world.Str(req.Inputs["cluster"]))
		if err != nil {
			return plugin.ConfigureResponse{}, err
		}
	}
	p.sessions.Store(connection(ctx), s)
	return plugin.ConfigureResponse{}, nil
}

// isTrue reads a truth, which the eks component's providers have as text.
func isTrue(v resource.PropertyValue) bool {
	return v.IsBool() && v.BoolValue() || world.Str(v) == "true"
}

// stringMap reads defaultTags {tags: {…}}, which the engine hands over as JSON
// text when it comes from a provider resource.
func stringMap(v resource.PropertyValue) map[string]string {
	var holder struct {
		Tags map[string]string `json:"tags"`
	}
	if v.IsString() {
		_ = json.Unmarshal([]byte(v.StringValue()), &holder) // what is not JSON has no tags
		return holder.Tags
	}
	tags := map[string]string{}
	for key, value := range world.Map(world.Map(v)["tags"]) {
		tags[string(key)] = world.Str(value)
	}
	return tags
}
