package leftovers_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"eks-elk/aws/accounttest"
	"eks-elk/docs"
	"eks-elk/doctor/account"
	"eks-elk/doctor/leftovers"
	"eks-elk/settings"
)

type (
	has   = accounttest.Has
	tags  = accounttest.Tags
	thing = accounttest.Thing
)

// at is when the tests are: no version's support ends soon.
var at = time.Date(2026, time.September, 1, 12, 0, 0, 0, time.UTC)

// search looks for what stack dev has left in an account.
func search(t *testing.T, a *accounttest.Account, change ...func(*leftovers.Stack)) (leftovers.Found, error) {
	t.Helper()
	for name, value := range a.Environment() {
		t.Setenv(name, value)
	}
	s, err := settings.Parse(settings.Source{Stack: "dev", Now: at, Config: map[string]string{
		"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.0/24"]}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
	in, err := account.Open(t.Context(), s.AWS)
	if err != nil {
		t.Fatal(err)
	}
	of := leftovers.Stack{Name: "dev", Settings: s, Now: at}
	for _, c := range change {
		c(&of)
	}
	return leftovers.Find(t.Context(), in, of)
}

func found(t *testing.T, a *accounttest.Account, change ...func(*leftovers.Stack)) leftovers.Found {
	t.Helper()
	f, err := search(t, a, change...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lost says that nothing can destroy the stack any more.
func lost(s *leftovers.Stack) { s.Lost = true }

const (
	elbARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/k8s-elk/50dc6c495c0c9188"
	tgARN  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/k8s-elk/1"
	issuer = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
)

// left is an account in which one thing of each kind is left of stack dev, for each
// of the reasons to find one. In the same account are things of others.
func left(t *testing.T) (a *accounttest.Account, want map[string]string) {
	t.Helper()
	a = accounttest.New(t)
	own, cluster, in := accounttest.Own, tags{"kubernetes.io/cluster/eks-elk-dev": "owned"}, has{"vpc": "vpc-dev"}
	want = map[string]string{}
	put := func(kind accounttest.Kind, because string, of thing) {
		a.Things[kind] = append(a.Things[kind], of)
		want[of.ID] = because
	}
	put("VPC", "its tags", thing{ID: "vpc-dev", Tags: own})
	put("load balancer", "tagged by cluster eks-elk-dev", thing{ID: elbARN, Name: "k8s-elk", Tags: tags{"elbv2.k8s.aws/cluster": "eks-elk-dev"}})
	put("classic load balancer", "tagged by cluster eks-elk-dev", thing{ID: "a1", Name: "a1", Tags: cluster})
	put("target group", "in vpc-dev", thing{ID: tgARN, Name: "k8s-elk", Has: in})
	put("instance", "its tags", thing{ID: "i-dev", Tags: own, Has: has{"type": "m5.xlarge"}})
	put("launch template", "its name", thing{ID: "lt-dev", Name: "eks-elk-dev-default"})
	put("NAT gateway", "its tags", thing{ID: "nat-dev", Tags: own, Has: in})
	put("VPC endpoint", "in vpc-dev", thing{ID: "vpce-duty", Has: has{"vpc": "vpc-dev", "service": "com.amazonaws.eu-central-1.guardduty-data", "subnets": "a,b"}})
	put("network interface", "tagged by cluster eks-elk-dev", thing{ID: "eni-left", Tags: tags{"cluster.k8s.amazonaws.com/name": "eks-elk-dev"}, Has: has{"state": "available"}})
	put("elastic IP address", "its tags", thing{ID: "eipalloc-dev", Tags: own})
	put("flow log", "in vpc-dev", thing{ID: "fl-dev", Has: in})
	put("volume", "its tags", thing{ID: "vol-dev", Tags: own, Has: has{"size": "30", "type": "gp3"}})
	put("snapshot", "its tags", thing{ID: "snap-dev", Tags: own, Has: has{"size": "30"}})
	put("security group", "in vpc-dev", thing{ID: "sg-duty", Name: "GuardDutyManagedSecurityGroup-vpc-dev", Has: in})
	put("security group", "in vpc-dev", thing{ID: "sg-2", Name: "other", Has: in})
	put("security group rule", "of sg-duty", thing{ID: "sgr-1", Has: has{"group": "sg-duty", "other": "sg-2", "type": "ingress"}})
	put("internet gateway", "its tags", thing{ID: "igw-dev", Tags: own, Has: in})
	put("internet gateway", "its tags", thing{ID: "igw-loose", Tags: own})
	put("subnet", "in vpc-dev", thing{ID: "subnet-dev", Has: in})
	put("route table", "in vpc-dev", thing{ID: "rtb-dev", Has: in})
	put("log group", "its name", thing{ID: "/aws/eks/eks-elk-dev/cluster", Name: "/aws/eks/eks-elk-dev/cluster"})
	put("log group", "its name", thing{ID: "/aws/vpc/eks-elk-dev/flow-logs", Name: "/aws/vpc/eks-elk-dev/flow-logs", Has: has{"bytes": "1000"}})
	put("log group", "its name", thing{ID: "/aws/containerinsights/eks-elk-dev/application", Name: "/aws/containerinsights/eks-elk-dev/application"})
	put("key alias", "its name", thing{ID: "alias/eks/eks-elk-dev", Name: "alias/eks/eks-elk-dev"})
	put("key", "its tags", thing{ID: "key-dev", Tags: own})
	put("key", "its tags", thing{ID: "key-waits", Tags: own, Has: has{"state": "PendingDeletion"}})
	put("OIDC provider", "its tags", thing{ID: "arn:aws:iam::123456789012:oidc-provider/" + issuer, Name: issuer, Tags: own})
	put("role", "its name", thing{ID: "eks-elk-dev-eu-central-1-node", Name: "eks-elk-dev-eu-central-1-node", Has: has{"attached": "arn:aws:iam::aws:policy/A,arn:aws:iam::aws:policy/B", "inline": "more"}})
	put("role", "its tags", thing{ID: "flow-logs-1234567", Name: "flow-logs-1234567", Tags: own})
	put("policy", "its tags", thing{ID: "arn:aws:iam::123456789012:policy/eks-elk-dev-extra", Name: "eks-elk-dev-extra", Tags: own})
	put("other", "its tags", thing{ID: "arn:aws:s3:::eks-elk-dev-backup", Tags: own})

	// A second stack, things that are gone but shown, and what nobody deletes.
	other := tags{"project": "eks-elk", "stack": "live", "kubernetes.io/cluster/eks-elk-live": "owned"}
	for kind, of := range map[accounttest.Kind][]thing{
		"VPC":               {{ID: "vpc-live", Tags: other}, {ID: "vpc-shared", Tags: tags{"kubernetes.io/cluster/eks-elk-dev": "shared"}}},
		"volume":            {{ID: "vol-live", Tags: other, Has: has{"size": "1", "type": "gp3"}}, {ID: "vol-0", Has: has{"size": "1", "type": "gp2"}}},
		"subnet":            {{ID: "subnet-live", Has: has{"vpc": "vpc-live"}}},
		"launch template":   {{ID: "lt-live", Name: "eks-elk-dev-default-2"}},
		"log group":         {{ID: "l", Name: "/aws/eks/eks-elk-dev-2/cluster"}},
		"role":              {{ID: "eks-elk-dev-eu-central-1-vpc-cni", Name: "eks-elk-dev-eu-central-1-vpc-cni", Tags: other}, {ID: "flow-logs-7654321", Name: "flow-logs-7654321"}},
		"policy":            {{ID: "arn:aws:iam::123456789012:policy/eks-elk-dev-mine", Name: "eks-elk-dev-mine"}},
		"OIDC provider":     {{ID: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", Tags: own}},
		"instance":          {{ID: "i-gone", Tags: own, Has: has{"type": "m5.xlarge", "state": "terminated"}}},
		"NAT gateway":       {{ID: "nat-gone", Tags: own, Has: has{"state": "deleted"}}},
		"VPC endpoint":      {{ID: "vpce-gone", Tags: own, Has: has{"state": "deleted"}}},
		"security group":    {{ID: "sg-default", Name: "default", Has: in}},
		"route table":       {{ID: "rtb-main", Has: has{"vpc": "vpc-dev", "main": "true"}}},
		"key":               {{ID: "key-aws", Has: has{"manager": "AWS"}}, {ID: "key-live", Tags: other}},
		"key alias":         {{ID: "alias/eks/eks-elk-live", Name: "alias/eks/eks-elk-live"}},
		"other":             {{ID: "arn:aws:ec2:eu-central-1:123456789012:volume/vol-gone", Tags: own}, {ID: "arn:aws:s3:::live", Tags: other}},
		"network interface": {{ID: "eni-live", Has: has{"vpc": "vpc-live", "state": "available"}}},
		"load balancer":     {{ID: elbARN + "-live", Name: "x", Tags: tags{"elbv2.k8s.aws/cluster": "eks-elk-live"}}},
	} {
		a.Things[kind] = append(a.Things[kind], of...)
	}
	return a, want
}

func TestWhatAStackHasLeftIsFoundAndNothingElse(t *testing.T) {
	for _, page := range []int{0, 1} { // all at once, and one thing an answer
		a, want := left(t)
		a.PageSize = page
		f := found(t, a)
		if len(f.Unasked) > 0 || f.Living != "" {
			t.Errorf("%+v", f)
		}
		for _, of := range f.Things {
			if want[of.ID] != of.Because {
				t.Errorf("%s %s is found because of %q, want %q", of.Kind, of.ID, of.Because, want[of.ID])
			}
			delete(want, of.ID)
		}
		for id := range want {
			t.Errorf("%d things an answer: %s is not found", page, id)
		}
	}
}

// Each kind of thing has a command and a test; the last kind is what AWS's tags name
// beside them.
func TestEveryKindIsInTheDocument(t *testing.T) {
	a, _ := left(t)
	kinds := map[string]bool{"other": true}
	for _, r := range docs.Removals() {
		kinds[r.Kind] = true
	}
	if len(kinds) < 20 {
		t.Fatalf("docs/leftovers.md has the kinds %v", kinds)
	}
	for kind := range a.Things {
		if !kinds[string(kind)] {
			t.Errorf("docs/leftovers.md does not say how a %s is deleted", kind)
		}
	}
	for _, of := range found(t, a).Things {
		if of.Command == "" && of.Leaving == "" && of.With == "" && of.Note == "" {
			t.Errorf("%s %s has no command", of.Kind, of.ID)
		}
		if regexp.MustCompile(`[{}]`).MatchString(of.Command) {
			t.Errorf("%s %s: %s", of.Kind, of.ID, of.Command)
		}
	}
}

func TestTheCommandsAreComplete(t *testing.T) {
	a, _ := left(t)
	for id, want := range map[string]string{
		"vol-dev":                       "aws ec2 delete-volume --volume-id vol-dev --region eu-central-1",
		"sgr-1":                         "aws ec2 revoke-security-group-ingress --group-id sg-duty --security-group-rule-ids sgr-1 --region eu-central-1",
		"igw-dev":                       "aws ec2 detach-internet-gateway --internet-gateway-id igw-dev --vpc-id vpc-dev --region eu-central-1 && aws ec2 delete-internet-gateway --internet-gateway-id igw-dev --region eu-central-1",
		"igw-loose":                     "aws ec2 delete-internet-gateway --internet-gateway-id igw-loose --region eu-central-1",
		"eks-elk-dev-eu-central-1-node": "aws iam detach-role-policy --role-name eks-elk-dev-eu-central-1-node --policy-arn arn:aws:iam::aws:policy/A && aws iam detach-role-policy --role-name eks-elk-dev-eu-central-1-node --policy-arn arn:aws:iam::aws:policy/B && aws iam delete-role-policy --role-name eks-elk-dev-eu-central-1-node --policy-name more && aws iam delete-role --role-name eks-elk-dev-eu-central-1-node",
		"key-waits":                     "",
	} {
		if of := one(t, found(t, a), id); of.Command != want {
			t.Errorf("%s: %s\nwant %s", id, of.Command, want)
		}
	}
}

func one(t *testing.T, f leftovers.Found, id string) leftovers.Thing {
	t.Helper()
	for _, of := range f.Things {
		if of.ID == id {
			return of
		}
	}
	t.Fatalf("%s is not found", id)
	return leftovers.Thing{}
}

// What holds another is deleted after it.
func TestTheOrderIsThatOfTheDocument(t *testing.T) {
	a, _ := left(t)
	var got []string
	for _, of := range found(t, a).Things {
		got = append(got, of.Kind)
	}
	var want []string
	for _, r := range docs.Removals() {
		for _, kind := range got {
			if kind == r.Kind {
				want = append(want, kind)
			}
		}
	}
	if want = append(want, "other"); !slices.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

func TestWhatGoesWithAnotherThingHasNoCommandOfItsOwn(t *testing.T) {
	a, _ := left(t)
	in := func(more has) has { more["vpc"] = "vpc-dev"; return more }
	for _, c := range []struct {
		kind      accounttest.Kind
		of        thing
		with, own string // what holds it; or the beginning of its own command
	}{
		{"network interface", thing{ID: "eni-nat", Has: in(has{"state": "in-use", "description": "Interface for NAT Gateway nat-dev"})}, "nat-dev", ""},
		{"network interface", thing{ID: "eni-duty", Has: in(has{"state": "in-use", "description": "VPC Endpoint Interface vpce-duty"})}, "vpce-duty", ""},
		{"network interface", thing{ID: "eni-elb", Has: in(has{"state": "in-use", "description": "ELB net/k8s-elk/50dc6c495c0c9188"})}, elbARN, ""},
		{"network interface", thing{ID: "eni-classic", Has: in(has{"state": "in-use", "description": "ELB a1"})}, "a1", ""},
		{"network interface", thing{ID: "eni-node", Has: in(has{"state": "in-use", "instance": "i-dev"})}, "i-dev", ""},
		{"network interface", thing{ID: "eni-lambda", Has: in(has{"state": "in-use", "description": "AWS Lambda VPC ENI-mine"})}, "", ""},
		{"volume", thing{ID: "vol-root", Tags: accounttest.Own, Has: has{"size": "50", "type": "gp3", "instance": "i-dev", "state": "in-use"}}, "i-dev", ""},
		{"volume", thing{ID: "vol-stays", Tags: accounttest.Own, Has: has{"size": "50", "type": "gp3", "instance": "i-dev", "state": "in-use", "stays": "true"}}, "", "aws ec2 delete-volume"},
	} {
		a.Things[c.kind] = append(a.Things[c.kind], c.of)
		got := one(t, found(t, a), c.of.ID)
		if got.With != c.with || !strings.HasPrefix(got.Command, c.own) || c.own == "" && got.Command != "" {
			t.Errorf("%+v, want it to go with %q, or by %q", got, c.with, c.own)
		}
		if c.with+c.own == "" && got.Note == "" {
			t.Errorf("%+v says nothing of what uses it", got)
		}
	}
}

func TestALivingStackHasNoLeftovers(t *testing.T) {
	a, _ := left(t)
	a.Things["cluster"] = append(a.Things["cluster"], thing{Name: "eks-elk-dev", Tags: accounttest.Own, Has: has{"version": "1.35", "vpc": "vpc-dev", "issuer": "https://" + issuer}})
	a.Things["node group"] = []thing{{Name: "default-1234567", Has: has{"cluster": "eks-elk-dev"}}, {Name: "default-7654321", Has: has{"cluster": "eks-elk-live"}}}
	a.Things["instance"] = append(a.Things["instance"], thing{ID: "i-node", Tags: tags{"eks:cluster-name": "eks-elk-dev", "eks:nodegroup-name": "default-1234567"}, Has: has{"type": "m5.xlarge"}})
	f := found(t, a)
	if f.Living != "ACTIVE" || len(f.Things) < 30 {
		t.Errorf("%q, %d things", f.Living, len(f.Things))
	}
	for _, of := range f.Things {
		if of.Command != "" {
			t.Errorf("%s of a stack that is up has the command %s", of.ID, of.Command)
		}
	}
	f = found(t, a, lost)
	if f.Living != "" {
		t.Errorf("a lost stack is %q", f.Living)
	}
	if got := one(t, f, "eks-elk-dev").Command; !strings.HasPrefix(got, "aws eks delete-cluster --name eks-elk-dev --region eu-central-1 && aws eks wait cluster-deleted") {
		t.Errorf("the cluster's command is %s", got)
	}
	if got := one(t, f, "default-1234567").Command; !strings.HasPrefix(got, "aws eks delete-nodegroup --cluster-name eks-elk-dev --nodegroup-name default-1234567 ") {
		t.Errorf("the node group's command is %s", got)
	}
	if got := one(t, f, "i-node").With; got != "default-1234567" {
		t.Errorf("the node goes with %q", got)
	}
}

func TestSomebodyElsesClusterEndsTheSearch(t *testing.T) {
	a, _ := left(t)
	a.Put("cluster", "eks-elk-dev", tags{"project": "eks-elk", "stack": "live"})
	_, err := search(t, a)
	if err == nil || !strings.Contains(err.Error(), "cluster eks-elk-dev has the tags project: eks-elk, stack: live: it is not this stack's") {
		t.Errorf("%v", err)
	}
}

func TestWithoutKnowingWhetherTheStackIsUpNothingIsSaid(t *testing.T) {
	a, _ := left(t)
	a.Deny["eks:DescribeCluster"] = true
	_, err := search(t, a)
	if err == nil || !strings.Contains(err.Error(), "whether stack dev is up is not known: the caller may not eks:DescribeCluster") {
		t.Errorf("%v", err)
	}
}

func TestARegionThatIsOffIsSaid(t *testing.T) {
	a, _ := left(t)
	a.Region = "somewhere-1"
	if _, err := search(t, a); err == nil || !strings.Contains(err.Error(), "region eu-central-1 does not accept the credentials") {
		t.Errorf("%v", err)
	}
}

func TestPricesAreThoseOfTheTable(t *testing.T) {
	a, _ := left(t)
	f := found(t, a)
	for id, want := range map[string]string{
		"vol-dev": "2.86", "nat-dev": "37.96", "eipalloc-dev": "3.65", "i-dev": "167.90", "key-dev": "1.00", "key-waits": "0.00", "subnet-dev": "0.00",
		"/aws/eks/eks-elk-dev/cluster": "0.00", "/aws/vpc/eks-elk-dev/flow-logs": "unknown", "snap-dev": "unknown", "vpce-duty": "17.52",
		elbARN: "unknown", "a1": "unknown", "arn:aws:s3:::eks-elk-dev-backup": "unknown",
	} {
		got := "unknown"
		if usd := one(t, f, id).USD; usd != nil {
			got = fmt.Sprintf("%.2f", *usd)
		}
		if got != want {
			t.Errorf("%s costs %s, want %s", id, got, want)
		}
	}
}
