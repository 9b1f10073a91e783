package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Request is one thing that somebody asks a service to do.
type Request struct {
	Action   string // "ec2:CreateVpc"
	Resource string // its ARN; empty: the action is about no resource
	// Keys are the condition keys that the request carries.
	Keys map[string][]string
	// By is who asks, as an element Principal names them, by sort; of one account's
	// own principals the ARN alone. Documents of who asks need none.
	By map[string]string
}

// String is the request in the words of AWS's refusals.
func (r Request) String() string {
	if r.Resource == "" {
		return r.Action
	}
	return r.Action + " on resource: " + r.Resource
}

// Decision is what one document says of a request.
type Decision int

// What a document says: nothing, yes to the account (its own policies decide), yes
// to who asks, no.
const (
	Silent Decision = iota
	Delegated
	Allowed
	Denied
)

// Decide returns what the document says of the request.
// Source: IAM user guide, Policy evaluation logic: an explicit deny wins.
func (d *Document) Decide(r Request) Decision {
	said := Silent
	for _, s := range d.Statement {
		who := s.names(r.By)
		if who == Silent || !s.about(r) {
			continue
		}
		if s.Effect == "Deny" {
			return Denied
		}
		said = max(said, who)
	}
	return said
}

// names says whether the statement is about who asks, or about their account.
func (s Statement) names(by map[string]string) Decision {
	switch {
	case len(s.Principal) > 0:
		return s.Principal.hold(by)
	case len(s.NotPrincipal) > 0 && s.NotPrincipal.hold(by) != Silent:
		return Silent
	}
	return Allowed
}

func (p Principals) hold(by map[string]string) Decision {
	found := Silent
	for sort, ids := range p {
		who := by[sort]
		if who == "" {
			continue
		}
		for _, id := range ids {
			account := ""
			if parts := strings.SplitN(who, ":", 6); sort == "AWS" && len(parts) == 6 {
				account = parts[4]
			}
			switch {
			case id == "*" || id == who:
				return Allowed
			case account != "" && (id == account || strings.HasSuffix(id, ":iam::"+account+":root")):
				found = Delegated
			}
		}
	}
	return found
}

func (s Statement) about(r Request) bool {
	action := func(pattern string) bool { return like(strings.ToLower(pattern), strings.ToLower(r.Action)) }
	resource := func(pattern string) bool { return pattern == "*" || r.Resource != "" && like(pattern, r.Resource) }
	switch {
	case len(s.Action) > 0 && !slices.ContainsFunc(s.Action, action),
		slices.ContainsFunc(s.NotAction, action),
		len(s.Resource) > 0 && !slices.ContainsFunc(s.Resource, resource),
		slices.ContainsFunc(s.NotResource, resource):
		return false
	}
	return s.holds(r.Keys)
}

// Policies are those that bear on one principal's requests.
type Policies struct {
	Identity []*Document
	Boundary *Document // permissions boundary; nil: none
	// Resource is the policy of what is asked for, without whose word nothing goes,
	// as of a KMS key; nil: it has none.
	Resource *Document
}

// Refusal returns why the request is refused, in the words of AWS's services, or "".
// Source: IAM user guide, Policy evaluation logic; Troubleshoot access denied error messages.
func (p Policies) Refusal(r Request) string {
	denied := func(kind string) string { return "with an explicit deny in " + kind }
	missing := func(kind string) string { return fmt.Sprintf("because no %s allows the %s action", kind, r.Action) }
	said, boundary, resource := Silent, Allowed, Delegated
	for _, d := range p.Identity {
		said = max(said, d.Decide(r))
	}
	if p.Boundary != nil {
		boundary = p.Boundary.Decide(r)
	}
	if p.Resource != nil {
		resource = p.Resource.Decide(r)
	}
	switch {
	case said == Denied:
		return denied("an identity-based policy")
	case boundary == Denied:
		return denied("a permissions boundary")
	case resource == Denied:
		return denied("a resource-based policy")
	case resource == Silent:
		return missing("resource-based policy")
	case said != Allowed && resource != Allowed:
		return missing("identity-based policy")
	case boundary != Allowed:
		return missing("permissions boundary")
	}
	return ""
}

// Permit is a document that allows these actions on anything; without any it allows nothing.
func Permit(actions ...string) *Document {
	if len(actions) == 0 {
		return &Document{}
	}
	return &Document{Statement: []Statement{{Effect: "Allow", Action: actions, Resource: []string{"*"}}}}
}
