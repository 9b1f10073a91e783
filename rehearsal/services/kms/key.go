package kms

import (
	"fmt"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// key is a KMS key. Deleting it schedules its deletion, 7 to 30 days ahead: it
// is not billed from then on and is no leak.
func key() *world.ResourceType {
	return &world.ResourceType{
		Token: Key, Title: "key", Service: "KMS", ARN: "kms:key/",
		OnCreate: []world.Rule{keyPolicy, rotates},
		OnUpdate: []world.Rule{keyPolicy, rotates},
		ID: func(op *world.Op) string {
			h := op.Hex(32)
			return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
		},
		Outputs: func(op *world.Op) error {
			op.Set("keyId", op.Object.ID)
			op.Default("policy", fmt.Sprintf(
				`{"Id":"key-default-1","Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":"%s"},"Resource":"*","Sid":"Enable IAM User Permissions"}],"Version":"2012-10-17"}`,
				op.ARN("iam", "root")))
			return nil
		},
		Price: func(_ *world.Object) (price.Item, float64) { return price.Key, 1 },
	}
}

// keyPolicy: a key policy must leave the account, or who asks, in charge of
// the key; otherwise it can never be changed or deleted.
var keyPolicy = world.Rule{
	ID: "kms/key-policy", Source: "KMS API CreateKey: MalformedPolicyDocumentException; policy lockout safety check",
	Test: func(op *world.Op) error {
		text := op.Str("policy")
		if text == "" {
			return nil
		}
		d, err := policy.Parse(text)
		if err != nil {
			return world.Refuse("KMS", "MalformedPolicyDocumentException", "%v", err)
		}
		for _, s := range d.Statement {
			if len(s.Principal)+len(s.NotPrincipal) == 0 || len(s.Resource)+len(s.NotResource) == 0 {
				return world.Refuse("KMS", "MalformedPolicyDocumentException", "Policy contains a statement with no principal or no resource.")
			}
		}
		ours := policy.Request{Action: "kms:PutKeyPolicy", Resource: op.Str("arn"), By: map[string]string{"AWS": op.ARN("iam", "root")}}
		if said := d.Decide(ours); said == policy.Allowed || said == policy.Delegated || op.Object.Bool("bypassPolicyLockoutSafetyCheck") {
			return nil
		}
		return world.Refuse("KMS", "MalformedPolicyDocumentException",
			"The new key policy will not allow you to update the key policy in the future.")
	},
}

var rotates = world.Rule{
	ID: "kms/rotation-of-symmetric-keys-only", Source: "KMS API EnableKeyRotation: UnsupportedOperationException for asymmetric and HMAC keys",
	Test: func(op *world.Op) error {
		if spec := op.Str("customerMasterKeySpec"); op.Object.Bool("enableKeyRotation") && spec != "" && spec != "SYMMETRIC_DEFAULT" {
			return world.Refuse("KMS", "UnsupportedOperationException", "")
		}
		return nil
	},
}
