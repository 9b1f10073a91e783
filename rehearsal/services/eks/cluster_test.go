package eks_test

import (
	"strings"
	"testing"
	"time"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
)

type in = awstest.In

// vpcConfig returns cluster inputs with parts of vpcConfig changed.
func vpcConfig(cluster in, changes in) in {
	return cluster.With(in{"vpcConfig": map[string]any(in(cluster["vpcConfig"].(map[string]any)).With(changes))})
}

func TestClusterRules(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	n := p.Network
	sound := p.Cluster.In.With(in{"name": "other", "enabledClusterLogTypes": nil})
	a.Make(eks.ClusterType, "other", sound)
	third := sound.With(in{"name": "third"})
	foreignVPC := a.Make(ec2.VPC, "foreign", awstest.VPCIn)
	foreign := a.Make(ec2.Subnet, "foreign", in{"vpcId": foreignVPC.ID, "cidrBlock": "10.1.0.0/24", "availabilityZone": "eu-central-1b"})
	group := a.Make(ec2.SecurityGroup, "foreign", in{"vpcId": foreignVPC.ID})
	for _, c := range []struct {
		inputs     in
		code, rule string
	}{
		{sound, "ResourceInUseException", "eks/cluster-name-unique"},
		{third.With(in{"version": "1.27"}), "InvalidParameterException", "eks/cluster-version-supported"},
		{third.With(in{"version": "1.37"}), "InvalidParameterException", "eks/cluster-version-supported"},
		{third.With(in{"roleArn": "arn:none"}), "InvalidParameterException", "eks/cluster-role-has-policy"},
		{third.With(in{"encryptionConfig": map[string]any{"provider": map[string]any{"keyArn": "arn:none"}}}), "InvalidParameterException",
			"eks/cluster-key-exists"},
		{vpcConfig(third, in{"subnetIds": []any{n.Public[0].ID, n.Private[0].ID}}), "InvalidParameterException", "eks/cluster-in-two-zones"},
		{vpcConfig(third, in{"subnetIds": []any{n.Public[0].ID, "subnet-0"}}), "InvalidParameterException", "cluster/vpcConfig.subnetIds-exists"},
		{vpcConfig(third, in{"subnetIds": []any{n.Public[0].ID, foreign.ID}}), "InvalidParameterException", "eks/cluster-in-one-vpc"},
		{vpcConfig(third, in{"securityGroupIds": []any{group.ID}}), "InvalidParameterException", "eks/cluster-in-one-vpc"},
		{vpcConfig(third, in{"securityGroupIds": []any{"sg-0"}}), "InvalidParameterException", "cluster/vpcConfig.securityGroupIds-exists"},
		{vpcConfig(third, in{"endpointPrivateAccess": false, "endpointPublicAccess": false}), "InvalidParameterException",
			"eks/endpoint-reachable"},
		{vpcConfig(third, in{"publicAccessCidrs": []any{"192.168.1.0/24"}}), "InvalidParameterException", "eks/public-access-cidrs-are-public"},
		{third.With(in{"kubernetesNetworkConfig": map[string]any{"serviceIpv4Cidr": "8.0.0.0/16"}}), "InvalidParameterException",
			"eks/service-cidr"},
		{third.With(in{"kubernetesNetworkConfig": map[string]any{"serviceIpv4Cidr": "172.20.0.0/25"}}), "InvalidParameterException",
			"eks/service-cidr"},
		{third.With(in{"kubernetesNetworkConfig": map[string]any{"serviceIpv4Cidr": "10.1.128.0/20"}}), "InvalidParameterException",
			"eks/service-cidr"},
	} {
		a.Refused(eks.ClusterType, "third", c.inputs, c.code, c.rule)
	}
	a.Checked(eks.ClusterType, sound, "")
	for _, name := range []string{"a", "-x", strings.Repeat("x", 101)} {
		a.Checked(eks.ClusterType, sound.With(in{"name": name}), "aws/inputs-fit-the-provider")
	}
	a.Checked(eks.ClusterType, sound.With(in{"enabledClusterLogTypes": []any{"scheduling"}}), "aws/inputs-fit-the-provider")
	a.Checked(eks.ClusterType, vpcConfig(sound, in{"publicAccessCidrs": []any{"203.0.113.1/24"}}), "aws/inputs-fit-the-provider")
}

func TestNoControlPlaneInSomeZones(t *testing.T) {
	a := awstest.New(t)
	a.Session.Region = "us-east-1"
	role, _ := a.Role("plane", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	subnet := func(letter, block string) string {
		return a.Make(ec2.Subnet, letter, in{"vpcId": vpc.ID, "cidrBlock": block, "availabilityZone": "us-east-1" + letter}).ID
	}
	first, second, fifth := subnet("a", "10.1.0.0/24"), subnet("b", "10.1.1.0/24"), subnet("e", "10.1.2.0/24")
	cluster := func(ids ...any) in {
		return in{"name": "dev", "roleArn": role.Str("arn"), "vpcConfig": map[string]any{"subnetIds": ids}}
	}
	a.Refused(eks.ClusterType, "dev", cluster(first, fifth), "UnsupportedAvailabilityZoneException", "eks/cluster-zone-has-control-planes")
	a.Make(eks.ClusterType, "dev", cluster(first, second))
}

func TestClusterRole(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Needs(p.Cluster, p.Role, "eks/cluster-role-has-policy")
	a.Needs(p.Cluster, p.Policy, "eks/cluster-role-has-policy")
	bare, _ := a.Role("bare", "eks.amazonaws.com")
	nodes, _ := a.Role("nodes", "ec2.amazonaws.com", "AmazonEKSClusterPolicy")
	for _, role := range []awstest.Thing{bare, nodes} {
		a.Refused(eks.ClusterType, "x", p.Cluster.In.With(in{"name": "x", "roleArn": role.Str("arn")}), "InvalidParameterException",
			"eks/cluster-role-has-policy")
	}
}

func TestAClusterWithoutItsPolicyLeavesInterfaces(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Clean()
	a.Dropped(p.Policy)
	a.Violated("eks/cluster-role-has-policy")
	a.Dropped(p.Cluster)
	a.Kept(p.Network.Public[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
	things := p.Network.Things()
	for _, x := range things {
		_ = a.Drop(x)
	}
	a.Kept(p.Network.VPC, "DependencyViolation", "ec2/vpc-empty-when-deleted")
	left := strings.Join(a.W.Leaks(), "\n")
	for _, want := range []string{"security group", "network interface", "made by eks"} {
		if !strings.Contains(left, want) {
			t.Errorf("no %s among what is left:\n%s", want, left)
		}
	}
}

func TestAClusterSecurityGroupHoldsTheVPC(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Dropped(p.Policy, p.Cluster)
	for _, o := range a.W.Objects(ec2.NetworkInterface) {
		if o.Owner == eks.Owner {
			a.W.Forget(o)
		}
	}
	things := p.Network.Things()
	a.Dropped(things[:len(things)-1]...)
	a.Kept(p.Network.VPC, "DependencyViolation", "ec2/vpc-empty-when-deleted")
}

func TestClusterKey(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Needs(p.Cluster, p.Key, "eks/cluster-key-exists")
	off := a.Make(kms.Key, "off", in{"isEnabled": false})
	a.Refused(eks.ClusterType, "locked", awstest.ClusterIn(p.Network, p.Role, off).With(in{"name": "locked"}), "InvalidParameterException",
		"eks/cluster-key-exists")
	rsa := a.Make(kms.Key, "rsa", in{"customerMasterKeySpec": "RSA_2048"})
	a.Refused(eks.ClusterType, "x",
		p.Cluster.In.With(in{"name": "x", "encryptionConfig": map[string]any{"provider": map[string]any{"keyArn": rsa.Str("arn")}}}),
		"InvalidParameterException", "eks/cluster-key-exists")
	a.Dropped(p.Key)
	a.Violated("eks/cluster-key-exists")
}

func TestLogGroupBeforeTheCluster(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Needs(p.Cluster, p.Logs, "eks/log-group-before-cluster")
	a.Clean()
	a.Dropped(p.Logs) // too early
	a.Violated("eks/log-group-before-cluster")
	a.Dropped(p.Cluster, p.Key, p.Policy, p.Role)
	a.Dropped(p.Network.Things()...)
	a.Leaks(1, "log group /aws/eks/dev/cluster (made by eks)")
}

func TestEKSMakesALogGroupOfItsOwn(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	a.Make(eks.ClusterType, "late", p.Cluster.In.With(in{"name": "late"}))
	a.Violated("eks/log-group-before-cluster")
	a.Refused(logs.Group, "late", in{"name": "/aws/eks/late/cluster"}, "ResourceAlreadyExistsException", "logs/group-name-unique")
}

func TestNamesAreThoseOfTheirPartition(t *testing.T) {
	for region, suffix := range map[string]string{"cn-north-1": ".amazonaws.com.cn/", "eu-central-1": ".amazonaws.com/"} {
		a := awstest.New(t)
		a.Session.Region = region
		p := a.ControlPlane()
		for _, name := range []string{p.Cluster.Str("endpoint"), p.Issuer()} {
			if !strings.Contains(name, region+".eks"+suffix) && !strings.Contains(name, "oidc.eks."+region+suffix) {
				t.Errorf("%s in %s", name, region)
			}
		}
	}
	for region, domain := range map[string]string{"us-east-1": "ec2.internal", "cn-north-1": "cn-north-1.compute.internal"} {
		if got := ec2.PrivateDomain(region); got != domain {
			t.Errorf("nodes of %s are in %s", region, got)
		}
	}
}

func TestClusterUpgrades(t *testing.T) {
	for _, version := range []string{"1.36", "1.33", "1.37"} {
		a := awstest.New(t)
		_, err := a.Change(a.ControlPlane().Cluster, in{"version": version})
		a.Refusal(err, "InvalidParameterException", "eks/cluster-upgrade-by-one-minor")
	}
	a := awstest.New(t)
	changed, err := a.Change(a.ControlPlane().Cluster, in{"version": "1.35"})
	if err != nil || changed.Str("version") != "1.35" {
		t.Errorf("1.34 to 1.35: %q, %v", changed.Str("version"), err)
	}
	// Back, once, to where it came from.
	back, err := a.Change(changed, in{"version": "1.34"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Change(back, in{"version": "1.33"})
	a.Refusal(err, "InvalidParameterException", "eks/cluster-upgrade-by-one-minor")
}

func TestNodesHoldAnUpgradeBack(t *testing.T) {
	const rule = "eks/nodes-match-before-an-upgrade"
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	cluster, err := a.Change(p.Cluster, in{"version": "1.35"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Change(cluster, in{"version": "1.36"}) // the nodes are at 1.34
	a.Refusal(err, "InvalidParameterException", rule)
	if _, err = a.Change(nodes, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	_, err = a.Change(cluster, in{"version": "1.34"}) // they would be newer than the control plane
	a.Refusal(err, "InvalidParameterException", rule)
	if _, err = a.Change(cluster, in{"version": "1.36"}); err != nil {
		t.Error(err)
	}
}

func TestAClusterKeepsItsKey(t *testing.T) {
	const rule = "eks/cluster-keeps-its-key"
	a := awstest.New(t)
	p := a.ControlPlane()
	other := a.Make(kms.Key, "other", in{})
	changed, err := a.Change(p.Cluster, in{"encryptionConfig": map[string]any{
		"provider": map[string]any{"keyArn": other.Str("arn")}, "resources": []any{"secrets"}}})
	if err != nil || changed.Str("encryptionConfig.provider.keyArn") != p.Key.Str("arn") {
		t.Fatalf("the key is %q, %v", changed.Str("encryptionConfig.provider.keyArn"), err)
	}
	a.Violated(rule)
	_, err = a.Change(p.Cluster, in{"encryptionConfig": nil})
	a.Refusal(err, "InvalidParameterException", rule)
}

func TestClusterChangesKeepTheRest(t *testing.T) {
	a := awstest.New(t)
	p := a.ControlPlane()
	changed, err := a.Change(p.Cluster,
		vpcConfig(in{"vpcConfig": p.Cluster.In["vpcConfig"]}, in{"publicAccessCidrs": []any{"198.51.100.0/24"}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"endpoint", "arn", "vpcConfig.clusterSecurityGroupId", "vpcConfig.vpcId", "identities[0].oidcs[0].issuer"} {
		if changed.Str(path) != p.Cluster.Str(path) || changed.Str(path) == "" {
			t.Errorf("%s: %q became %q", path, p.Cluster.Str(path), changed.Str(path))
		}
	}
	if got := changed.Str("vpcConfig.publicAccessCidrs[0]"); got != "198.51.100.0/24" {
		t.Errorf("publicAccessCidrs %q", got)
	}
	_, err = a.Change(p.Cluster, vpcConfig(in{"vpcConfig": p.Cluster.In["vpcConfig"]},
		in{"endpointPublicAccess": false, "endpointPrivateAccess": false}))
	a.Refusal(err, "InvalidParameterException", "eks/endpoint-reachable")
}

func TestExtendedSupportCostsMore(t *testing.T) {
	for _, c := range []struct {
		version, day string
		want         bool
	}{{"1.34", "2026-12-02", false}, {"1.34", "2026-12-04", true}, {"1.31", "2026-11-01", true}, {"1.36", "2027-08-01", false}} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := eks.Extended(c.version, day); got != c.want {
			t.Errorf("%s on %s: %v", c.version, c.day, got)
		}
	}
}

func TestAnotherKeyChangesNothingAndTheOldOneMustStay(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	was := p.Cluster.Str("encryptionConfig.provider.keyArn")
	other := a.Make(kms.Key, "other", in{})
	now, err := a.Change(p.Cluster, in{"encryptionConfig": map[string]any{
		"provider": map[string]any{"keyArn": other.Str("arn")}, "resources": []any{"secrets"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := now.Str("encryptionConfig.provider.keyArn"); got != was || got == "" {
		t.Errorf("the cluster has the key %s, want %s", got, was)
	}
	a.Violated("eks/cluster-keeps-its-key")
	a.Dropped(other)
	for _, v := range a.W.Violations() {
		if v.Rule == "eks/cluster-key-exists" {
			t.Errorf("a key that nothing uses: %v", v)
		}
	}
	a.Dropped(p.Key)
	a.Violated("eks/cluster-key-exists")
}
