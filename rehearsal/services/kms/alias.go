package kms

import (
	"eks-elk/rehearsal/world"
)

func alias() *world.ResourceType {
	return &world.ResourceType{
		Token: Alias, Title: "alias", Service: "KMS",
		Needs:    []world.Need{aliasTarget},
		OnCreate: []world.Rule{aliasOnce},
		ID: func(op *world.Op) string {
			if name := op.Str("name"); name != "" {
				return name
			}
			return "alias/" + op.Object.Name + "-" + op.Hex(7)
		},
		Outputs: func(op *world.Op) error {
			op.Default("name", op.Object.ID)
			op.Set("arn", op.ARN("kms", op.Object.ID))
			op.Set("targetKeyArn", target(op).Str("arn"))
			return nil
		},
	}
}

func target(op *world.Op) *world.Object {
	id := op.Str("targetKeyId")
	if k := op.Find("", id, Key); k != nil {
		return k
	}
	return op.Find("arn", id, Key)
}

var aliasTarget = world.Need{
	ID: "kms/alias-target-exists", Source: "KMS API CreateAlias: NotFoundException",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if k := target(op); k != nil {
			return []*world.Object{k}, nil
		}
		return nil, world.Refuse("KMS", "NotFoundException", "Key '%s' does not exist", op.Str("targetKeyId"))
	},
	Outlive: nil, // a key's deletion takes its aliases along
}

var aliasOnce = world.Rule{
	ID: "kms/alias-unique", Source: "KMS API CreateAlias: AlreadyExistsException, per account and region",
	Test: func(op *world.Op) error {
		if other := op.Existing(); other != nil {
			return world.Refuse("KMS", "AlreadyExistsException", "An alias with the name %s already exists", other.Str("arn"))
		}
		return nil
	},
}
