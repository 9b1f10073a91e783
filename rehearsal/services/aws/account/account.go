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
	ID     string // twelve digits
	caller string // ARN of who asks
	may    policy.Policies
	// address is from where the Kubernetes API is asked; none: from inside the
	// cluster's publicAccessCidrs, whatever they are.
	address netip.Addr
	regions []string // opted in beside the default ones
	quotas  map[string]int
	given   []string // what is there: see file.go
	// bucket and secretsKey are where the CLI keeps the state and the key of its
	// secrets; none: not in AWS.
	bucket, secretsKey string

	// Asked, if set, is told of every request.
	Asked func(typ, what string, r policy.Request)
}

// New is an account on its first day; Old is one that is in use: with the quotas
// that EC2 raises by itself, every region opted in, and EKS's own roles. In both
// somebody asks who may do everything and is inside publicAccessCidrs.
func New() *Account {
	return &Account{
		ID: "123456789012", caller: "arn:aws:iam::123456789012:role/administrator", quotas: quotas("new"), given: []string{world.DefaultVPC},
		may: policy.Policies{Identity: []*policy.Document{policy.Permit("*")}},
	}
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
	b.given = slices.Clone(a.given)
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
		if !a.address.IsValid() {
			return nil
		}
		return eks.AllowsAddress(op, server, a.address)
	}
	if !strings.HasPrefix(op.Type.Token, "aws:") {
		return nil
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
	return nil
}

// Command refuses a command of the CLI whose state or secrets are out of reach.
func (a *Account) Command(name string) error {
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
	typ, may := "pulumi", a.may
	if op != nil {
		typ = op.Type.Token
		if key := op.Find("arn", r.Resource, kms.Key); key != nil && strings.HasPrefix(r.Action, "kms:") {
			may.Resource, _ = policy.Parse(key.Str("policy")) // what exists was parsed before
		}
	}
	if a.Asked != nil {
		a.Asked(typ, what, r)
	}
	return Refusal(a.caller, may, r)
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
