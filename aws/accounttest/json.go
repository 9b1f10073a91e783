package accounttest

import (
	"path"
	"strings"
)

type object = map[string]any

// json is the answer of a service that speaks JSON, or the code of an error.
func (c *call) json() (answer any, code string) {
	a := c.account
	switch c.action() {
	case "eks:ListClusters":
		names := []string{}
		for name := range a.Clusters {
			names = append(names, name)
		}
		return object{"clusters": names}, ""
	case "eks:DescribeCluster":
		name := path.Base(c.request.URL.Path)
		tags, there := a.Clusters[name]
		if !there {
			return nil, "ResourceNotFoundException"
		}
		return object{"cluster": object{"name": name, "status": "ACTIVE", "tags": tags}}, ""
	case "eks:DescribeClusterVersions":
		versions := []object{}
		for version, status := range a.Versions {
			if version == c.request.URL.Query().Get("clusterVersions") {
				versions = append(versions, object{"clusterVersion": version, "clusterType": "eks", "versionStatus": status})
			}
		}
		return object{"clusterVersions": versions}, ""
	case "logs:DescribeLogGroups":
		groups := []object{}
		for name := range a.LogGroups {
			if strings.HasPrefix(name, c.str("logGroupNamePrefix")) {
				arn := "arn:aws:logs:" + c.region + ":" + a.ID + ":log-group:" + name
				groups = append(groups, object{"logGroupName": name, "arn": arn + ":*", "logGroupArn": arn, "storedBytes": 0})
			}
		}
		return object{"logGroups": groups}, ""
	case "logs:ListTagsForResource":
		_, name, _ := strings.Cut(c.str("resourceArn"), ":log-group:")
		return object{"tags": a.LogGroups[name]}, ""
	case "kms:DescribeKey":
		id := c.str("KeyId")
		if _, there := a.Aliases[id]; !there && id != a.DiskKey {
			return nil, "NotFoundException"
		}
		return object{"KeyMetadata": object{"KeyId": id, "Arn": "arn:aws:kms:" + c.region + ":" + a.ID + ":key/1234", "KeyManager": a.KeyManager, "KeyState": "Enabled"}}, ""
	case "kms:ListResourceTags":
		tags := []object{}
		for key, value := range a.Aliases[c.str("KeyId")] {
			tags = append(tags, object{"TagKey": key, "TagValue": value})
		}
		return object{"Tags": tags, "Truncated": false}, ""
	case "kms:GetKeyPolicy":
		return object{"Policy": a.KeyPolicy, "PolicyName": "default"}, ""
	case "kms:ListGrants":
		grants := []object{}
		for _, who := range a.Grantees {
			grants = append(grants, object{"GrantId": "1", "GranteePrincipal": who, "Operations": []string{"CreateGrant"}})
		}
		return object{"Grants": grants, "Truncated": false}, ""
	case "servicequotas:GetServiceQuota":
		return quota(c, a.Applied)
	case "servicequotas:GetAWSDefaultServiceQuota":
		return quota(c, a.Usual)
	}
	return nil, "UnknownOperationException"
}

func quota(c *call, values map[string]float64) (any, string) {
	value, there := values[c.str("QuotaCode")]
	if !there {
		return nil, "NoSuchResourceException"
	}
	return object{"Quota": object{
		"ServiceCode": c.str("ServiceCode"), "QuotaCode": c.str("QuotaCode"), "Value": value, "Unit": "None", "Adjustable": true,
	}}, ""
}
