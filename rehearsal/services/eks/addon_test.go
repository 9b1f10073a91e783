package eks_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

func addonIn(name string) in {
	return in{"clusterName": "dev", "addonName": name, "resolveConflicts": "OVERWRITE"}
}

func TestAddonRules(t *testing.T) {
	a := awstest.New(t)
	a.ControlPlane()
	proxy := addonIn("kube-proxy")
	for _, c := range []struct {
		inputs     in
		code, rule string
	}{
		{proxy.With(in{"clusterName": "none"}), "ResourceNotFoundException", "add-on/clusterName-exists"},
		{addonIn("metrics-serve"), "InvalidParameterException", "eks/addon-known"},
		{proxy.With(in{"addonVersion": "1.34"}), "InvalidParameterException", "eks/addon-version-supported"},
		{proxy.With(in{"addonVersion": "v1.35.0-eksbuild.1"}), "InvalidParameterException", "eks/addon-version-supported"},
		{proxy.With(in{"resolveConflicts": "NONE"}), "ConfigurationConflict", "eks/addon-takes-over"},
		{proxy.With(in{"resolveConflicts": nil}), "ConfigurationConflict", "eks/addon-takes-over"},
	} {
		a.Refused(eks.AddonType, "kube-proxy", c.inputs, c.code, c.rule)
	}
	a.Refused(eks.AddonType, "kube-proxy", proxy.With(in{"addonVersion": "v1.33.0-eksbuild.2"}), "InvalidParameterException",
		"eks/addon-version-supported")
	made := a.Make(eks.AddonType, "kube-proxy", proxy.With(in{"addonVersion": "v1.34.0-eksbuild.2"}))
	a.Refused(eks.AddonType, "again", proxy, "ResourceInUseException", "eks/addon-once")
	_, err := a.Change(made, in{"addonVersion": "v1.36.0-eksbuild.1"})
	a.Refusal(err, "InvalidParameterException", "eks/addon-version-supported")
	a.Dropped(made)
	a.Refusal(a.Drop(made), "ResourceNotFoundException", "eks/addon-is-deleted-once")
	a.Refused(eks.AddonType, "vpc-cni", addonIn("vpc-cni").With(in{"addonVersion": "v99.9.9-eksbuild.99"}), "InvalidParameterException",
		"eks/addon-version-supported")
	a.Make(eks.AddonType, "kube-proxy", proxy.With(in{"resolveConflicts": "NONE"})) // nothing is in the way now
	a.Checked(eks.AddonType, proxy.With(in{"configurationValues": `{"a":1}`}), "")
	a.Checked(eks.AddonType, proxy.With(in{"resolveConflicts": "OVERRIDE"}), "aws/inputs-fit-the-provider")
	a.Checked(eks.AddonType, proxy.With(in{"configurationValues": "{"}), "eks/addon-configuration-is-json")
}

func TestDeploymentsComeAfterNodes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	for _, name := range []string{"coredns", "aws-ebs-csi-driver", "metrics-server"} {
		a.Refused(eks.AddonType, name, addonIn(name), "DEGRADED", "eks/addon-has-nodes")
	}
	nodes := a.Nodes(p)
	dns := a.Make(eks.AddonType, "coredns", addonIn("coredns"))
	a.Needs(dns, nodes, "eks/addon-has-nodes")
	if got := dns.Str("addonVersion"); got == "" {
		t.Error("no version was chosen")
	}
	a.Dropped(nodes) // EKS allows it
	a.Dropped(dns)
	a.Clean()
}

func TestAnAddonsRoleWorks(t *testing.T) {
	const rule = "eks/addon-role-works"
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	csi := addonIn("aws-ebs-csi-driver")
	wrong := a.AccountRole(p, "wrong", "aws-node")
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	a.Refused(eks.AddonType, "csi", csi.With(in{"serviceAccountRoleArn": "arn:none"}), "InvalidParameterException", rule)
	a.Refused(eks.AddonType, "csi", csi.With(in{"serviceAccountRoleArn": wrong.Str("arn")}), "DEGRADED", rule)
	policy := a.Attach(role, "service-role/AmazonEBSCSIDriverPolicy")
	driver := a.Make(eks.AddonType, "csi", csi.With(in{"serviceAccountRoleArn": role.Str("arn")}))
	for _, needed := range []awstest.Thing{role, policy, p.OIDC} {
		a.Needs(driver, needed, rule)
	}
	a.Clean()
	a.Dropped(policy)
	a.Violated(rule)
}

func TestAnAddonBeforeItsRightsIsAViolation(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"serviceAccountRoleArn": role.Str("arn")}))
	a.Violated("eks/addon-role-works")
}

// driver returns why the cluster's CSI driver makes no volumes.
func driver(t *testing.T, a *awstest.Account) (needed []*world.Object, problem string) {
	t.Helper()
	a.Ask(func(op *world.Op) { needed, problem = eks.CSIDriver(op, op.Find("name", "dev", eks.ClusterType)) })
	return needed, problem
}

func TestTheCSIDriverMakesVolumes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	expect := func(want string) {
		t.Helper()
		if _, problem := driver(t, a); want == "" && problem != "" || !strings.Contains(problem, want) {
			t.Errorf("got %q, want %q", problem, want)
		}
	}
	nodes := a.Nodes(p)
	expect("no EBS CSI driver")
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	csi := a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"serviceAccountRoleArn": role.Str("arn"), "preserve": true}))
	expect("UnauthorizedOperation")
	policy := a.Attach(role, "AmazonEBSCSIDriverPolicyV2")
	expect("")
	if needed, _ := driver(t, a); len(needed) != 5 { // add-on, node group, provider, role, policy
		t.Errorf("it needs %v", needed)
	}
	a.Dropped(csi) // preserved
	expect("")
	a.Dropped(policy)
	expect("UnauthorizedOperation")
	own := a.Make(iam.RolePolicy, "own",
		in{"role": role.ID, "policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`})
	expect("")
	a.Dropped(p.OIDC)
	expect("no OpenID Connect provider")
	a.Dropped(own, role)
	expect("does not exist")
	a.Dropped(nodes)
	expect("no node")
}

func TestAPreservedDriverKeepsItsRoleWhileNodesLive(t *testing.T) {
	const rule = "eks/preserved-driver-keeps-its-role"
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	role := a.AccountRole(p, "ebs-csi", "ebs-csi-controller-sa")
	policy := a.Attach(role, "service-role/AmazonEBSCSIDriverPolicy")
	csi := a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver").With(in{"serviceAccountRoleArn": role.Str("arn"), "preserve": true}))
	for _, needed := range []awstest.Thing{role, policy, p.OIDC} {
		a.Needs(nodes, needed, rule)
	}
	newer := a.Attach(role, "AmazonEBSCSIDriverPolicyV2")
	a.Dropped(csi, policy) // the newer one does
	a.Clean()
	a.Dropped(p.OIDC, newer)
	a.Violated(rule)
}

func TestTheCSIDriverWithoutARoleNeedsTwoHops(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Attach(p.NodeRole, "service-role/AmazonEBSCSIDriverPolicy")
	a.Make(eks.AddonType, "csi", addonIn("aws-ebs-csi-driver"))
	if _, problem := driver(t, a); !strings.Contains(problem, "IMDS") {
		t.Errorf("one hop: %q", problem)
	}
	a.Dropped(nodes)
	template := a.Make("aws:ec2/launchTemplate:LaunchTemplate", "far",
		in{"name": "far", "metadataOptions": map[string]any{"httpPutResponseHopLimit": 2}})
	a.Make(eks.NodeGroupType, "far", p.NodesIn().With(in{"launchTemplate": map[string]any{"id": template.ID, "version": "1"}}))
	if _, problem := driver(t, a); problem != "" {
		t.Errorf("two hops: %q", problem)
	}
}

func TestAddonConfigurationIsOfItsSchema(t *testing.T) {
	const rule = "eks/addon-configuration-in-schema"
	a := awstest.New(t)
	a.Nodes(a.Plane())
	for _, c := range []struct{ name, values, stranger string }{
		{"aws-ebs-csi-driver", `{"controllers":{}}`, "$.controllers"},
		{"aws-ebs-csi-driver", `{"controller":{"extraVolumeTags":{"a":"b"},"extraVolumeTag":"x"}}`, "$.controller.extraVolumeTag"},
		{"coredns", `{"replicas":2}`, "$.replicas"},
		{"kube-proxy", `{"Mode":"ipvs"}`, "$.Mode"},
	} {
		_, err := a.Try(eks.AddonType, c.name, addonIn(c.name).With(in{"configurationValues": c.values}))
		a.Refusal(err, "InvalidParameterException", rule)
		if want := "[" + c.stranger + ": is not defined in the schema and the schema does not allow additional " +
			"properties]"; !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	a.Make(eks.AddonType, "kube-proxy", addonIn("kube-proxy").With(in{"configurationValues": `{"mode":"ipvs","ipvs":{"scheduler":"rr"}}`}))
	csi := a.Make(eks.AddonType, "csi",
		addonIn("aws-ebs-csi-driver").With(in{"configurationValues": `{"controller":{"extraVolumeTags":{"any":"tag"}},"sidecars":{}}`}))
	_, err := a.Change(csi, in{"configurationValues": `{"x":1}`})
	a.Refusal(err, "InvalidParameterException", rule)
}

func TestPodsOfAnAddOnTakeRoomOnceItIsThere(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	system := func() (cpu, memory int) {
		a.Ask(func(op *world.Op) {
			for _, pods := range eks.SystemPods(op, op.Find("", p.Cluster.ID, eks.ClusterType)) {
				cpu += pods.CPUMilli * max(1, pods.Replicas)
				memory += pods.MemoryMi * max(1, pods.Replicas)
			}
		})
		return cpu, memory
	}
	// aws-node, kube-proxy and ebs-csi-node on a node; coredns and ebs-csi-controller twice.
	if cpu, memory := system(); cpu != 50+100+30+2*100+2*60 || memory != 120+2*70+2*240 {
		t.Errorf("what every stack has asks for %dm and %d MiB", cpu, memory)
	}
	a.Make(eks.AddonType, "metrics-server", addonIn("metrics-server"))
	if cpu, memory := system(); cpu != 500+2*100 || memory != 740+2*200 {
		t.Errorf("with metrics-server it is %dm and %d MiB", cpu, memory)
	}
}
