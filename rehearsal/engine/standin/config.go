package standin

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/world"
)

// CheckConfig takes the provider's inputs as they are.
func (p *Provider) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: req.News}, nil
}

// DiffConfig says when another configuration means other things: another
// region for aws, another cluster for kubernetes. A kubeconfig that is not
// known yet counts as another one, as it does for the real provider.
func (p *Provider) DiffConfig(_ context.Context, req plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	changed := req.OldInputs.Diff(req.NewInputs)
	if changed == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	detailed := plugin.NewDetailedDiffFromObjectDiff(changed, true)
	for path, d := range detailed {
		key := resource.PropertyKey(path)
		was, is := req.OldInputs[key], req.NewInputs[key]
		other := path == "region"
		if path == "kubeconfig" {
			other = is.ContainsUnknowns() || !sameCluster(world.Str(was), world.Str(is))
		}
		if other {
			detailed[path] = d.ToReplace()
		}
	}
	return plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: detailed}, nil
}

// Configure remembers, for the connection, what the provider was told.
func (p *Provider) Configure(ctx context.Context, req plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	s := world.Session{Package: p.pkg, Region: world.Str(req.Inputs["region"])}
	s.Tags = stringMap(req.Inputs["defaultTags"])
	s.ConfigMapsInPlace = isTrue(req.Inputs["enableConfigMapMutable"])
	if k := world.Str(req.Inputs["kubeconfig"]); k != "" {
		cluster, err := activeCluster(k, world.Str(req.Inputs["context"]))
		if err != nil {
			return plugin.ConfigureResponse{}, fmt.Errorf("failed to parse kubeconfig: %w", err)
		}
		s.Server = cluster.Server
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

// kubeCluster is the part of a kubeconfig's cluster that tells clusters apart.
// client-go's codec reads the same, for 195 packages and 5 MB more.
type kubeCluster struct {
	Server string `yaml:"server"`
	CA     string `yaml:"certificate-authority-data"`
}

func activeCluster(kubeconfig, context string) (kubeCluster, error) {
	var c struct {
		Current  string `yaml:"current-context"`
		Contexts []struct {
			Name    string `yaml:"name"`
			Context struct {
				Cluster string `yaml:"cluster"`
			} `yaml:"context"`
		} `yaml:"contexts"`
		Clusters []struct {
			Name    string      `yaml:"name"`
			Cluster kubeCluster `yaml:"cluster"`
		} `yaml:"clusters"`
	}
	if err := yaml.Unmarshal([]byte(kubeconfig), &c); err != nil {
		return kubeCluster{}, err
	}
	for _, x := range c.Contexts {
		if x.Name != cmp.Or(context, c.Current) {
			continue
		}
		for _, cluster := range c.Clusters {
			if cluster.Name == x.Context.Cluster {
				return cluster.Cluster, nil
			}
		}
	}
	return kubeCluster{}, fmt.Errorf("context %q does not exist", cmp.Or(context, c.Current))
}

func sameCluster(a, b string) bool {
	was, err1 := activeCluster(a, "")
	is, err2 := activeCluster(b, "")
	return err1 == nil && err2 == nil && was == is
}
