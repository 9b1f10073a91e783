package kms

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// Named returns the key that a property names, by ARN, id or alias, or nil.
func Named(op *world.Op, name string) *world.Object {
	for _, by := range []string{"arn", ""} {
		if k := op.Find(by, name, Key); k != nil {
			return k
		}
	}
	for _, by := range []string{"arn", ""} {
		if a := op.Find(by, name, Alias); a != nil {
			return op.Find("arn", a.Str("targetKeyArn"), Key)
		}
	}
	return nil
}

// Disabled tells whether the key is disabled: KMS refuses with DisabledException.
// Source: KMS developer guide, Key states of KMS keys.
func Disabled(key *world.Object) bool {
	v := key.Get("isEnabled")
	return v.IsBool() && !v.BoolValue()
}

// Lets says that the key's own policy lets a principal, or everybody, do all of
// the actions. A statement about the account's root lets IAM policies decide,
// and a service-linked role's policy does not speak of keys.
func Lets(key *world.Object, principal string, actions ...string) bool {
	d, err := iam.Parse(key.Str("policy"))
	if err != nil {
		return false
	}
	for _, action := range actions {
		if !slices.ContainsFunc(d.Statement, func(s iam.Statement) bool {
			named := slices.ContainsFunc(s.Principal["AWS"], func(p string) bool {
				return p == "*" || strings.HasPrefix(p, principal)
			})
			return s.Effect == "Allow" && named && s.May(action)
		}) {
			return false
		}
	}
	return true
}
