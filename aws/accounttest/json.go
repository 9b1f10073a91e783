package accounttest

import (
	"cmp"
	"encoding/base64"
	"path"
	"slices"
	"strconv"
	"strings"
)

type object = map[string]any

// json is the answer of a service that speaks JSON, or the code of an error.
func (c *call) json() (answer any, code string) {
	a := c.account
	switch c.action() {
	case "eks:ListClusters":
		things, next := a.page("cluster", c.request.URL.Query().Get("nextToken"))
		return object{"clusters": named(things), "nextToken": token(next)}, ""
	case "eks:ListNodegroups":
		things, next := a.page("node group", c.request.URL.Query().Get("nextToken"))
		cluster := path.Base(path.Dir(c.request.URL.Path))
		if _, there := a.find("cluster", cluster); !there {
			return nil, "ResourceNotFoundException"
		}
		things = slices.DeleteFunc(slices.Clone(things), func(t Thing) bool { return t.Has["cluster"] != cluster })
		return object{"nodegroups": named(things), "nextToken": token(next)}, ""
	case "eks:DescribeCluster":
		of, there := a.find("cluster", path.Base(c.request.URL.Path))
		if !there {
			return nil, "ResourceNotFoundException"
		}
		return object{"cluster": object{
			"name": of.Name, "status": cmp.Or(of.Has["state"], "ACTIVE"), "version": of.Has["version"], "tags": of.Tags,
			"resourcesVpcConfig": object{"vpcId": of.VPC()}, "identity": object{"oidc": object{"issuer": of.Has["issuer"]}},
		}}, ""
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
		things, next := a.page("log group", c.given("nextToken"))
		for _, of := range things {
			if strings.HasPrefix(of.Name, c.str("logGroupNamePrefix")) {
				arn := "arn:aws:logs:" + c.region + ":" + a.ID + ":log-group:" + of.Name
				bytes, _ := strconv.Atoi(of.Has["bytes"])
				groups = append(groups, object{"logGroupName": of.Name, "arn": arn + ":*", "logGroupArn": arn, "storedBytes": bytes})
			}
		}
		return object{"logGroups": groups, "nextToken": token(next)}, ""
	case "logs:ListTagsForResource":
		_, name, _ := strings.Cut(c.str("resourceArn"), ":log-group:")
		of, _ := a.find("log group", name)
		return object{"tags": of.Tags}, ""
	case "tag:GetResources": // it is asked by tags; whoever asks sees for itself what has them
		all := []object{}
		for _, of := range a.Things["other"] {
			all = append(all, object{"ResourceARN": of.ID, "Tags": pairs(of.Tags, "Key", "Value")})
		}
		return object{"ResourceTagMappingList": all, "PaginationToken": ""}, ""
	case "kms:ListKeys":
		keys := []object{}
		things, next := a.page("key", c.given("Marker"))
		for _, of := range things {
			keys = append(keys, object{"KeyId": of.ID, "KeyArn": "arn:aws:kms:" + c.region + ":" + a.ID + ":key/" + of.ID})
		}
		return object{"Keys": keys, "Truncated": next != "", "NextMarker": token(next)}, ""
	case "kms:ListAliases":
		aliases := []object{}
		things, next := a.page("key alias", c.given("Marker"))
		for _, of := range things {
			aliases = append(aliases, object{"AliasName": of.Name, "TargetKeyId": of.Has["key"]})
		}
		return object{"Aliases": aliases, "Truncated": next != "", "NextMarker": token(next)}, ""
	case "kms:DescribeKey":
		id := c.str("KeyId")
		of, there := a.find("key", id)
		if _, alias := a.find("key alias", id); !there && !alias && id != a.DiskKey {
			return nil, "NotFoundException"
		}
		about := object{
			"KeyId": id, "Arn": "arn:aws:kms:" + c.region + ":" + a.ID + ":key/1234",
			"KeyManager": cmp.Or(of.Has["manager"], a.KeyManager), "KeyState": cmp.Or(of.Has["state"], "Enabled"),
		}
		if of.Has["state"] == "PendingDeletion" {
			about["DeletionDate"] = 1790000000 // 2026-09-21
		}
		return object{"KeyMetadata": about}, ""
	case "kms:ListResourceTags":
		of, there := a.find("key", c.str("KeyId"))
		if !there {
			of, _ = a.find("key alias", c.str("KeyId"))
		}
		return object{"Tags": pairs(of.Tags, "TagKey", "TagValue"), "Truncated": false}, ""
	case "kms:Encrypt": // nothing is kept secret here, but that one needs the key
		return object{"KeyId": c.str("KeyId"), "CiphertextBlob": base64.StdEncoding.EncodeToString([]byte("under the key: " + c.str("Plaintext")))}, ""
	case "kms:Decrypt":
		text, _ := base64.StdEncoding.DecodeString(c.str("CiphertextBlob"))
		plain, ours := strings.CutPrefix(string(text), "under the key: ")
		if !ours {
			return nil, "InvalidCiphertextException"
		}
		return object{"KeyId": c.str("KeyId"), "Plaintext": plain}, ""
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

// given is a field of a JSON request, "" if it has none.
func (c *call) given(name string) string {
	text, _ := c.body[name].(string)
	return text
}

// token is that of the next page, null of the last.
func token(next string) any {
	if next == "" {
		return nil
	}
	return next
}

func named(things []Thing) []string {
	names := []string{}
	for _, of := range things {
		names = append(names, of.Name)
	}
	return names
}

// pairs are tags as the services write them, under words of their own.
func pairs(tags Tags, key, value string) []object {
	all := []object{}
	for k, v := range tags {
		all = append(all, object{key: k, value: v})
	}
	return all
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
