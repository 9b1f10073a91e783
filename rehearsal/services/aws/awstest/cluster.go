package awstest

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/world"
)

// Role makes a role that a service may assume, with AWS's own policies.
func (a *Account) Role(name, service string, policies ...string) (role Thing, attachments []Thing) {
	a.t.Helper()
	role = a.Make(iam.Role, name, In{"name": name, "assumeRolePolicy": ServiceTrust(service)})
	for _, p := range policies {
		attachments = append(attachments, a.Attach(role, p))
	}
	return role, attachments
}

// Attach attaches one of AWS's own policies.
func (a *Account) Attach(role Thing, policy string) Thing {
	a.t.Helper()
	return a.Make(iam.RolePolicyAttachment, role.Name+"-"+policy, In{"role": role.ID, "policyArn": "arn:" + world.Partition(a.Session.Region) + ":iam::aws:policy/" + policy})
}

// ServiceTrust is a trust policy for an AWS service.
func ServiceTrust(service string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":%q},"Action":"sts:AssumeRole"}]}`,
		service)
}

// Plane is a cluster with what is made before its nodes.
type Plane struct {
	Network *Network
	Role    Thing
	Policy  Thing
	Key     Thing
	Logs    Thing
	Cluster Thing
	OIDC    Thing

	CNIRole, CNIPolicy, CNI Thing
	Auth                    Thing
	NodeRole                Thing
	NodePolicies            []Thing
}

// ClusterIn is what the test cluster is made from.
func ClusterIn(n *Network, role, key Thing) In {
	return In{
		"name": "dev", "version": "1.34", "roleArn": role.Str("arn"),
		"vpcConfig": map[string]any{
			"subnetIds": append(IDs(n.Public), IDs(n.Private)...), "endpointPrivateAccess": true, "endpointPublicAccess": true,
			"publicAccessCidrs": []any{"203.0.113.0/24"},
		},
		"encryptionConfig":       map[string]any{"provider": map[string]any{"keyArn": key.Str("arn")}, "resources": []any{"secrets"}},
		"enabledClusterLogTypes": []any{"api", "audit"},
	}
}

// ControlPlane makes a cluster alone.
func (a *Account) ControlPlane() *Plane {
	a.t.Helper()
	p := &Plane{Network: a.Network()}
	role, policies := a.Role("control-plane", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
	p.Role, p.Policy = role, policies[0]
	p.Key = a.Make(kms.Key, "secrets", In{})
	p.Logs = a.Make(logs.Group, "control-plane", In{"name": "/aws/eks/dev/cluster", "retentionInDays": 30})
	p.Cluster = a.Make(eks.ClusterType, "cluster", ClusterIn(p.Network, p.Role, p.Key))
	return p
}

// Plane makes a cluster and all that a node group needs of it.
func (a *Account) Plane() *Plane {
	a.t.Helper()
	p := a.ControlPlane()
	p.OIDC = a.Make(iam.OpenIDConnectProvider, "cluster", In{
		"url": p.Issuer(), "clientIdLists": []any{"sts.amazonaws.com"}, "thumbprintLists": []any{strings.Repeat("9", 40)},
	})
	p.CNIRole = a.AccountRole(p, "vpc-cni", "aws-node")
	p.CNIPolicy = a.Attach(p.CNIRole, "AmazonEKS_CNI_Policy")
	p.CNI = a.Make(eks.AddonType, "vpc-cni", In{
		"clusterName": "dev", "addonName": "vpc-cni", "resolveConflicts": "OVERWRITE", "preserve": true,
		"serviceAccountRoleArn": p.CNIRole.Str("arn"),
	})
	p.Auth = a.AWSAuth(p)
	p.NodeRole, p.NodePolicies = a.Role("node", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly")
	return p
}

// Issuer is the cluster's issuer of tokens.
func (p *Plane) Issuer() string { return p.Cluster.Str("identities[0].oidcs[0].issuer") }

// AccountRole makes a role for a service account in kube-system.
func (a *Account) AccountRole(p *Plane, name, account string) Thing {
	a.t.Helper()
	return a.Make(iam.Role, name, In{"name": name, "assumeRolePolicy": p.AccountTrust(account)})
}

// AccountTrust is a trust policy for a service account in kube-system.
func (p *Plane) AccountTrust(account string) string {
	host := strings.TrimPrefix(p.Issuer(), "https://")
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":%q},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{%q:%q,%q:"sts.amazonaws.com"}}}]}`,
		p.OIDC.Str("arn"), host+":sub", "system:serviceaccount:kube-system:"+account, host+":aud")
}

// AWSAuth makes kube-system/aws-auth on the cluster, with the role of the nodes.
func (a *Account) AWSAuth(p *Plane) Thing {
	a.t.Helper()
	before := a.Session
	defer func() { a.Session = before }()
	a.Session = world.Session{Package: "kubernetes", Server: p.Cluster.Str("endpoint")}
	return a.Make(configMap, "aws-auth", AuthIn("[system:bootstrappers, system:nodes]"))
}

// NodesIn is what the test node group is made from: two nodes in private subnets.
func (p *Plane) NodesIn() In {
	return In{
		"clusterName": "dev", "nodeGroupName": "default", "nodeRoleArn": p.NodeRole.Str("arn"), "subnetIds": IDs(p.Network.Private),
		"instanceTypes": []any{"m5.xlarge"}, "scalingConfig": map[string]any{"minSize": 2, "desiredSize": 2, "maxSize": 4},
	}
}

// AuthIn is what aws-auth is made from: the role of the nodes, mapped to groups.
func AuthIn(groups string) In {
	return In{
		"metadata": map[string]any{"namespace": "kube-system", "name": "aws-auth"},
		"data":     map[string]any{"mapRoles": "[{rolearn: arn:aws:iam::123456789012:role/node, groups: " + groups + "}]"},
	}
}

// Nodes makes the node group.
func (a *Account) Nodes(p *Plane) Thing {
	a.t.Helper()
	return a.Make(eks.NodeGroupType, "default", p.NodesIn())
}

// Things returns the plane's parts in the order of a careful destroy, after
// the nodes.
func (p *Plane) Things() []Thing {
	return slices.Concat([]Thing{p.Auth, p.CNI, p.CNIPolicy, p.CNIRole, p.OIDC, p.Cluster},
		p.NodePolicies, []Thing{p.NodeRole, p.Logs, p.Key, p.Policy, p.Role}, p.Network.Things())
}
