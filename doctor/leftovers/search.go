// Package leftovers finds what in an AWS account still belongs to a stack, although
// the stack is destroyed. It only reads.
package leftovers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
	"eks-elk/settings"
)

// Stack is whose things are looked for.
type Stack struct {
	Name     string // with the project's name, the tags of what the program made
	Settings *settings.Settings
	// Lost: nothing can destroy the stack any more, so that its cluster is a
	// leftover as well.
	Lost bool
	Now  time.Time
}

// Found is what there is.
type Found struct {
	Things  []Thing
	Unasked []Unasked
	// Living is the status of the stack's cluster; "": there is none, or nobody
	// can destroy it any more. What belongs to a stack that is up is no leftover.
	Living string
}

// Unasked is a question that the account did not answer.
type Unasked struct {
	What string `json:"what"` // the things that it was about
	Why  string `json:"why"`
}

// search is a search under way.
type search struct {
	*account.Account
	Stack
	cluster string
	exists  bool     // the cluster
	vpcs    []string // IDs
	issuer  string   // of the cluster's tokens, without https://
	found   Found
}

// question asks for things of the stack. What it finds before an error counts.
type question struct {
	what string
	ask  func(context.Context) ([]Thing, error)
}

// Find asks for everything that may belong to the stack. The error is one sentence.
func Find(ctx context.Context, in *account.Account, of Stack) (Found, error) {
	if in.Off {
		return Found{}, fmt.Errorf("region %s does not accept the credentials: it is not enabled in account %s, or they are for other regions", in.Region, in.Caller.Account)
	}
	s := &search{Account: in, Stack: of, cluster: of.Settings.Cluster.Name}
	if err := s.ask(ctx, question{"cluster", s.itself}); err != nil {
		return Found{}, err
	}
	if len(s.found.Unasked) > 0 {
		return Found{}, fmt.Errorf("whether stack %s is up is not known: %s", of.Name, s.found.Unasked[0].Why)
	}
	// The rest is recognised by the network that it is in.
	if err := s.ask(ctx, question{"VPCs", s.networks}); err != nil {
		return Found{}, err
	}
	if err := s.ask(ctx, s.questions()...); err != nil {
		return Found{}, err
	}
	s.found.Things = finish(s.found.Things, in.Region, s.found.Living != "")
	return s.found, nil
}

func (s *search) questions() []question {
	return []question{
		{"node groups", s.nodeGroups},
		{"load balancers", s.balancers},
		{"classic load balancers", s.classicBalancers},
		{"target groups", s.targetGroups},
		{"instances", s.instances},
		{"launch templates", s.launchTemplates},
		{"NAT gateways", s.natGateways},
		{"VPC endpoints", s.endpoints},
		{"network interfaces", s.interfaces},
		{"elastic IP addresses", s.addresses},
		{"flow logs", s.flowLogs},
		{"volumes", s.volumes},
		{"snapshots", s.snapshots},
		{"security groups", s.securityGroups},
		{"internet gateways", s.internetGateways},
		{"subnets", s.subnets},
		{"route tables", s.routeTables},
		{"log groups", s.logGroups},
		{"key aliases", s.aliases},
		{"keys", s.keys},
		{"OIDC providers", s.identityProviders},
		{"roles", s.roles},
		{"policies", s.policies},
		{"anything else with the stack's tags", s.tagged},
	}
}

// ask asks questions side by side, and keeps what they find in their order.
func (s *search) ask(ctx context.Context, questions ...question) error {
	things, failed := make([][]Thing, len(questions)), make([]error, len(questions))
	if err := account.Ask(ctx, len(questions), func(ctx context.Context, i int) { things[i], failed[i] = questions[i].ask(ctx) }); err != nil {
		return err
	}
	for i, q := range questions {
		s.found.Things = append(s.found.Things, things[i]...)
		var foreign *foreignCluster
		switch action, denied := account.Denied(failed[i]); {
		case failed[i] == nil:
		case errors.As(failed[i], &foreign):
			return foreign
		case denied:
			s.found.Unasked = append(s.found.Unasked, Unasked{q.what, "the caller may not " + action})
		default:
			s.found.Unasked = append(s.found.Unasked, Unasked{q.what, account.Sentence(failed[i])})
		}
	}
	return nil
}

// pager is a paginator of the SDK.
type pager[Page, Options any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*Options)) (*Page, error)
}

// each hands over every page.
func each[Page, Options any](ctx context.Context, pages pager[Page, Options], see func(*Page)) error {
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		see(page)
	}
	return nil
}

// claim is what can make a thing the stack's.
type claim struct {
	tags  account.Tags
	vpc   *string
	named bool // its name is one that the program gives
}

// add appends a thing that is the stack's.
func (s *search) add(to []Thing, t Thing, c claim) []Thing {
	if t.Because = s.because(c); t.Because == "" {
		return to
	}
	if t.Name == "" {
		t.Name = c.tags["Name"]
	}
	return append(to, t)
}

// because says what makes a thing the stack's; "": nothing does. A name counts
// only where no tag says that it is another stack's.
func (s *search) because(c claim) string {
	switch vpc := aws.ToString(c.vpc); {
	case c.tags.Own(s.Name):
		return "its tags"
	case s.ofCluster(c.tags):
		return "tagged by cluster " + s.cluster
	case vpc != "" && slices.Contains(s.vpcs, vpc):
		return "in " + vpc
	case c.named && c.tags["stack"] == "":
		return "its name"
	}
	return ""
}

// clusterTags are those whose value is the name of a cluster: of EKS
// (docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html), the CNI
// (amazon-vpc-cni-k8s pkg/awsutils), the AWS Load Balancer Controller
// (docs/guide/ingress/annotations) and the CSI driver (aws-ebs-csi-driver docs/tagging.md).
var clusterTags = []string{
	"aws:eks:cluster-name", "eks:cluster-name", "cluster.k8s.amazonaws.com/name", "elbv2.k8s.aws/cluster", "KubernetesCluster",
}

// ofCluster tells whether a service has tagged a thing as the cluster's own. What
// is shared was there before the cluster.
func (s *search) ofCluster(tags account.Tags) bool {
	if whose, has := tags["kubernetes.io/cluster/"+s.cluster]; has && whose != "shared" {
		return true
	}
	return slices.ContainsFunc(clusterTags, func(key string) bool { return tags[key] == s.cluster })
}

// named tells whether a name is one that the program gives to a thing of a kind.
func (s *search) named(kind needs.Kind, name string) bool {
	return slices.Contains(needs.Names(s.Settings), needs.Name{Kind: kind, Name: name})
}

// words are those of a description, in which a service names what it is for.
func words(description string) []string { return strings.Fields(description) }
