package standin

import (
	"cmp"
	"fmt"
	"os"
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/world"
)

// diffCluster is DiffConfig of pulumi-kubernetes v3.30.2
// (provider/pkg/provider/provider.go). A kubeconfig that is not known yet counts
// as another cluster, and so does any change of the active cluster's entry. It
// takes a path for content and fails; the engine overlooks exactly this failure
// and updates the provider (pulumi v3.250.0 sdk/go/common/resource/plugin/provider_plugin.go),
// wherever the path leads.
func diffCluster(olds, news resource.PropertyMap) (plugin.DiffResult, error) {
	if news["kubeconfig"].IsComputed() {
		keys := []resource.PropertyKey{"kubeconfig"}
		return plugin.DiffResult{Changes: plugin.DiffSome, ChangedKeys: keys, ReplaceKeys: keys}, nil
	}
	was, err := activeCluster(olds)
	if err != nil {
		return plugin.DiffResult{}, err
	}
	is, err := activeCluster(news)
	if err != nil {
		return plugin.DiffResult{}, err
	}
	changed := olds.Diff(news)
	if changed == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome, ChangedKeys: changed.ChangedKeys()}
	if !reflect.DeepEqual(was, is) {
		result.ReplaceKeys = result.ChangedKeys
	}
	return result, nil
}

// activeCluster is the entry that DiffConfig compares (util.go,
// getActiveClusterFromConfig): an argument counts also when it is empty. It is nil
// if there is none.
func activeCluster(config resource.PropertyMap) (map[string]any, error) {
	k, err := parseKubeconfig(world.Str(config["kubeconfig"]))
	if err != nil {
		return nil, err
	}
	argument := func(name resource.PropertyKey, otherwise string) string {
		if v := config[name]; v.IsString() {
			return v.StringValue()
		}
		return otherwise
	}
	name, found := k.clusterOf(argument("context", k.Current))
	if !found {
		return nil, nil
	}
	return k.cluster(argument("cluster", name)), nil
}

// kubeconfig is the part that tells clusters apart. client-go's codec reads the
// same, for 195 packages and 5 MB more.
type kubeconfig struct {
	Current  string `yaml:"current-context"`
	Contexts []struct {
		Name    string `yaml:"name"`
		Context struct {
			Cluster string `yaml:"cluster"`
		} `yaml:"context"`
	} `yaml:"contexts"`
	Clusters []struct {
		Name    string         `yaml:"name"`
		Cluster map[string]any `yaml:"cluster"`
	} `yaml:"clusters"`
}

// parseKubeconfig reads content. The error for a path is client-go's (seen on
// the real provider).
func parseKubeconfig(text string) (kubeconfig, error) {
	var k kubeconfig
	var path string
	if text != "" && yaml.Unmarshal([]byte(text), &path) == nil {
		return k, fmt.Errorf(`failed to parse kubeconfig: couldn't get version/kind; json parse error: json: cannot unmarshal string `+
			`into Go value of type struct { APIVersion string %q; Kind string %q }`, `json:"apiVersion,omitempty"`, `json:"kind,omitempty"`)
	}
	if err := yaml.Unmarshal([]byte(text), &k); err != nil {
		return k, fmt.Errorf("failed to parse kubeconfig: %w", err)
	}
	return k, nil
}

// clusterOf names the cluster of a context.
func (k kubeconfig) clusterOf(context string) (string, bool) {
	for _, x := range k.Contexts {
		if x.Name == context {
			return x.Context.Cluster, true
		}
	}
	return "", false
}

// cluster returns the entry of that name, or nil.
func (k kubeconfig) cluster(name string) map[string]any {
	for _, c := range k.Clusters {
		if c.Name == name {
			return c.Cluster
		}
	}
	return nil
}

// connected returns the API server of a kubeconfig, a path or content, which
// Configure tells apart by looking for the file, and the authority to verify it
// by. An argument that is empty does not count (client-go v0.27.1, getClusterName).
func connected(pathOrContent, context, cluster string) (server, authority string, err error) {
	if content, err := os.ReadFile(pathOrContent); err == nil {
		pathOrContent = string(content)
	}
	k, err := parseKubeconfig(pathOrContent)
	if err != nil {
		return "", "", err
	}
	context = cmp.Or(context, k.Current)
	name, _ := k.clusterOf(context)
	entry := k.cluster(cmp.Or(cluster, name))
	if server, _ = entry["server"].(string); server == "" {
		return "", "", fmt.Errorf("context %q does not exist", context)
	}
	authority, _ = entry["certificate-authority-data"].(string)
	return server, authority, nil
}
