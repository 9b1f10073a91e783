package aws

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// policyDocument renders a document as the provider does: keys sorted, lists of
// one as a single value. Overriding and source documents are not known here.
func policyDocument(_ *world.Op, args resource.PropertyMap) (map[string]any, error) {
	for _, key := range []resource.PropertyKey{"overrideJson", "overridePolicyDocuments", "sourceJson", "sourcePolicyDocuments"} {
		if v, ok := args[key]; ok && !v.IsNull() {
			return nil, fmt.Errorf("the rehearsed getPolicyDocument does not know %s", key)
		}
	}
	document := map[string]any{"Version": "2012-10-17"}
	if v := world.Str(args["version"]); v != "" {
		document["Version"] = v
	}
	if id := world.Str(args["policyId"]); id != "" {
		document["Id"] = id
	}
	statements := []any{}
	if args["statements"].IsArray() {
		for _, s := range args["statements"].ArrayValue() {
			if s.IsObject() {
				statements = append(statements, statement(s.ObjectValue()))
			}
		}
	}
	document["Statement"] = single(statements)
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("render policy document: %w", err)
	}
	answer := map[string]any{"id": fmt.Sprint(crc32.ChecksumIEEE(text)), "json": string(text)}
	for key, v := range args {
		answer[string(key)] = v
	}
	return answer, nil
}

func statement(in resource.PropertyMap) map[string]any {
	out := map[string]any{"Effect": "Allow"}
	if e := world.Str(in["effect"]); e != "" {
		out["Effect"] = e
	}
	if sid := world.Str(in["sid"]); sid != "" {
		out["Sid"] = sid
	}
	for from, to := range map[resource.PropertyKey]string{
		"actions": "Action", "notActions": "NotAction", "resources": "Resource", "notResources": "NotResource",
	} {
		if list := world.Strs(in[from]); len(list) > 0 {
			slices.Sort(list)
			out[to] = one(list)
		}
	}
	for from, to := range map[resource.PropertyKey]string{"principals": "Principal", "notPrincipals": "NotPrincipal"} {
		if p := principals(in[from]); p != nil {
			out[to] = p
		}
	}
	if c := conditions(in["conditions"]); len(c) > 0 {
		out["Condition"] = c
	}
	return out
}

func principals(v resource.PropertyValue) any {
	if !v.IsArray() || len(v.ArrayValue()) == 0 {
		return nil
	}
	out := map[string]any{}
	for _, p := range v.ArrayValue() {
		kind, ids := world.Str(p.ObjectValue()["type"]), world.Strs(p.ObjectValue()["identifiers"])
		if kind == "*" {
			return "*"
		}
		slices.Sort(ids)
		out[kind] = one(ids)
	}
	return out
}

func conditions(v resource.PropertyValue) map[string]any {
	out := map[string]any{}
	if !v.IsArray() {
		return out
	}
	for _, c := range v.ArrayValue() {
		test := world.Str(c.ObjectValue()["test"])
		inner, ok := out[test].(map[string]any)
		if !ok {
			inner = map[string]any{}
			out[test] = inner
		}
		inner[world.Str(c.ObjectValue()["variable"])] = one(world.Strs(c.ObjectValue()["values"]))
	}
	return out
}

func one(list []string) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func single(list []any) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}
