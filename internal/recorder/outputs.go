package recorder

import (
	"fmt"
	"maps"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Account is the account every default ARN names.
const Account = "123456789012"

// outputs returns a resource's inputs, what providers of its kind add, and what
// the test adds, later ones winning. A preview knows the inputs alone.
func (m *monitor) outputs(res *Resource) resource.PropertyMap {
	out := res.Inputs.Copy()
	if m.options.preview || res.Remote {
		return out
	}
	if f := defaults[res.Type]; f != nil {
		out = merge(f(res.Name, plain(res.Inputs)), out)
	}
	switch {
	case !res.Custom:
	case strings.HasPrefix(res.Type, "aws:"):
		out = merge(awsDefaults(res), out)
	case strings.HasPrefix(res.Type, "kubernetes:"):
		out = merge(out, kubernetesDefaults(res))
	}
	if f := m.options.outputs[res.Type]; f != nil {
		out = merge(out, f(res.Name, res.Inputs))
	}
	for _, key := range res.SecretOutputs {
		if v, ok := out[resource.PropertyKey(key)]; ok && !v.IsSecret() {
			out[resource.PropertyKey(key)] = resource.MakeSecret(v)
		}
	}
	return out
}

// merge lays b over a.
func merge(a, b resource.PropertyMap) resource.PropertyMap {
	out := a.Copy()
	maps.Copy(out, b)
	return out
}

// plain drops the marks of secrets at the first level.
func plain(m resource.PropertyMap) resource.PropertyMap {
	out := m.Copy()
	for k, v := range out {
		if v.IsSecret() {
			out[k] = v.SecretValue().Element
		}
	}
	return out
}

func props(m map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(m) }

// text returns a string input, or the fallback where it is absent or unknown.
func text(m resource.PropertyMap, key resource.PropertyKey, fallback string) string {
	v := m[key]
	if v.IsSecret() {
		v = v.SecretValue().Element
	}
	if v.IsString() {
		return v.StringValue()
	}
	return fallback
}

// awsDefaults returns the outputs that nearly every AWS resource has.
func awsDefaults(res *Resource) resource.PropertyMap {
	service, kind := "aws", res.Name
	if parts := strings.FieldsFunc(res.Type, func(r rune) bool { return r == ':' || r == '/' }); len(parts) > 2 {
		service, kind = parts[1], parts[2]
	}
	name := text(res.Inputs, "name", res.Name)
	region := "eu-central-1"
	if service == "iam" {
		region = ""
	}
	out := props(map[string]any{
		"arn":  fmt.Sprintf("arn:aws:%s:%s:%s:%s/%s", service, region, Account, kind, name),
		"name": name,
	})
	if tags, ok := res.Inputs["tags"]; ok {
		out["tagsAll"] = tags
	}
	return out
}

// kubernetesDefaults name an object after its resource where it has no name.
func kubernetesDefaults(res *Resource) resource.PropertyMap {
	if strings.HasPrefix(res.Type, "kubernetes:helm.sh/") {
		return props(map[string]any{
			"name":      text(res.Inputs, "name", res.Name),
			"namespace": text(res.Inputs, "namespace", "default"),
			"status": map[string]any{
				"name": text(res.Inputs, "name", res.Name), "namespace": text(res.Inputs, "namespace", "default"),
				"status": "deployed", "revision": 1,
			},
		})
	}
	metadata := resource.PropertyMap{}
	if v := res.Inputs["metadata"]; v.IsObject() {
		metadata = v.ObjectValue().Copy()
	}
	if !metadata["name"].HasValue() {
		metadata["name"] = resource.NewProperty(res.Name)
	}
	metadata["uid"] = resource.NewProperty("uid-" + res.Name)
	return resource.PropertyMap{"metadata": resource.NewProperty(metadata)}
}
