package eks_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

func TestTaintsKeepDeploymentsOff(t *testing.T) {
	const rule = "eks/addon-has-nodes"
	tainted := func(key, effect string) (*awstest.Account, *awstest.Plane) {
		a := awstest.New(t)
		p := a.Plane()
		a.Make(eks.NodeGroupType, "default", p.NodesIn().With(in{"taints": []any{map[string]any{"key": key, "value": "elk", "effect": effect}}}))
		return a, p
	}
	a, _ := tainted("dedicated", "NO_SCHEDULE")
	_, err := a.Try(eks.AddonType, "coredns", addonIn("coredns"))
	a.Refusal(err, "DEGRADED", rule)
	if want := "0/2 nodes are available: 2 node(s) had untolerated taint {dedicated: elk}"; !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	a.Refused(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver"), "DEGRADED", rule)
	tolerating := `{"tolerations":[{"key":"dedicated","operator":"Equal","value":"elk","effect":"NoSchedule"}]}`
	a.Make(eks.AddonType, "coredns", addonIn("coredns").With(in{"configurationValues": tolerating}))
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"configurationValues": `{"controller":` + tolerating + `}`}))
	a.Make(eks.AddonType, "kube-proxy", addonIn("kube-proxy")) // a DaemonSet

	for _, c := range [][2]string{{"dedicated", "PREFER_NO_SCHEDULE"}, {"CriticalAddonsOnly", "NO_SCHEDULE"}} {
		a, _ := tainted(c[0], c[1])
		a.Make(eks.AddonType, "coredns", addonIn("coredns"))
	}
	a, _ = tainted("dedicated", "NO_EXECUTE")
	a.Refused(eks.AddonType, "coredns", addonIn("coredns"), "DEGRADED", rule)
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver")) // tolerates it, for five minutes at a time
	a.Checked(eks.NodeGroupType, in{"taints": []any{map[string]any{"effect": "NoSchedule"}}}, "aws/inputs-fit-the-provider")
}

func TestTheCSIDriversControllerNeedsANodeThatTakesIt(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	a.Attach(role, "service-role/AmazonEBSCSIDriverPolicy")
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"serviceAccountRoleArn": role.Str("arn")}))
	if _, problem := driver(t, a); problem != "" {
		t.Fatal(problem)
	}
	if _, err := a.Change(nodes, in{"taints": []any{map[string]any{"key": "gpu", "value": "yes", "effect": "NO_SCHEDULE"}}}); err != nil {
		t.Fatal(err)
	}
	if _, problem := driver(t, a); !strings.Contains(problem, "untolerated taint {gpu: yes}") {
		t.Errorf("%q", problem)
	}
}

func TestNodeGroupUpdatesGoOneWay(t *testing.T) {
	const rule = "aws/inputs-fit-the-provider"
	a := awstest.New(t)
	sound := in{"clusterName": "dev", "nodeRoleArn": "arn", "subnetIds": []any{"subnet-0"},
		"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 1, "maxSize": 1}}
	for _, c := range []struct {
		config map[string]any
		rule   string
	}{
		{map[string]any{"maxUnavailable": 1}, ""}, {map[string]any{"maxUnavailablePercentage": 33}, ""},
		{map[string]any{"maxUnavailable": 1, "maxUnavailablePercentage": 33}, rule}, {map[string]any{}, rule},
	} {
		a.Checked(eks.NodeGroupType, sound.With(in{"updateConfig": c.config}), c.rule)
	}
}

func TestInstanceTypes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	of := func(typ string, more in) in {
		return p.NodesIn().With(in{"instanceTypes": []any{typ}, "nodeGroupName": strings.ReplaceAll(typ, ".", "-")}).With(more)
	}
	for _, typ := range []string{"m5.xxlarge", "m5.3xlarge", "m5.large2", "xlarge", "t3.metal", "m6g.xlarge", "c7gd.medium", "a1.large"} {
		a.Refused(eks.NodeGroupType, typ, of(typ, nil), "InvalidParameterException", "eks/instance-type-known")
	}
	_, err := a.Try(eks.NodeGroupType, "arm", of("m6g.xlarge", nil))
	if want := "[m6g.xlarge] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD"; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	a.Make(eks.NodeGroupType, "arm", of("m6g.xlarge", in{"amiType": "BOTTLEROCKET_ARM_64"}))
	for typ, want := range map[string]struct{ cpu, pods int }{
		"m7a.xlarge": {3920, 58}, "g4dn.xlarge": {3920, 29}, "m5dn.8xlarge": {31850, 234}, "m5.metal": {95690, 737},
		"c6in.32xlarge": {127610, 394},
		"t3.small":      {1930, 11}, "m7i-flex.large": {1930, 29}, "c7a.medium": {940, 8},
		"i3en.xlarge": {0, 1 << 16}, // of no family the world knows
	} {
		group := a.Make(eks.NodeGroupType, typ, of(typ, nil))
		a.Ask(func(op *world.Op) {
			for _, n := range eks.Nodes(op, op.Find("name", "dev", eks.ClusterType)) {
				if n.InstanceType == typ && (n.Pods != want.pods || want.cpu > 0 && n.CPUMilli != want.cpu) {
					t.Errorf("%s: %d m, %d pods, want %v", typ, n.CPUMilli, n.Pods, want)
				}
				unknown := n.Instance.Bool("unmeasured")
				if n.InstanceType == typ && unknown != (want.cpu == 0) {
					t.Errorf("%s: its size is unknown: %t", typ, unknown)
				}
			}
		})
		a.Dropped(group)
	}
}
