package eks_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
)

func TestNodesFollowTheirRoutes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	n := p.Network
	nodes := a.Nodes(p)
	a.Needs(nodes, n.PublicAssociations[1], "eks/nodes-reach-the-internet")
	if _, err := a.Change(n.Routes[1], in{"natGatewayId": n.NATs[0].ID}); err != nil {
		t.Fatal(err)
	}
	for _, e := range a.W.Edges() {
		if e.From.Type.Token == eks.NodeGroupType && e.To.ID == n.PublicAssociations[1].ID {
			t.Errorf("the nodes still need %v by %s", e.To, e.Rule)
		}
	}
	a.Dropped(n.NATs[1], n.EIPs[1])
	a.Clean()
	a.Dropped(n.NATs[0])
	a.Violated("eks/nodes-reach-the-internet")
}

// changeBreaks changes something under living nodes and wants a violation.
func changeBreaks(t *testing.T, rule string, pick func(p *awstest.Plane) awstest.Thing, changes in) {
	t.Helper()
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	a.Clean()
	if _, err := a.Change(pick(p), changes); err != nil {
		t.Fatal(err)
	}
	a.Violated(rule)
}

func TestChangesUnderLivingNodes(t *testing.T) {
	wrong := in{"assumeRolePolicy": awstest.ServiceTrust("lambda.amazonaws.com")}
	changeBreaks(t, "eks/node-role-has-policies", func(p *awstest.Plane) awstest.Thing { return p.NodeRole }, wrong)
	changeBreaks(t, "eks/cni-before-nodes", func(p *awstest.Plane) awstest.Thing { return p.CNIRole }, wrong)
	changeBreaks(t, "eks/cluster-role-has-policy", func(p *awstest.Plane) awstest.Thing { return p.Role }, wrong)
}

func TestAPolicyMayBeReplacedByAnother(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	a.Attach(p.NodeRole, "AmazonEC2ContainerRegistryPullOnly")
	a.Make(iam.RolePolicy, "own", in{"role": p.CNIRole.ID,
		"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:AssignPrivateIpAddresses","Resource":"*"}]}`})
	a.Dropped(p.NodePolicies[1])
	for _, v := range a.W.Violations() {
		t.Errorf("%v", v)
	}
}

func TestAnUpdatedNodeGroupStillNeedsItsDriversRights(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	policy := a.Attach(role, "service-role/AmazonEBSCSIDriverPolicy")
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"serviceAccountRoleArn": role.Str("arn"), "preserve": true}))
	if _, err := a.Change(p.Cluster, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Change(nodes, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	a.Needs(nodes, policy, "eks/preserved-driver-keeps-its-role")
}

// network returns a cluster's network settings with others in their place.
func network(cluster awstest.Thing, changes map[string]any) in {
	out := map[string]any{}
	for key, v := range cluster.In["vpcConfig"].(map[string]any) {
		out[key] = v
	}
	for key, v := range changes {
		out[key] = v
		if v == nil {
			delete(out, key)
		}
	}
	return in{"vpcConfig": out}
}

func TestLivingNodesKeepTheirWayToTheEndpoint(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	if _, err := a.Change(p.Cluster, network(p.Cluster, map[string]any{"endpointPrivateAccess": false})); err != nil {
		t.Fatal(err)
	}
	a.Violated("eks/nodes-reach-the-endpoint")
}

func TestAPrivateEndpointKeepsTheBlocksItHad(t *testing.T) {
	for name, blocks := range map[string]any{"left out": nil, "an empty list": []any{}} {
		a := awstest.New(t)
		cluster := a.Plane().Cluster
		now, err := a.Change(cluster, network(cluster, map[string]any{
			"endpointPublicAccess": false, "endpointPrivateAccess": true, "publicAccessCidrs": blocks,
		}))
		if err != nil {
			t.Fatal(err)
		}
		if got := now.Out["vpcConfig"].ObjectValue()["publicAccessCidrs"]; len(got.ArrayValue()) != 1 {
			t.Errorf("%s: the cluster has %v", name, got)
		}
		if _, err = a.Change(now, in{"tags": map[string]any{"a": "b"}}); blocks == nil && err != nil {
			t.Errorf("%s: the next update: %v", name, err)
		} else if blocks != nil {
			a.Refusal(err, "InvalidParameterException", "eks/public-access-cidrs-are-kept")
			if !strings.Contains(err.Error(), "Cluster is already at the desired configuration with endpointPrivateAccess: true , "+
				"endpointPublicAccess: false, and Public Endpoint Restrictions: [") {
				t.Errorf("%s: %v", name, err)
			}
		}
		a.Clean()
	}
}

func scaling(least, desired, most int) in {
	return in{"scalingConfig": map[string]any{"minSize": least, "desiredSize": desired, "maxSize": most}}
}

// All three numbers are sent whenever one changes: a recorded one that is below
// the new minimum is refused.
func TestAGroupIsSizedByThreeNumbersThatFit(t *testing.T) {
	a := awstest.New(t)
	nodes := a.Nodes(a.Plane())
	for _, c := range [][3]int{{3, 2, 4}, {2, 5, 4}, {5, 5, 4}} {
		_, err := a.Change(nodes, scaling(c[0], c[1], c[2]))
		a.Refusal(err, "InvalidParameterException", "eks/scaling-sound")
	}
	for _, c := range [][3]int{{3, 3, 4}, {1, 1, 9}, {2, 9, 9}} {
		now, err := a.Change(nodes, scaling(c[0], c[1], c[2]))
		if err != nil {
			t.Fatal(err)
		}
		nodes = now
	}
	a.Clean()
}

func TestAReleaseIsOfItsVersionAndStays(t *testing.T) {
	a := awstest.New(t)
	nodes := a.Nodes(a.Plane())
	first := nodes.Str("releaseVersion")
	larger, err := a.Change(nodes, scaling(2, 3, 4))
	if err != nil {
		t.Fatal(err)
	}
	if got := larger.Str("releaseVersion"); got != first || !strings.HasPrefix(got, "1.34.") {
		t.Errorf("release %s, then %s", first, got)
	}
	_, err = a.Change(larger, in{"version": "1.34", "releaseVersion": "1.33.0-20261101"})
	a.Refusal(err, "InvalidParameterException", "eks/release-of-the-version")
	if _, err := a.Change(larger, in{"version": "1.34", "releaseVersion": "1.34.0-20261101"}); err != nil {
		t.Error(err)
	}
}

func TestAnUpdateThatHasHappenedIsRefusedUntilTheStateKnows(t *testing.T) {
	for wording, change := range map[string]in{
		"Unsupported Kubernetes minor version update from 1.35 to 1.35": {"version": "1.35"},
		"Public Endpoint Restrictions: [198.51.100.0/24]":               {"vpcConfig": map[string]any{"publicAccessCidrs": []any{"198.51.100.0/24"}}},
		"No changes needed for the logging config provided":             {"enabledClusterLogTypes": []any{"api"}},
	} {
		a := awstest.New(t)
		cluster := a.Plane().Cluster
		if given, ok := change["vpcConfig"].(map[string]any); ok {
			for key, v := range cluster.In["vpcConfig"].(map[string]any) {
				if _, set := given[key]; !set {
					given[key] = v
				}
			}
		}
		now, err := a.Change(cluster, change)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Change(cluster, change); err == nil || !strings.Contains(err.Error(), wording) {
			t.Errorf("asked again: %v; want %q", err, wording)
		}
		if _, err := a.Change(now, in{"tags": map[string]any{"a": "b"}}); err != nil {
			t.Errorf("after a refresh: %v", err)
		}
	}
}
