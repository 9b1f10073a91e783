// Package iam is what the world knows of IAM: roles, their policies, who may
// assume them, and OpenID Connect providers.
package iam

import (
	"eks-elk/rehearsal/world"
)

// ResourceTypes returns every IAM type the world knows.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{
		role(), ownPolicy(), rolePolicy(), rolePolicyAttachment(), openIDConnectProvider(),
	}
}

// Types of the things in IAM, as Pulumi names them.
const (
	Role                  = "aws:iam/role:Role"
	Policy                = "aws:iam/policy:Policy"
	RolePolicy            = "aws:iam/rolePolicy:RolePolicy"
	RolePolicyAttachment  = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
	OpenIDConnectProvider = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
)

// ofRole is the reference to the role that something belongs to. The role's
// own rules say what its deletion waits for.
func ofRole() world.Ref {
	return world.Ref{
		Property: "role", To: []string{Role}, By: "name", Loose: true,
		Code: "NoSuchEntity", Message: "The role with name %s cannot be found.",
	}
}
