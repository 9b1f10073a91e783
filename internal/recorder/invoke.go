package recorder

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// invoke returns the result of a function call: the test's, or else the default.
func (m *monitor) invoke(token, provider string, args resource.PropertyMap) (resource.PropertyMap, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if token == "pulumi:pulumi:getResource" {
		res := m.byURN[text(args, "urn", "")]
		if res == nil {
			return nil, fmt.Errorf("unknown resource %s", text(args, "urn", ""))
		}
		return resource.PropertyMap{
			"urn": resource.NewProperty(res.URN), "id": resource.NewProperty(res.ID), "state": resource.NewProperty(res.Outputs),
		}, nil
	}
	m.invokes = append(m.invokes, Invoke{Token: token, Provider: provider, Args: args})
	if f := m.options.calls[token]; f != nil {
		return f(args), nil
	}
	region := "eu-central-1"
	if p := m.byURN[provider]; p != nil {
		region = text(p.Inputs, "region", region)
	}
	switch token {
	case "pulumi:pulumi:readStackResourceOutputs":
		return props(map[string]any{"outputs": map[string]any{}}), nil // a stack that was never up
	case "aws:index/getPartition:getPartition":
		return props(map[string]any{"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}), nil
	case "aws:index/getCallerIdentity:getCallerIdentity":
		return props(map[string]any{"id": Account, "accountId": Account, "arn": "arn:aws:iam::" + Account + ":role/administrator", "userId": "AROA"}), nil
	case "aws:index/getAvailabilityZones:getAvailabilityZones":
		names, ids := []any{}, []any{}
		for _, letter := range "fbdace" { // AWS guarantees no order
			names = append(names, region+string(letter))
			ids = append(ids, "zone-"+string(letter))
		}
		return props(map[string]any{"id": region, "names": names, "zoneIds": ids, "groupNames": []any{region}}), nil
	case "aws:eks/getAddonVersion:getAddonVersion":
		name := text(args, "addonName", "")
		return props(map[string]any{"id": name, "addonName": name, "version": "v1.0.0-eksbuild.1"}), nil
	case "aws:ssm/getParameter:getParameter":
		name := text(args, "name", "")
		return props(map[string]any{"id": name, "name": name, "value": "1.0.0-20260101"}), nil
	}
	return nil, fmt.Errorf("the recorder has no result for %s: set one with WithCall", token)
}
