package eks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

var configurationKeys = world.Rule{
	ID:     "eks/addon-configuration-in-schema",
	Source: "EKS API CreateAddon, configurationValues: validated against the schema of DescribeAddonConfiguration",
	Test: func(op *world.Op) error {
		var values map[string]any
		if json.Unmarshal([]byte(op.Str("configurationValues")), &values) != nil {
			return nil // said by the check
		}
		if key := stranger(addons[op.Str("addonName")].schema, "$", values); key != "" {
			return invalid("ConfigurationValue provided in request is not supported: Json schema validation failed with error: "+
				"[%s: is not defined in the schema and the schema does not allow additional properties]", key)
		}
		return nil
	},
}

// stranger returns the path of the first key that the schema does not have, or "".
func stranger(schema map[string]string, path string, values map[string]any) string {
	keys := strings.Fields(schema[path])
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := path + "." + key
		if len(keys) > 0 && !slices.Contains(keys, key) {
			return at
		}
		if below, ok := values[key].(map[string]any); ok {
			if s := stranger(schema, at, below); s != "" {
				return s
			}
		}
	}
	return ""
}
