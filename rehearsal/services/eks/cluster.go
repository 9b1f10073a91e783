package eks

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func cluster() *world.ResourceType {
	return &world.ResourceType{
		Token: ClusterType, Title: "cluster", Service: "EKS", NameProperty: "name", MaxName: 100, ARN: "eks:cluster/",
		FromState: []string{"vpcConfig.publicAccessCidrs", keyPath},
		Refs: []world.Ref{
			{
				Property: "vpcConfig.subnetIds", To: []string{ec2.Subnet},
				Code:    "InvalidParameterException",
				Message: "The subnet ID '%s' does not exist (Service: AmazonEC2; Error Code: InvalidSubnetID.NotFound)",
				InUse:   "DependencyViolation", InUseAs: "The subnet '%s' has dependencies and cannot be deleted.",
			},
			{
				Property: "vpcConfig.securityGroupIds", To: []string{ec2.SecurityGroup, ec2.DefaultSecurityGroup},
				Code:    "InvalidParameterException",
				Message: "The security group '%s' does not exist (Service: AmazonEC2; Error Code: InvalidGroup.NotFound)",
				InUse:   "DependencyViolation", InUseAs: "resource %s has a dependent object",
			},
		},
		Needs:    []world.Need{clusterRole, clusterKey, clusterLogs},
		Findings: []world.Rule{addressAllowed, callerMapped, callerAuthorized},
		OnCreate: []world.Rule{clusterOnce, clusterVersion, clusterZones, clusterZoneCapacity, clusterVPC, endpointOpen,
			publicCIDRs, serviceCIDR},
		OnUpdate: []world.Rule{notRepeated, clusterUpgrade, nodesMatch, secretsKey, endpointOpen, publicCIDRs, publicCIDRsKept},
		ID:       func(op *world.Op) string { return op.Str("name") },
		Outputs:  clusterOutputs,
		Made:     clusterMade,
		Changed: func(op *world.Op) error {
			if err := recordUpgrade(op); err != nil {
				return err
			}
			return ownLogGroup(op)
		},
		Gone: clusterGone,
		Takes: func(op *world.Op, what string) latency.Steps {
			if what == "update" && op.Old != nil && op.Old.Str("version") != op.Str("version") {
				return latency.Of("upgrade " + ClusterType)
			}
			return nil
		},
		Price: func(o *world.Object) (price.Item, float64) {
			if Extended(o.Str("version"), time.Now()) {
				return price.ExtendedPlane, 1
			}
			return price.ControlPlane, 1
		},
	}
}

func clusterOutputs(op *world.Op) error {
	op.Set("status", "ACTIVE")
	op.Default("version", defaultVersion)
	op.Default("createdAt", "2026-01-01T00:00:00Z")
	op.Default("platformVersion", "eks.1")
	id := strings.ToUpper(op.Hex(32))
	address, authority := op.APIServer()
	if address == "" {
		address = id + ".gr7." + op.Region() + ".eks." + world.DNSSuffix(op.Region())
	}
	op.Default("endpoint", "https://"+address+"/"+id)
	op.Default("identities", []any{map[string]any{"oidcs": []any{map[string]any{
		"issuer": "https://oidc.eks." + op.Region() + "." + world.DNSSuffix(op.Region()) + "/id/" + id,
	}}}})
	data := map[string]any{"data": base64.StdEncoding.EncodeToString([]byte(authority))}
	op.Default("certificateAuthority", data)
	op.Default("certificateAuthorities", []any{data})
	op.Set("kubernetesNetworkConfig", map[string]any{"ipFamily": "ipv4", "serviceIpv4Cidr": services(op)})
	vpcConfig(op)
	return nil
}

// vpcConfig returns the program's settings with the service's own beside them.
func vpcConfig(op *world.Op) {
	out := map[string]any{
		"endpointPrivateAccess": false, "endpointPublicAccess": true, "publicAccessCidrs": []any{},
		"securityGroupIds": []any{},
	}
	if public, _ := endpointAccess(op.Object); public {
		out["publicAccessCidrs"] = []any{"0.0.0.0/0"}
	}
	if given := op.Object.Inputs["vpcConfig"]; given.IsObject() {
		for key, v := range given.ObjectValue() {
			out[string(key)] = v
		}
	}
	group := ""
	if op.Old != nil {
		group = op.Old.Str("vpcConfig.clusterSecurityGroupId")
		if kept := keptPublicCIDRs(op); len(kept) > 0 {
			out["publicAccessCidrs"] = kept
		}
	}
	if group == "" {
		group = "sg-0" + op.Hex(16)
	}
	out["clusterSecurityGroupId"] = group
	if s := subnetsOf(op, op.Object); len(s) > 0 {
		out["vpcId"] = s[0].Str("vpcId")
	}
	op.Set("vpcConfig", out)
}

// subnetsOf returns the subnets that a cluster names.
func subnetsOf(op *world.Op, cluster *world.Object) []*world.Object {
	var out []*world.Object
	for _, id := range world.Strs(mustLookup(cluster.Inputs, "vpcConfig.subnetIds")) {
		if s := op.Find("", id, ec2.Subnet); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func mustLookup(m resource.PropertyMap, path string) resource.PropertyValue {
	v, _ := world.Lookup(m, path)
	return v
}

// clusterMade makes what EKS makes with a cluster: its security group, its
// interfaces in the subnets, the networking add-ons and, where the program did
// not, the log group.
func clusterMade(op *world.Op) error {
	name, group := op.Object.ID, op.Str("vpcConfig.clusterSecurityGroupId")
	if _, err := op.CreateManaged(ec2.SecurityGroup, group, Owner, map[string]any{
		"name": "eks-cluster-sg-" + name + "-" + op.Hex(10), "vpcId": op.Str("vpcConfig.vpcId"),
		"description": "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any " +
			"managed workloads.",
		"tagsAll": ownedTags(name),
	}, op.Object); err != nil {
		return err
	}
	zones := map[string]bool{}
	for _, s := range subnetsOf(op, op.Object) {
		if zones[s.Str("availabilityZone")] || len(zones) == 2 {
			continue
		}
		zones[s.Str("availabilityZone")] = true
		if _, err := op.CreateManaged(ec2.NetworkInterface, "eni-0"+op.Hex(16), Owner, map[string]any{
			"description": "Amazon EKS " + name, "subnetId": s.ID, "vpcId": s.Str("vpcId"), "status": "in-use",
			"privateIp": ec2.AddressIn(op, s), "securityGroups": append(op.Strs("vpcConfig.securityGroupIds"), group),
		}, op.Object); err != nil {
			return err
		}
	}
	removed := map[string]bool{}
	for _, a := range op.Strs("defaultAddonsToRemoves") {
		removed[a] = true
	}
	for _, a := range []string{VPCCNI, KubeProxy, CoreDNS} {
		if removed[a] {
			continue
		}
		if err := selfManage(op, op.Object, a); err != nil {
			return err
		}
	}
	return ownLogGroup(op)
}
