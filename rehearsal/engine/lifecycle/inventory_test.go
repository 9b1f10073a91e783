package lifecycle_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// kinds are AWS's things as docs/leftovers.md calls them; "" is what goes with the
// thing that it is a part of.
var kinds = map[string]accounttest.Kind{
	ec2.VPC: "VPC", ec2.Subnet: "subnet", ec2.InternetGateway: "internet gateway", ec2.EIP: "elastic IP address", ec2.NATGateway: "NAT gateway",
	ec2.RouteTable: "route table", ec2.SecurityGroup: "security group", ec2.SecurityGroupRule: "security group rule",
	ec2.LaunchTemplate: "launch template", ec2.FlowLog: "flow log", ec2.VPCEndpoint: "VPC endpoint", ec2.Instance: "instance",
	ec2.NetworkInterface: "network interface", ec2.Volume: "volume", eks.ClusterType: "cluster", eks.NodeGroupType: "node group",
	iam.Role: "role", iam.Policy: "policy", iam.OpenIDConnectProvider: "OIDC provider", kms.Key: "key", kms.Alias: "key alias", logs.Group: "log group",
	s3.Bucket: "other", // found by its tags alone

	ec2.DefaultSecurityGroup: "", ec2.Route: "", ec2.RouteTableAssociation: "", eks.AddonType: "", iam.RolePolicy: "", iam.RolePolicyAttachment: "", kms.Grant: "",
	s3.Encryption: "", s3.PublicAccessBlock: "", s3.Policy: "", s3.Lifecycle: "",
}

// inventory is what a simulated account has, at one moment.
type inventory map[string]item // by the object's key

// item is one thing of an inventory, as AWS describes it.
type item struct {
	kind    accounttest.Kind
	thing   accounttest.Thing
	parents []string // keys of what it goes away with
	call    world.Call
}

// take notes what there is of AWS.
func take(t *testing.T, all []*world.Object) inventory {
	t.Helper()
	var here []*world.Object
	for _, o := range all {
		if strings.HasPrefix(o.Type.Token, "aws:") && !o.Given {
			here = append(here, o)
		}
	}
	out := inventory{}
	for _, o := range here {
		kind, known := kinds[o.Type.Token]
		if !known {
			t.Errorf("what make leftovers says of the type %s is not in the table of this test", o.Type.Token)
		}
		if kind == "" {
			continue
		}
		out[o.Key()] = item{kind, describe(o, here), slices.Clone(o.Parents),
			world.Call{URN: o.URN, Type: o.Type.Token, Name: o.Name, ID: o.ID, Session: o.Session}}
	}
	return out
}

// describe is what AWS's APIs say of an object.
func describe(o *world.Object, all []*world.Object) accounttest.Thing {
	of := accounttest.Thing{ID: o.ID, Name: o.Str("name"), Tags: world.Tags(nil, o.Get("tagsAll")), Has: accounttest.Has{"vpc": o.Str("vpcId"), "type": o.Str("type")}}
	switch o.Type.Token {
	case ec2.NATGateway:
		for _, other := range all {
			if other.Type.Token == ec2.Subnet && other.ID == o.Str("subnetId") {
				of.Has["vpc"] = other.Str("vpcId")
			}
		}
	case ec2.RouteTable:
		if o.Bool("main") {
			of.Has["main"] = "true"
		}
	case ec2.SecurityGroupRule:
		of.ID = o.Str("securityGroupRuleId")
		of.Has["group"], of.Has["other"] = o.Str("securityGroupId"), o.Str("sourceSecurityGroupId")
	case ec2.VPCEndpoint:
		of.Has["service"], of.Has["subnets"] = o.Str("serviceName"), strings.Join(o.Strs("subnetIds"), ",")
	case ec2.Instance:
		of.Has["type"] = o.Str("instanceType")
	case ec2.NetworkInterface:
		of.Has["description"], of.Has["state"], of.Has["instance"] = o.Str("description"), o.Str("status"), o.Str("instance")
		if of.Has["state"] == "available" {
			delete(of.Has, "instance")
		}
	case ec2.Volume:
		of.Has["size"], of.Has["instance"] = strconv.Itoa(o.Int("size")), o.Str("instance")
		if len(o.Parents) == 0 {
			of.Has["stays"] = "true"
		}
	case eks.ClusterType:
		of.Has["version"], of.Has["vpc"], of.Has["issuer"] = o.Str("version"), o.Str("vpcConfig.vpcId"), o.Str("identities[0].oidcs[0].issuer")
		of.Has["state"] = o.Str("status")
	case eks.NodeGroupType:
		of.ID, of.Name, of.Has["cluster"] = o.Str("nodeGroupName"), o.Str("nodeGroupName"), o.Str("clusterName")
	case s3.Bucket:
		of.ID = o.Str("arn")
	case iam.OpenIDConnectProvider:
		of.Name = o.Str("url")
	case iam.Role:
		for _, other := range all {
			switch {
			case other.Str("role") != o.ID:
			case other.Type.Token == iam.RolePolicyAttachment:
				of.Has["attached"] += "," + other.Str("policyArn")
			case other.Type.Token == iam.RolePolicy:
				of.Has["inline"] += "," + other.Str("name")
			}
		}
	}
	return of
}

// left are the things that somebody has to find, by kind and ID, with whether each
// goes with another one. A VPC's default group and its main route table go with it;
// a rule matters that names another group.
func (v inventory) left() map[string]bool {
	out, groups := map[string]bool{}, map[string]bool{}
	for _, i := range v {
		groups[i.thing.ID] = groups[i.thing.ID] || i.kind == "security group" && i.thing.Name != "default"
	}
	for _, i := range v {
		has := i.thing.Has
		switch {
		case i.kind == "security group" && i.thing.Name == "default", i.kind == "route table" && has["main"] != "":
			continue
		case i.kind == "security group rule" && (has["other"] == "" || has["other"] == has["group"] || !groups[has["group"]]):
			continue
		}
		held := slices.ContainsFunc(i.parents, func(key string) bool { _, there := v[key]; return there })
		out[string(i.kind)+" "+i.thing.ID] = held
	}
	return out
}

// serve puts inventories into an account on loopback.
func (v inventory) serve(a *accounttest.Account) {
	for _, i := range v {
		a.Things[i.kind] = append(a.Things[i.kind], i.thing)
	}
}
