package world

import "math"

// Account is what is around the things of an AWS account: who asks, how much there
// may be, what was there before.
type Account interface {
	// Authorize returns the service's refusal of an operation of who asks: what is
	// "create", "read", "update", "delete", "preview" or, of a function, "invoke".
	Authorize(op *Op, what string) error
	// Quota returns a quota by its code in Service Quotas.
	Quota(code string) int
	// Has tells whether something was there before the stack.
	Has(thing string) bool
}

// What an account may have had before the stack, beside service-linked roles, which
// go by their service.
const (
	DefaultVPC = "default-vpc"
	GuardDuty  = "guardduty"   // its runtime monitoring, for every cluster
	LogGroup   = "log-group:"  // with a name
	Objects    = "objects:"    // with the name of the bucket that they are in
	Identities = "identities:" // with the address of an OpenID Connect provider
)

// free is the account of a world that was given none.
type free struct{}

func (free) Authorize(*Op, string) error { return nil }
func (free) Quota(string) int            { return math.MaxInt }
func (free) Has(string) bool             { return false }

// Quota returns the account's quota by its code in Service Quotas.
func (op *Op) Quota(code string) int { return op.world.Account.Quota(code) }

// Given tells whether the account had something before the stack.
func (op *Op) Given(thing string) bool { return op.world.Account.Has(thing) }
