package kubernetes

import (
	"encoding/base64"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"eks-elk/rehearsal/world"
)

// maxObject is the most a Secret or ConfigMap may hold (kubernetes.io/docs/
// concepts/configuration/secret: 1 MiB).
const maxObject = 1 << 20

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
	for key, value := range world.Map(o.Get("data")) {
		out[string(key)] = world.Str(value)
	}
	for key, value := range world.Map(o.Get("stringData")) {
		out[string(key)] = base64.StdEncoding.EncodeToString([]byte(world.Str(value)))
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
	ID: "kubernetes/data-key-form", Source: "k8s.io/apimachinery validation.IsConfigMapKey",
	Test: func(op *world.Op) error {
		for _, part := range []string{"data", "stringData", "binaryData"} {
			for key := range world.Map(op.Object.Get(part)) {
				if problem := invalid(string(key), validation.IsConfigMapKey); problem != "" {
					return refuse("Invalid", "%s %q is invalid: %s[%s]: %s", op.Type.Title, op.Str("metadata.name"), part, key, problem)
				}
			}
		}
		return nil
	},
}

var dataSize = world.Rule{
	ID: "kubernetes/data-size", Source: "kubernetes.io/docs/concepts/configuration/secret and configmap: at most 1 MiB",
	Test: func(op *world.Op) error {
		size := 0
		for _, part := range []string{"data", "stringData", "binaryData"} {
			for _, value := range world.Map(op.Object.Get(part)) {
				size += len(world.Str(value))
			}
		}
		if size > maxObject {
			return refuse("Invalid", "%s %q is invalid: []: Too long: must have at most %d bytes", op.Type.Title, op.Str("metadata.name"), maxObject)
		}
		return nil
	},
}

var tlsPair = world.Rule{
	ID: "kubernetes/tls-secret-has-pair", Source: "kubernetes.io/docs/concepts/configuration/secret: kubernetes.io/tls asks for tls.crt and tls.key",
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
