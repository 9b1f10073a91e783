package kubernetes

import (
	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// configMap: what it holds is changed by a replacement, unless the provider is
// told otherwise (pulumi-kubernetes v3.30.2 provider.go, enableConfigMapMutable;
// the environment variable that says the same is left aside, because it is not
// of the stack).
func configMap() *world.ResourceType {
	data := []string{"data", "binaryData"}
	k := resourceType{token: ConfigMap, apiVersion: "v1", object: "ConfigMap", plural: "configmaps", replace: data}.kind()
	k.InPlace = func(s world.Session) []string {
		if s.ConfigMapsInPlace {
			return data
		}
		return nil
	}
	k.OnCreate = append(k.OnCreate, dataKeys, dataSize, dashboardsShow)
	k.OnUpdate = []world.Rule{dataKeys, dataSize, unchangeable, dashboardsShow}
	return k
}

// dashboardsShow: Grafana's sidecar takes whatever carries the label.
var dashboardsShow = world.Rule{
	ID:     "kubernetes/dashboard-shows",
	Source: "grafana.com/docs/grafana, Provision dashboards: a file that is not JSON is skipped; a panel shows the error of its query",
	Test: func(op *world.Op) error {
		if op.Str("metadata.labels.grafana_dashboard") == "" {
			return nil
		}
		data := world.Map(op.Object.Get("data"))
		for _, key := range data.StableKeys() {
			if problem := promql.Dashboard(world.Str(data[key])); problem != "" {
				op.Violate("kubernetes/dashboard-shows", "dashboard %s of ConfigMap %s: %s", key, op.Str("metadata.name"), problem)
			}
		}
		return nil
	},
}

// unchangeable: the API server keeps an immutable ConfigMap as it is, and the
// provider does not know that it must replace it.
var unchangeable = world.Rule{
	ID: "kubernetes/configmap-immutable", Source: "kubernetes.io/docs/concepts/configuration/configmap: immutable ConfigMaps",
	Test: func(op *world.Op) error {
		if !op.Old.Bool("immutable") {
			return nil
		}
		for _, part := range []string{"data", "binaryData"} {
			if !op.Old.Get(part).DeepEquals(op.Object.Get(part)) {
				return refuse("Invalid", "ConfigMap %q is invalid: %s: Forbidden: field is immutable when `immutable` is set",
					op.Str("metadata.name"), part)
			}
		}
		return nil
	},
}
