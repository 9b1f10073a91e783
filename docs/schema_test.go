package docs_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"eks-elk/settings"
)

// schema is a JSON Schema, or a part of one.
type schema = map[string]any

func TestSchemaOfTheStackFileIsGenerated(t *testing.T) {
	config := object()
	for _, key := range settings.Reference() {
		at := config
		levels := strings.Split(key.Path, ".")
		for _, level := range levels[:len(levels)-1] {
			at = below(at, level)
		}
		at["properties"].(schema)[levels[len(levels)-1]] = leaf(key)
	}
	// Other packages have keys of their own here, so only ours can be misspelt.
	delete(config, "additionalProperties")
	config["propertyNames"] = schema{
		"if":   schema{"pattern": "^(aws|eks-elk):"},
		"then": schema{"enum": slices.Sorted(maps.Keys(config["properties"].(schema)))},
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema{
		"$schema": "http://json-schema.org/draft-07/schema#", "title": "Settings of eks-elk, in Pulumi.<stack>.yaml",
		"type": "object", "properties": schema{"config": config},
	}); err != nil {
		t.Fatal(err)
	}
	holdFile(t, "docs/settings.schema.json", text.String())
}

func object() schema {
	return schema{"type": "object", "properties": schema{}, "additionalProperties": false}
}

// below returns the object at a level, which it adds where it is missing. A
// level named <name> stands for every name.
func below(at schema, level string) schema {
	in, name := at["properties"].(schema), level
	if level == "<name>" {
		in, name = at, "additionalProperties"
	}
	if next, ok := in[name].(schema); ok {
		return next
	}
	next := object()
	in[name] = next
	return next
}

func leaf(key settings.Key) schema {
	out := maps.Clone(key.Schema)
	if key.Path == "eks-elk:cluster.kubeconfig" { // its content is a secret
		secret := schema{"type": "object", "required": []string{"secure"}}
		out = schema{"anyOf": []schema{key.Schema, secret}}
	}
	out["description"] = key.Meaning + ". Allowed: " + key.Allowed
	if key.Default != "" && key.Schema["type"] != "array" {
		out["default"] = key.Default
	}
	return out
}

func TestSampleStacksPointToTheSchema(t *testing.T) {
	for _, stack := range files(t, "Pulumi.*.yaml") {
		if !strings.HasPrefix(stack.text, "# yaml-language-server: $schema=docs/settings.schema.json\n") {
			t.Errorf("%s does not point to docs/settings.schema.json", stack.path)
		}
	}
}
