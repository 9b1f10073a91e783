package settings

import (
	"encoding/json"
	"fmt"
	"strings"
)

// object is a JSON Schema, or a part of one.
type object map[string]any

// Schema returns the JSON Schema (draft 7) of a stack file, by which an editor
// completes and checks it. Parse decides; the schema knows single values only.
func Schema() ([]byte, error) {
	config := properties()
	for _, key := range Reference() {
		at := config
		levels := strings.Split(key.Path, ".")
		for _, level := range levels[:len(levels)-1] {
			at = at.below(level)
		}
		at["properties"].(object)[levels[len(levels)-1]] = key.schema()
	}
	config["patternProperties"] = object{"^(" + strings.Join(namespacesOfOthers, "|") + "):": object{}}
	text, err := json.MarshalIndent(object{
		"$schema":     "http://json-schema.org/draft-07/schema#",
		"title":       "Stack file of project " + Namespace,
		"description": "Pulumi.<stack>.yaml; generated from package settings",
		"type":        "object",
		"properties":  object{"config": config},
		"definitions": object{"noneOrSecret": object{"anyOf": []object{{"type": "null"}, {
			"type": "object", "properties": object{"secure": object{"type": "string"}}, "required": []string{"secure"}, "additionalProperties": false,
		}}}},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("marshal the schema of the settings: %w", err)
	}
	return append(text, '\n'), nil
}

// properties is the schema of a map with no names yet.
func properties() object {
	return object{"type": []string{"object", "null"}, "properties": object{}, "additionalProperties": false}
}

// below returns the schema of the map under a name, which it adds. One that the
// user names is the schema of every name.
func (o object) below(name string) object {
	if name == anyName {
		if o["additionalProperties"] == false {
			o["additionalProperties"] = properties()
		}
		return o["additionalProperties"].(object)
	}
	known := o["properties"].(object)
	if known[name] == nil {
		known[name] = properties()
	}
	return known[name].(object)
}

// schema is the value's own, or a secret in its place.
func (k Key) schema() object {
	out := object{
		"description": k.Meaning + ". Allowed: " + k.Allowed,
		"examples":    []any{k.Example},
		"anyOf":       []object{k.Schema, {"$ref": "#/definitions/noneOrSecret"}},
	}
	if k.Secret {
		out["anyOf"] = []object{{"$ref": "#/definitions/noneOrSecret"}}
		delete(out, "examples") // which would be in clear text
	}
	if k.Default != "" {
		out["default"] = k.Default
	}
	return out
}
