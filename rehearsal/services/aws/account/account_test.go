package account_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

// of is an account of a file with those lines.
func of(t *testing.T, lines ...string) (*account.Account, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"network.json": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*Vpc*","ec2:Describe*"],"Resource":"*"}]}`,
		"tagged.json": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"elk"}}},
			{"Effect":"Allow","Action":"ec2:DeleteVpc","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"elk"}}},
			{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}`,
		"broken.json":   `{`,
		"deploy.json":   `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
		"person.json":   `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
		"preview.json":  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}`,
		"boundary.json": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`,
		"account.yaml":  strings.Join(lines, "\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	project, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(project, "bootstrap"), filepath.Join(dir, "bootstrap")); err != nil {
		t.Fatal(err)
	}
	return account.Named(filepath.Join(dir, "account.yaml"))
}

// in an account of a file with those lines.
func within(t *testing.T, lines ...string) *awstest.Account {
	t.Helper()
	around, err := of(t, lines...)
	if err != nil {
		t.Fatal(err)
	}
	a := awstest.New(t)
	a.W.AccountID, a.W.Account = around.ID, around
	return a
}

func TestEveryTypeSaysWhatItAsks(t *testing.T) {
	known := map[string]bool{"pulumi": true}
	for _, k := range aws.ResourceTypes() {
		known[k.Token] = true
		ofServices := []string{ec2.Instance, ec2.NetworkInterface, ec2.Volume, s3.Objects}
		if k.Service == "" || slices.Contains(ofServices, k.Token) || strings.HasPrefix(k.Token, "world:") {
			continue
		}
		for _, what := range []string{"create", "read", "delete"} {
			if !account.Asks(k.Token, what) && (k.Token != ec2.DefaultSecurityGroup || what != "delete") {
				t.Errorf("calls.txt does not say what %s of %s asks", what, k.Token)
			}
		}
	}
	for _, f := range aws.Functions() {
		known[f.Token] = true
		if !account.Asks(f.Token, "invoke") {
			t.Errorf("calls.txt does not say what %s asks", f.Token)
		}
	}
	for _, typ := range account.Types() {
		if !known[typ] {
			t.Errorf("calls.txt speaks of %s, which the world does not know", typ)
		}
	}
}

func TestWhoAsksNeedsTheRight(t *testing.T) {
	const caller = "arn:aws:iam::123456789012:role/ci"
	a := within(t, "caller: "+caller, "policies: [network.json]")
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	_, err := a.Try(ec2.Subnet, "subnet", in{"vpcId": vpc.ID, "cidrBlock": "10.1.0.0/24"})
	a.Refusal(err, "UnauthorizedOperation", "iam/caller-is-authorized")
	want := "User: " + caller + " is not authorized to perform: ec2:CreateSubnet on resource: arn:aws:ec2:eu-central-1:123456789012:subnet/* " +
		"because no identity-based policy allows the ec2:CreateSubnet action"
	if !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %s", err, want)
	}
	a.Refused(iam.Role, "r", in{"name": "r", "assumeRolePolicy": awstest.ServiceTrust("ec2.amazonaws.com")}, "AccessDenied",
		"iam/caller-is-authorized")
	a.Refused(kms.Key, "k", in{}, "AccessDeniedException", "iam/caller-is-authorized")
	a.Dropped(vpc)

	tags := in{"tags": map[string]any{"team": "elk"}}
	a = within(t, "policies: [tagged.json]")
	a.Refused(ec2.VPC, "bare", in{"cidrBlock": "10.1.0.0/16"}, "UnauthorizedOperation", "iam/caller-is-authorized")
	tagged := a.Make(ec2.VPC, "tagged", tags.With(in{"cidrBlock": "10.1.0.0/16"}))
	other := a.Make(ec2.VPC, "other", tags.With(in{"cidrBlock": "10.1.0.0/16"}))
	a.W.Patch(a.W.Objects(ec2.VPC)[1], func(o *world.Object) { delete(o.Outputs, "tagsAll") })
	a.Kept(other, "UnauthorizedOperation", "iam/caller-is-authorized")
	a.Dropped(tagged)

	a = within(t, "policies: [AdministratorAccess]", "boundary: network.json")
	a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	_, err = a.Try(ec2.EIP, "eip", in{})
	if err == nil || !strings.Contains(err.Error(), "because no permissions boundary allows the ec2:AllocateAddress action") {
		t.Error(err)
	}
}

func TestAReadIsAskedToo(t *testing.T) {
	a := within(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	around, err := of(t, "policies: []")
	if err != nil {
		t.Fatal(err)
	}
	a.W.Account = around
	_, _, _, err = a.W.Read(world.Call{Type: ec2.VPC, ID: vpc.ID, Session: a.Session})
	a.Refusal(err, "UnauthorizedOperation", "iam/caller-is-authorized")
	_, err = a.W.Invoke("aws:index/getAvailabilityZones:getAvailabilityZones", a.Session, nil)
	a.Refusal(err, "UnauthorizedOperation", "iam/caller-is-authorized")
	if err := around.Command("preview"); err != nil {
		t.Errorf("a state that is not in AWS: %v", err)
	}
	around, err = of(t, "policies: []", "bucket: arn:aws:s3:::b", "secretsKey: arn:aws:kms:eu-central-1:123456789012:key/k")
	if err != nil {
		t.Fatal(err)
	}
	a.Refusal(around.Command("preview"), "AccessDenied", "iam/caller-is-authorized")
}

// An administrator is bound by a key's own policy, too.
func TestAClustersKeyLetsItsMakerGrant(t *testing.T) {
	root := `"Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Resource":"*"}]}`
	for actions, code := range map[string]string{
		`"kms:*"`: "", `["kms:PutKeyPolicy","kms:DescribeKey","kms:Get*","kms:List*"]`: "AccessDeniedException",
	} {
		a := awstest.New(t)
		p := &awstest.Plane{Network: a.Network()}
		role, _ := a.Role("control-plane", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
		a.Make(logs.Group, "control-plane", in{"name": "/aws/eks/dev/cluster"})
		key := a.Make(kms.Key, "key", in{"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":` + actions + "," + root})
		_, err := a.Try(eks.ClusterType, "cluster", awstest.ClusterIn(p.Network, role, key))
		if code == "" && err != nil {
			t.Error(err)
		} else if code != "" {
			a.Refusal(err, code, "iam/caller-is-authorized")
			if !strings.Contains(err.Error(), "kms:CreateGrant") || !strings.Contains(err.Error(), "no resource-based policy") {
				t.Error(err)
			}
		}
	}
}

func TestANewAccountMakesEKSsRoles(t *testing.T) {
	var asked []string
	around := account.New()
	around.Asked = func(_, _ string, r policy.Request) {
		if r.Action == "iam:CreateServiceLinkedRole" {
			asked = append(asked, r.Keys["iam:AWSServiceName"]...)
		}
	}
	a := awstest.New(t)
	a.W.Account = around
	p := a.Plane()
	_, err := a.Try(eks.NodeGroupType, "large", p.NodesIn())
	a.Refusal(err, "AsgInstanceLaunchFailures", "eks/vcpu-quota") // 2 x 4 vCPUs of 5
	a.Make(eks.NodeGroupType, "small", p.NodesIn().With(in{"instanceTypes": []any{"m5.large"}}))
	if got := strings.Join(asked, " "); got != "eks.amazonaws.com eks-nodegroup.amazonaws.com" {
		t.Errorf("asked for the roles of %s", got)
	}
}

func TestQuotas(t *testing.T) {
	a := within(t, "quotas: {L-1216C47A: 12, L-0DA4ABF3: 1, L-BD136A63: 3}", "given: []")
	for _, name := range []string{"a", "b", "c", "d"} {
		a.Dropped(a.Make(ec2.VPC, name, awstest.VPCIn))
	}
	_, err := a.Try(iam.Role, "r", in{"name": "r", "assumeRolePolicy": awstest.ServiceTrust("ec2.amazonaws.com")})
	if err != nil {
		t.Fatal(err)
	}
	one := in{"role": "r", "policyArn": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"}
	a.Make(iam.RolePolicyAttachment, "one", one)
	a.Refused(iam.RolePolicyAttachment, "two", one.With(in{"policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"}), "LimitExceeded",
		"iam/policies-of-a-role")

	a = within(t, "quotas: {L-1216C47A: 12, L-BD136A63: 5}")
	p := a.Plane()
	nodes := a.Nodes(p)
	scaled := func(desired, most int) in {
		return in{"scalingConfig": map[string]any{"minSize": 2, "desiredSize": desired, "maxSize": most}}
	}
	if _, err := a.Change(nodes, scaled(3, 4)); err != nil {
		t.Error(err)
	}
	_, err = a.Change(nodes, scaled(4, 4))
	a.Refusal(err, "AsgInstanceLaunchFailures", "eks/vcpu-quota")
	_, err = a.Change(nodes, scaled(2, 6))
	a.Refusal(err, "ResourceLimitExceededException", "eks/vcpu-quota")
	a.Make(eks.NodeGroupType, "gpu", p.NodesIn().With(in{"nodeGroupName": "gpu", "instanceTypes": []any{"g4dn.xlarge"}}))
}

// A rolling update of two nodes starts two more in each of two zones before it
// drains one: 24 vCPUs.
func TestTheSurgeOfARollingUpdateCountsTowardsTheQuota(t *testing.T) {
	for most, refused := range map[string]bool{"23": true, "24": false} {
		a := within(t, "quotas: {L-1216C47A: "+most+"}")
		_, err := a.Change(a.Nodes(a.Plane()), in{"releaseVersion": "1.34.0-20991231"})
		if refused {
			a.Refusal(err, "AsgInstanceLaunchFailures", "eks/vcpu-quota")
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestARegionIsEnabledFirst(t *testing.T) {
	for lines, ok := range map[string]bool{"like: old": true, "like: new": false, "regions: [af-south-1]": true, "regions: []": false} {
		a := within(t, lines)
		a.Session.Region = "af-south-1"
		_, err := a.Try(ec2.EIP, "eip", in{})
		if ok && err != nil {
			t.Errorf("%s: %v", lines, err)
		} else if !ok {
			a.Refusal(err, "InvalidClientTokenId", "iam/region-enabled")
		}
	}
}

func TestTheAPIIsAskedFromSomewhere(t *testing.T) {
	for address, ok := range map[string]bool{"": true, "203.0.113.7": true, "198.51.100.7": false, "10.1.3.4": true, "10.9.0.1": false} {
		lines := []string{"like: old"}
		if address != "" {
			lines = append(lines, "address: "+address)
		}
		a := within(t, lines...)
		p := a.ControlPlane() // open to 203.0.113.0/24 and to the VPC
		a.Session = world.Session{Package: "kubernetes", Server: p.Cluster.Str("endpoint")}
		_, err := a.Try("kubernetes:core/v1:ConfigMap", "x", in{"metadata": map[string]any{"namespace": "a", "name": "x"}})
		if ok && err != nil {
			t.Errorf("%s: %v", address, err)
		} else if !ok {
			a.Refusal(err, "", "eks/endpoint-allows-the-caller")
		}
	}
}

func TestWhatIsGivenIsInTheWay(t *testing.T) {
	a := within(t, `given: ["log-group:/aws/eks/dev/cluster"]`)
	a.Refused(logs.Group, "control-plane", in{"name": "/aws/eks/dev/cluster"}, "ResourceAlreadyExistsException", "logs/group-name-unique")

	a = within(t, "given: [guardduty]")
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Dropped(nodes, p.CNI, p.Cluster, p.Network.Associations[0])
	a.Kept(p.Network.Private[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
	for _, e := range a.W.Objects(ec2.VPCEndpoint) { // its interfaces go with it
		a.Dropped(awstest.Thing{Type: ec2.VPCEndpoint, ID: e.ID})
	}
	a.Dropped(p.Network.Private[0])
}
