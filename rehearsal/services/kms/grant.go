package kms

import (
	"slices"

	"eks-elk/rehearsal/world"
)

// grant lets a principal use a key beside the key's own policy.
func grant() *world.ResourceType {
	return &world.ResourceType{
		Token: Grant, Title: "grant", Service: "KMS",
		Needs:    []world.Need{grantKey},
		OnCreate: []world.Rule{grantOperations},
		ID:       func(op *world.Op) string { return op.Str("keyId") + ":" + op.Hex(64) },
		Outputs: func(op *world.Op) error {
			op.Default("grantId", op.Object.ID[len(op.Str("keyId"))+1:])
			op.Default("grantToken", op.Hex(32))
			return nil
		},
	}
}

var grantKey = world.Need{
	ID: "kms/grant-key-exists", Source: "KMS API CreateGrant: NotFoundException",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if k := Named(op, op.Str("keyId")); k != nil {
			return []*world.Object{k}, nil
		}
		return nil, world.Refuse("KMS", "NotFoundException", "Key '%s' does not exist", op.Str("keyId"))
	},
	Outlive: nil, // a key's deletion takes its grants along
}

// operations are what a grant on a symmetric key may allow.
var operations = []string{
	"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "CreateGrant", "RetireGrant",
	"DescribeKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
}

var grantOperations = world.Rule{
	ID: "kms/grant-operations", Source: "KMS API CreateGrant, Operations: those of the kind of key",
	Test: func(op *world.Op) error {
		for _, o := range op.Strs("operations") {
			if !slices.Contains(operations, o) {
				return world.Refuse("KMS", "ValidationException", "Operation %s is not valid for a symmetric key", o)
			}
		}
		return nil
	},
}

// granted says that a grant lets the principal do the action with the key.
func granted(op *world.Op, key *world.Object, principal, operation string) bool {
	return slices.ContainsFunc(op.List(Grant), func(g *world.Object) bool {
		return g.Str("granteePrincipal") == principal && Named(op, g.Str("keyId")) == key && slices.Contains(g.Strs("operations"), operation)
	})
}
