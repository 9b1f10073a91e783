// Package account is what surrounds the things of a simulated AWS account: who asks
// and what they may do, from which address, how much of everything there may be,
// and what was there before.
package account

import (
	"net/netip"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/world"
)

// Account is an AWS account and who uses it.
type Account struct {
	ID      string // twelve digits
	callers        // see file.go
	// now is who runs the present command; made says who made each cluster, whom EKS
	// lets in, by its name; ups counts the commands up.
	now  *caller
	made map[string]string
	ups  int
	// expired: the session of the present credentials has ended.
	expired bool
	regions []string // opted in beside the default ones
	quotas  map[string]int
	given   []string // what is there: see file.go
	// bucket and secretsKey are where the CLI keeps the state and the key of its
	// secrets; none: not in AWS.
	bucket, secretsKey string

	// Asked, if set, is told of every request.
	Asked func(typ, what string, r policy.Request)
}

// callers are who runs the first up and whatever is not left to the others: later
// commands, and previews. Those may be nil.
type callers struct{ first, later, previews *caller }

// caller is somebody who asks.
type caller struct {
	arn string
	may policy.Policies
	// address is from where the Kubernetes API is asked; none: from inside the
	// cluster's publicAccessCidrs, whatever they are.
	address netip.Addr
}

// New is an account on its first day; Old is one that is in use: with the quotas
// that EC2 raises by itself, every region opted in, and EKS's own roles. In both
// somebody asks who may do everything and is inside publicAccessCidrs.
func New() *Account {
	a := &Account{ID: "123456789012", quotas: quotas("new"), given: []string{world.DefaultVPC}, made: map[string]string{}}
	a.first = administrator(a.ID)
	a.now = a.first
	return a
}

func administrator(id string) *caller {
	return &caller{arn: "arn:aws:iam::" + id + ":role/administrator", may: policy.Policies{Identity: []*policy.Document{policy.Permit("*")}}}
}

// Old is what most users have.
func Old() *Account {
	a := New()
	a.quotas, a.regions = quotas("old"), optIn
	a.given = append(a.given, "eks.amazonaws.com", "eks-nodegroup.amazonaws.com")
	return a
}

// Fresh is the account for another world: what was there before the stack is there
// again.
func (a *Account) Fresh() *Account {
	b := *a
	b.given, b.made, b.now, b.ups = slices.Clone(a.given), map[string]string{}, a.first, 0
	return &b
}

// optIn are the regions that an account has to enable first.
// Source: AWS Account Management reference guide, Enable or disable AWS Regions.
var optIn = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
	"ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "me-south-1", "mx-central-1",
}

// Quota returns a quota by its code.
func (a *Account) Quota(code string) int { return a.quotas[code] }

// Has tells whether something was there before the stack.
func (a *Account) Has(thing string) bool { return slices.Contains(a.given, thing) }

// Authorize refuses what the account, its network or the caller's rights do not allow.
func (a *Account) Authorize(op *world.Op, what string) error {
	if server := op.Object.Session.Server; server != "" {
		return a.inKubernetes(op, what, server)
	}
	if !strings.HasPrefix(op.Type.Token, "aws:") {
		return nil
	}
	if a.expired {
		e := world.Refuse("STS", "ExpiredToken", "The security token included in the request is expired")
		e.Rule = "iam/credentials-last"
		return e
	}
	if slices.Contains(optIn, op.Region()) && !slices.Contains(a.regions, op.Region()) {
		e := world.Refuse("STS", "InvalidClientTokenId", "The security token included in the request is invalid (the region %s is not enabled in "+
			"account %s)", op.Region(), a.ID)
		e.Rule = "iam/region-enabled"
		return e
	}
	for _, r := range (asking{a, op, what}).requests(op.Type.Token) {
		if err := a.judge(op, what, r); err != nil {
			return err
		}
		if r.Action == "iam:CreateServiceLinkedRole" {
			a.given = append(a.given, r.Keys["iam:AWSServiceName"]...)
		}
	}
	if what == "create" && op.Type.Token == eks.ClusterType {
		a.made[op.Str("name")] = a.now.arn
	}
	return nil
}

// inKubernetes refuses whom the cluster's network or EKS does not let in, or
// Kubernetes does not let do it.
func (a *Account) inKubernetes(op *world.Op, what, server string) error {
	cluster := op.Find("endpoint", server, eks.ClusterType)
	if cluster == nil {
		return nil
	}
	if a.now.address.IsValid() {
		if err := eks.AllowsAddress(op, cluster, a.now.address); err != nil {
			return err
		}
	}
	made := a.made[cluster.Str("name")] == a.now.arn
	return eks.AllowsCaller(op, cluster, what, a.now.arn, made, a.expired)
}

// Expire ends the session of the present credentials, Renew begins another one and
// tells whether one had ended.
func (a *Account) Expire() { a.expired = true }

// Renew is what a person does after ExpiredToken.
func (a *Account) Renew() (was bool) {
	was, a.expired = a.expired, false
	return was
}

// Command refuses a command of the CLI whose state or secrets are out of reach, of
// who runs it.
func (a *Account) Command(name string) error {
	switch {
	case name == "preview" && a.previews != nil:
		a.now = a.previews
	case a.later != nil && a.ups > 0:
		a.now = a.later
	default:
		a.now = a.first
	}
	if name == "up" {
		a.ups++
	}
	if a.bucket == "" {
		return nil
	}
	for _, r := range (asking{account: a, what: name}).requests("pulumi") {
		if err := a.judge(nil, name, r); err != nil {
			return err
		}
	}
	return nil
}

func (a *Account) judge(op *world.Op, what string, r policy.Request) error {
	typ, may := "pulumi", a.now.may
	if op != nil {
		typ = op.Type.Token
		if key := op.Find("arn", r.Resource, kms.Key); key != nil && strings.HasPrefix(r.Action, "kms:") {
			may.Resource, _ = policy.Parse(key.Str("policy")) // what exists was parsed before
		}
	}
	if a.Asked != nil {
		a.Asked(typ, what, r)
	}
	return Refusal(a.now.arn, may, r)
}

// Refusal returns the service's error when a principal's policies do not allow a request.
func Refusal(who string, may policy.Policies, r policy.Request) error {
	why := may.Refusal(r)
	if why == "" {
		return nil
	}
	service, _, _ := strings.Cut(r.Action, ":")
	code := map[string]string{"ec2": "UnauthorizedOperation", "iam": "AccessDenied", "s3": "AccessDenied"}[service]
	if code == "" {
		code = "AccessDeniedException"
	}
	e := world.Refuse(strings.ToUpper(service), code, "User: %s is not authorized to perform: %s %s", who, r, why)
	e.Rule = "iam/caller-is-authorized"
	return e
}
