package aws

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// regionOf is the provider's; that of one without configuration stands for all:
// only what is the same everywhere is asked of it.
func regionOf(op *world.Op) string { return cmp.Or(op.Region(), "us-east-1") }

func partition(op *world.Op, _ resource.PropertyMap) (map[string]any, error) {
	name, suffix, reverse := world.Partition(regionOf(op)), world.DNSSuffix(regionOf(op)), "com.amazonaws"
	if name == "aws-cn" {
		reverse = "cn.com.amazonaws"
	}
	return map[string]any{"id": name, "partition": name, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}, nil
}

// callerIdentity returns the account; who asks in it is said by nothing that a
// program should make depend on that.
func callerIdentity(op *world.Op, _ resource.PropertyMap) (map[string]any, error) {
	return map[string]any{
		"id": op.Account(), "accountId": op.Account(), "arn": op.ARN("iam", "role/administrator"), "userId": "AROAEXAMPLE",
	}, nil
}

// availabilityZones returns the zones of the region; the account has opted in
// to no Local Zone and no Wavelength Zone.
func availabilityZones(op *world.Op, args resource.PropertyMap) (map[string]any, error) {
	name := regionOf(op)
	all := ec2.ZoneNames(name)
	if len(all) == 0 {
		return nil, fmt.Errorf("reading EC2 Availability Zones: the region %s is not in the rehearsal's table, which has %v", name, ec2.Regions())
	}
	names, ids := []string{}, []string{}
	for _, zone := range all {
		ok, err := wanted(name, zone, args)
		if err != nil {
			return nil, err
		}
		if ok {
			names, ids = append(names, zone), append(ids, ec2.ZoneID(zone))
		}
	}
	answer := map[string]any{"id": name, "names": names, "zoneIds": ids, "groupNames": []string{}}
	if len(names) > 0 {
		answer["groupNames"] = []string{name}
	}
	for key, v := range args {
		answer[string(key)] = v
	}
	return answer, nil
}

func wanted(region, zone string, args resource.PropertyMap) (bool, error) {
	if s := world.Str(args["state"]); s != "" && s != "available" {
		return false, nil
	}
	if slices.Contains(world.Strs(args["excludeNames"]), zone) || slices.Contains(world.Strs(args["excludeZoneIds"]), ec2.ZoneID(zone)) {
		return false, nil
	}
	facts := map[string]string{
		"opt-in-status": "opt-in-not-required", "state": "available", "zone-type": "availability-zone",
		"zone-name": zone, "zone-id": ec2.ZoneID(zone), "region-name": region, "group-name": region,
	}
	if !args["filters"].IsArray() {
		return true, nil
	}
	for _, f := range args["filters"].ArrayValue() {
		name := world.Str(world.Map(f)["name"])
		fact, known := facts[name]
		if !known {
			return false, world.Refuse("EC2", "InvalidParameterValue", "The filter '%s' is invalid", name)
		}
		if !slices.Contains(world.Strs(world.Map(f)["values"]), fact) {
			return false, nil
		}
	}
	return true, nil
}

func addonVersion(op *world.Op, args resource.PropertyMap) (map[string]any, error) {
	name, kubernetes := world.Str(args["addonName"]), world.Str(args["kubernetesVersion"])
	version := eks.AddonVersion(op, name, kubernetes)
	if version == "" {
		return nil, fmt.Errorf("reading EKS Add-On version info (%s, %s): couldn't find resource", name, kubernetes)
	}
	answer := map[string]any{"id": name, "addonName": name, "kubernetesVersion": kubernetes, "version": version}
	if v, ok := args["mostRecent"]; ok {
		answer["mostRecent"] = v
	}
	return answer, nil
}

// publicRelease is the public parameter that names the recommended release.
var publicRelease = regexp.MustCompile(`^/aws/service/eks/optimized-ami/(1\.[0-9]+)/amazon-linux-2023/x86_64/standard/recommended/release_version$`)

// parameter returns a parameter of Systems Manager: those that EKS publishes.
func parameter(op *world.Op, args resource.PropertyMap) (map[string]any, error) {
	name := world.Str(args["name"])
	m := publicRelease.FindStringSubmatch(name)
	if m == nil {
		return nil, fmt.Errorf("reading SSM Parameter (%s): couldn't find resource", name)
	}
	return map[string]any{
		"id": name, "name": name, "type": "String", "version": 1, "value": eks.Release(op, m[1]), "withDecryption": true,
		"arn": op.ARN("ssm", "parameter"+name),
	}, nil
}
