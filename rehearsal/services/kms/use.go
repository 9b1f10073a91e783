package kms

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
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

// Lets says that the key's own policy, or a grant, lets a service-linked role do all of the
// actions for a service. A statement about the account lets IAM policies decide,
// and the role's does not speak of keys.
func Lets(op *world.Op, key *world.Object, principal string, actions ...string) bool {
	d, err := policy.Parse(key.Str("policy"))
	return err == nil && !slices.ContainsFunc(actions, func(action string) bool {
		return d.Decide(policy.Request{Action: action, Resource: key.Str("arn"), By: map[string]string{"AWS": principal}, Keys: map[string][]string{
			"kms:GrantIsForAWSResource": {"true"}, "kms:CallerAccount": {op.Account()}, "kms:ViaService": {"ec2." + op.Region() + ".amazonaws.com"},
		}}) != policy.Allowed && !granted(op, key, principal, strings.TrimPrefix(action, "kms:"))
	})
}
