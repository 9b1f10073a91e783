package kubernetes

import (
	"os"

	"eks-elk/rehearsal/world"
)

// mutableConfigMaps is the environment variable with which the provider
// changes ConfigMaps in place (pulumi-kubernetes v3.30.2 provider.go).
const mutableConfigMaps = "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"

func configMap() *world.Kind {
	r := resourceType{token: ConfigMap, apiVersion: "v1", object: "ConfigMap", plural: "configmaps"}
	if os.Getenv(mutableConfigMaps) != "true" {
		r.replace = []string{"data", "binaryData"}
	}
	k := r.kind()
	k.OnCreate = append(k.OnCreate, dataKeys("ConfigMap"), dataSize("ConfigMap"))
	k.OnUpdate = []world.Rule{dataKeys("ConfigMap"), dataSize("ConfigMap"), unchangeable()}
	return k
}

// unchangeable: the API server keeps an immutable ConfigMap as it is, and the
// provider does not know that it must replace it.
func unchangeable() world.Rule {
	return world.Rule{
		ID:     "kubernetes/configmap-immutable",
		Source: "kubernetes.io/docs/concepts/configuration/configmap: immutable ConfigMaps",
		Test: func(op *world.Op) error {
			if !op.Old.Bool("immutable") {
				return nil
			}
			for _, part := range []string{"data", "binaryData"} {
				if !op.Old.Get(part).DeepEquals(op.Object.Get(part)) {
					return refuse("Invalid", "ConfigMap %q is invalid: %s: Forbidden: field is immutable when `immutable` is set", op.Str("metadata.name"), part)
				}
			}
			return nil
		},
	}
}
