package eks_test

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

func TestNodeGroupRules(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	sound := p.NodesIn()
	a.Make(eks.NodeGroupType, "default", sound)
	second := sound.With(in{"nodeGroupName": "second"})
	vpc := a.Make(ec2.VPC, "other", awstest.VPCIn)
	foreign := a.Make(ec2.Subnet, "foreign", in{"vpcId": vpc.ID, "cidrBlock": "10.1.0.0/24"})
	scaling := func(least, desired, most int) in {
		return second.With(in{"scalingConfig": map[string]any{"minSize": least, "desiredSize": desired, "maxSize": most}})
	}
	for _, c := range []struct {
		inputs     in
		code, rule string
	}{
		{sound, "ResourceInUseException", "eks/node-group-name-unique"},
		{second.With(in{"clusterName": "none"}), "ResourceNotFoundException", "node group/clusterName-exists"},
		{second.With(in{"subnetIds": []any{"subnet-0"}}), "InvalidParameterException", "node group/subnetIds-exists"},
		{second.With(in{"nodeGroupName": "-x"}), "InvalidParameterException", "eks/node-group-name"},
		{second.With(in{"subnetIds": []any{}}), "InvalidParameterException", "eks/node-subnets-in-cluster-vpc"},
		{second.With(in{"version": "1.35"}), "InvalidParameterException", "eks/nodes-of-the-clusters-version"},
		{second.With(in{"version": "1.33"}), "InvalidParameterException", "eks/nodes-of-the-clusters-version"},
		{scaling(5, 5, 4), "InvalidParameterException", "eks/scaling-sound"},
		{scaling(2, 5, 4), "InvalidParameterException", "eks/scaling-sound"},
		{scaling(2, 1, 4), "InvalidParameterException", "eks/scaling-sound"},
		{second.With(in{"instanceTypes": []any{"m5.xlrge"}}), "InvalidParameterException", "eks/instance-type-known"},
		{second.With(in{"instanceTypes": slices.Repeat([]any{"m5.large"}, 21)}), "InvalidParameterException", "eks/instance-type-in-one-place"},
		{second.With(in{"amiType": "AL2_x86_64"}), "InvalidParameterException", "eks/ami-type-fits-version"},
		{second.With(in{"amiType": "CUSTOM"}), "InvalidParameterException", "eks/ami-type-fits-version"},
		{second.With(in{"amiType": "BOTTLEROCKET_ARM_64"}), "InvalidParameterException", "eks/ami-type-fits-version"},
		{second.With(in{"subnetIds": awstest.IDs(p.Network.Public)}), "Ec2SubnetInvalidConfiguration", "eks/public-subnets-give-addresses"},
		{second.With(in{"subnetIds": []any{foreign.ID}}), "NodeCreationFailure", "eks/nodes-reach-the-internet"},
		{second.With(in{"launchTemplate": map[string]any{"id": "lt-0", "version": "1"}}), "InvalidParameterException",
			"eks/launch-template-exists"},
	} {
		a.Refused(eks.NodeGroupType, "second", c.inputs, c.code, c.rule)
	}
	a.Checked(eks.NodeGroupType, sound, "")
	a.Checked(eks.NodeGroupType, sound.With(in{"amiType": "AL2023_x86_64_STANDARD"}), "aws/inputs-fit-the-provider")
	a.Checked(eks.NodeGroupType, sound.With(in{"capacityType": "SPOTTY"}), "aws/inputs-fit-the-provider")
	a.Checked(eks.NodeGroupType, sound.With(in{"scalingConfig": map[string]any{"maxSize": 0}}), "aws/inputs-fit-the-provider")
}

func TestNodesOfAnotherVPCAreRefused(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	other := a.Make(ec2.VPC, "other", awstest.VPCIn)
	gateway := a.Make(ec2.InternetGateway, "other", in{"vpcId": other.ID})
	table := a.Make(ec2.RouteTable, "other", in{"vpcId": other.ID})
	a.Make(ec2.Route, "other", in{"routeTableId": table.ID, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway.ID})
	subnet := a.Make(ec2.Subnet, "other", in{"vpcId": other.ID, "cidrBlock": "10.1.0.0/24", "mapPublicIpOnLaunch": true})
	a.Make(ec2.RouteTableAssociation, "other", in{"subnetId": subnet.ID, "routeTableId": table.ID})
	a.Refused(eks.NodeGroupType, "x", p.NodesIn().With(in{"subnetIds": []any{subnet.ID}}), "InvalidParameterException",
		"eks/node-subnets-in-cluster-vpc")
}

func TestNodesInPublicSubnetsGetAddresses(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	for _, s := range p.Network.Public {
		if _, err := a.Change(s, in{"mapPublicIpOnLaunch": true}); err != nil {
			t.Fatal(err)
		}
	}
	public := p.NodesIn().With(in{"subnetIds": awstest.IDs(p.Network.Public)})
	outside := in{"endpointPrivateAccess": false, "publicAccessCidrs": []any{"198.18.0.0/15"}}
	closed, err := a.Change(p.Cluster, vpcConfig(in{"vpcConfig": p.Cluster.In["vpcConfig"]}, outside))
	if err != nil {
		t.Fatal(err)
	}
	a.Refused(eks.NodeGroupType, "public", public, "NodeCreationFailure", "eks/nodes-reach-the-endpoint")
	if _, err := a.Change(closed, vpcConfig(in{"vpcConfig": p.Cluster.In["vpcConfig"]},
		in{"endpointPrivateAccess": false, "publicAccessCidrs": []any{"0.0.0.0/0"}})); err != nil {
		t.Fatal(err)
	}
	nodes := a.Make(eks.NodeGroupType, "public", public)
	a.Dropped(p.Network.Routes...)
	a.Dropped(p.Network.NATs...)
	a.Kept(p.Network.Gateway, "DependencyViolation", "ec2/gateway-detach-needs-no-public-address")
	a.Dropped(nodes, p.Network.Gateway)
}

func TestTheVPCResolvesNamesForNodes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	if _, err := a.Change(p.Network.VPC, in{"enableDnsHostnames": false}); err != nil {
		t.Fatal(err)
	}
	a.Refused(eks.NodeGroupType, "x", p.NodesIn(), "NodeCreationFailure", "eks/vpc-resolves-names")
}

func TestLaunchTemplatesFitNodeGroups(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	template := func(name string, content in) map[string]any {
		return map[string]any{"id": a.Make(ec2.LaunchTemplate, name, content).ID, "version": "1"}
	}
	plain := template("plain", in{"blockDeviceMappings": []any{map[string]any{"ebs": map[string]any{"volumeSize": 50, "volumeType": "gp3"}}}})
	with := func(t map[string]any, more in) in {
		return p.NodesIn().With(in{"launchTemplate": t}).With(more)
	}
	sound := a.Make(eks.NodeGroupType, "sound", with(plain, nil))
	for _, v := range a.W.Objects(ec2.Volume) {
		if v.Int("size") != 50 {
			t.Errorf("a root volume of %d GB, want the template's 50", v.Int("size"))
		}
	}
	for name, c := range map[string]struct {
		inputs in
		rule   string
	}{
		"disk":    {with(plain, in{"diskSize": 50}), "eks/launch-template-fits"},
		"remote":  {with(plain, in{"remoteAccess": map[string]any{"ec2SshKey": "k"}}), "eks/launch-template-fits"},
		"profile": {with(template("profile", in{"iamInstanceProfile": map[string]any{"name": "x"}}), nil), "eks/launch-template-fits"},
		"spot":    {with(template("spot", in{"instanceMarketOptions": map[string]any{"marketType": "spot"}}), nil), "eks/launch-template-fits"},
		"subnet": {with(template("subnet", in{"networkInterfaces": []any{map[string]any{"subnetId": "subnet-0"}}}), nil),
			"eks/launch-template-fits"},
		"hibernation": {with(template("hibernation", in{"hibernationOptions": map[string]any{"configured": true}}), nil),
			"eks/launch-template-fits"},
		"shutdown": {with(template("shutdown", in{"instanceInitiatedShutdownBehavior": "terminate"}), nil), "eks/launch-template-fits"},
		"own":      {with(template("own", in{"imageId": "ami-0", "userData": "IyE="}), in{"version": "1.34"}), "eks/own-image-says-its-version"},
		"version":  {with(map[string]any{"id": plain["id"], "version": "2"}, nil), "eks/launch-template-fits"},
		"type":     {with(template("type", in{"instanceType": "m5.large"}), nil), "eks/instance-type-in-one-place"},
		"image":    {with(template("image", in{"imageId": "ami-0"}), in{"amiType": "BOTTLEROCKET_x86_64"}), "eks/ami-type-fits-version"},
	} {
		a.Refused(eks.NodeGroupType, name, c.inputs.With(in{"nodeGroupName": name}), "InvalidParameterException", c.rule)
	}
	a.Refused(eks.NodeGroupType, "bare", with(template("bare", in{"imageId": "ami-0"}), in{"nodeGroupName": "bare"}), "NodeCreationFailure",
		"eks/own-image-says-its-version")
	a.Make(eks.NodeGroupType, "image", with(template("whole", in{"imageId": "ami-0", "userData": "IyE="}), in{"nodeGroupName": "image"}))
	_, err := a.Change(sound, in{"launchTemplate": map[string]any{"id": plain["id"], "version": "9"}})
	a.Refusal(err, "InvalidParameterException", "eks/launch-template-version-exists")
	a.Clean()
	a.Make(eks.NodeGroupType, "latest", with(map[string]any{"id": plain["id"], "version": "$Latest"}, in{"nodeGroupName": "latest"}))
	a.Violated("eks/launch-template-fits")
	a.Dropped(awstest.Thing{Type: ec2.LaunchTemplate, Name: "plain", ID: plain["id"].(string)})
	a.Violated("eks/launch-template-exists")
}

func TestNodesAreSpreadOverZones(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	group := a.Nodes(p)
	zones := func() map[string]int {
		count := map[string]int{}
		a.Ask(func(op *world.Op) {
			for _, n := range eks.Nodes(op, op.Find("name", "dev", eks.ClusterType)) {
				count[n.Zone]++
				if n.CPUMilli != 3920 || n.Pods != 58 || n.MemoryMi < 14700 || n.MemoryMi > 15000 {
					t.Errorf("an m5.xlarge for pods: %d m, %d Mi, %d pods", n.CPUMilli, n.MemoryMi, n.Pods)
				}
				if !strings.HasPrefix(n.Name, "ip-10-1-") || !strings.HasSuffix(n.Name, ".eu-central-1.compute.internal") {
					t.Errorf("node name %q", n.Name)
				}
			}
		})
		return count
	}
	for _, desired := range []int{2, 4, 3} {
		var err error
		if group, err = a.Change(group, in{"scalingConfig": map[string]any{"minSize": 1, "desiredSize": desired, "maxSize": 4}}); err != nil {
			t.Fatal(err)
		}
		z := zones()
		first, second := z["eu-central-1a"], z["eu-central-1b"]
		if first+second != desired || first-second > 1 || second-first > 1 {
			t.Errorf("%d nodes are spread as %v", desired, z)
		}
		for typ, each := range map[string]int{ec2.Instance: 1, ec2.Volume: 1} {
			if n := len(a.W.Objects(typ)); n != each*desired {
				t.Errorf("%d of %s for %d nodes", n, typ, desired)
			}
		}
	}
}

func TestNodeUpgrades(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	group := a.Nodes(p)
	before := a.W.Objects(ec2.Instance)[0].ID
	if _, err := a.Change(p.Cluster, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"1.33", "1.36"} {
		_, err := a.Change(group, in{"version": version})
		a.Refusal(err, "InvalidParameterException", "eks/nodes-follow-their-cluster")
	}
	if _, err := a.Change(group, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	instances := a.W.Objects(ec2.Instance)
	if len(instances) != 2 || instances[0].ID == before {
		t.Errorf("an upgrade left %v", instances)
	}
}

func TestAClusterKeepsItsNodes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Kept(p.Cluster, "ResourceInUseException", "node group/clusterName-exists")
	a.Kept(p.Network.Private[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
	a.Dropped(nodes, p.Cluster)
}

func TestAFailedNodeGroupStaysAndHasNoNodes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.W.Hooks(nil, func(e world.Entry) error {
		if e.Type == eks.NodeGroupType {
			return &world.Unfinished{Reason: "NodeCreationFailure", Broken: true}
		}
		return nil
	})
	_, err := a.Try(eks.NodeGroupType, "default", p.NodesIn())
	a.W.Hooks(nil, nil)
	groups := a.W.Objects(eks.NodeGroupType)
	if err == nil || len(groups) != 1 || groups[0].Str("status") != "CREATE_FAILED" {
		t.Fatalf("%v; there are %v", err, groups)
	}
	a.Refused(eks.AddonType, "coredns", addonIn("coredns"), "DEGRADED", "eks/addon-has-nodes")
}

func TestNodesHaveAddresses(t *testing.T) {
	const rule = "eks/subnets-have-addresses-for-nodes"
	a := awstest.New(t)
	p := a.Plane()
	small := a.Make(ec2.Subnet, "small", in{"vpcId": p.Network.VPC.ID, "cidrBlock": "10.1.128.0/28", "availabilityZone": "eu-central-1a"})
	a.Make(ec2.RouteTableAssociation, "small", in{"subnetId": small.ID, "routeTableId": p.Network.Tables[0].ID})
	of := func(n int) in {
		return p.NodesIn().With(in{"subnetIds": []any{small.ID}, "version": "1.34",
			"scalingConfig": map[string]any{"minSize": 1, "desiredSize": n, "maxSize": 20}})
	}
	a.Refused(eks.NodeGroupType, "many", of(12), "InsufficientFreeAddresses", rule)
	nodes := a.Make(eks.NodeGroupType, "many", of(11))
	names := map[string]bool{}
	for _, i := range a.W.Objects(ec2.Instance) {
		names[i.Str("privateDns")] = true
	}
	if len(names) != 11 {
		t.Errorf("11 nodes are named %v", names)
	}
	if _, err := a.Change(p.Cluster, in{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	_, err := a.Change(nodes, in{"version": "1.35"}) // a rolling update needs two more in one zone
	a.Refusal(err, "InsufficientFreeAddresses", rule)
	fewer, err := a.Change(nodes, of(9))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Change(fewer, in{"version": "1.35"}); err != nil {
		t.Error(err)
	}
}
