package kubernetes

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// maxObject is the most a Secret or ConfigMap may hold (kubernetes.io/docs/
// concepts/configuration/secret: 1 MiB).
const maxObject = 1 << 20

var dataKey = regexp.MustCompile(`^[-._a-zA-Z0-9]{1,253}$`)

func secret() *world.ResourceType {
	k := resourceType{
		token: Secret, apiVersion: "v1", object: "Secret", plural: "secrets",
		replace: []string{"type", "stringData", "data"}, computed: []string{"data", "type"},
	}.kind()
	k.Secrets = []string{"data", "stringData"}
	k.OnCreate = append(k.OnCreate, base64Data, dataKeys, dataSize, tlsPair)
	outputs := k.Outputs
	k.Outputs = func(op *world.Op) error {
		data := resource.PropertyMap{}
		for key, value := range encoded(op.Object) {
			data[resource.PropertyKey(key)] = resource.NewProperty(value)
		}
		op.Object.Outputs["data"] = resource.NewProperty(data)
		op.Default("type", "Opaque")
		return outputs(op)
	}
	return k
}

// encoded returns a Secret's data as the API server keeps it: stringData over
// data, in base64.
func encoded(o *world.Object) map[string]string {
	out := map[string]string{}
	if v := o.Get("data"); v.IsObject() {
		for key, value := range v.ObjectValue() {
			out[string(key)] = world.Str(value)
		}
	}
	if v := o.Get("stringData"); v.IsObject() {
		for key, value := range v.ObjectValue() {
			out[string(key)] = base64.StdEncoding.EncodeToString([]byte(world.Str(value)))
		}
	}
	return out
}

// Data returns the content of a Secret, decoded.
func Data(o *world.Object) map[string]string {
	out := map[string]string{}
	for key, value := range encoded(o) {
		if text, err := base64.StdEncoding.DecodeString(value); err == nil {
			out[key] = string(text)
		}
	}
	return out
}

var base64Data = world.Rule{
	ID:     "kubernetes/secret-data-is-base64",
	Source: "kubernetes.io/docs/concepts/configuration/secret: the values of data are base64, those of stringData plain",
	Test: func(op *world.Op) error {
		for _, value := range encoded(op.Object) {
			if _, err := base64.StdEncoding.DecodeString(value); err != nil {
				return refuse("BadRequest", "Secret in version \"v1\" cannot be handled as a Secret: %s", err)
			}
		}
		return nil
	},
}

var dataKeys = world.Rule{
	ID:     "kubernetes/data-key-form",
	Source: "k8s.io/apimachinery validation.IsConfigMapKey",
	Test: func(op *world.Op) error {
		for _, part := range []string{"data", "stringData", "binaryData"} {
			v := op.Object.Get(part)
			if !v.IsObject() {
				continue
			}
			for key := range v.ObjectValue() {
				if !dataKey.MatchString(string(key)) || key == "." || key == ".." {
					return refuse("Invalid", "%s %q is invalid: %s[%s]: Invalid value: %q: a valid config key must consist of alphanumeric "+
						"characters, '-', '_' or '.'",
						op.Type.Title, op.Str("metadata.name"), part, key, key)
				}
			}
		}
		return nil
	},
}

var dataSize = world.Rule{
	ID:     "kubernetes/data-size",
	Source: "kubernetes.io/docs/concepts/configuration/secret and configmap: at most 1 MiB",
	Test: func(op *world.Op) error {
		size := 0
		for _, part := range []string{"data", "stringData", "binaryData"} {
			if v := op.Object.Get(part); v.IsObject() {
				for _, value := range v.ObjectValue() {
					size += len(world.Str(value))
				}
			}
		}
		if size > maxObject {
			return refuse("Invalid", "%s %q is invalid: []: Too long: must have at most %d bytes", op.Type.Title, op.Str("metadata.name"), maxObject)
		}
		return nil
	},
}

var tlsPair = world.Rule{
	ID:     "kubernetes/tls-secret-has-pair",
	Source: "kubernetes.io/docs/concepts/configuration/secret: kubernetes.io/tls asks for tls.crt and tls.key",
	Test: func(op *world.Op) error {
		if op.Str("type") != "kubernetes.io/tls" {
			return nil
		}
		var missing []string
		data := encoded(op.Object)
		for _, key := range []string{"tls.crt", "tls.key"} {
			if _, ok := data[key]; !ok {
				missing = append(missing, "data["+key+"]: Required value")
			}
		}
		if missing != nil {
			return refuse("Invalid", "Secret %q is invalid: [%s]", op.Str("metadata.name"), strings.Join(missing, ", "))
		}
		return nil
	},
}
