package kms_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

func TestKeyRules(t *testing.T) {
	a := awstest.New(t)
	policy := func(principal, action string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"` + action + `","Resource":"*"}]}`
	}
	const root, other = "arn:aws:iam::123456789012:root", "arn:aws:iam::999999999999:root"
	a.Make(kms.Key, "default", in{})
	a.Make(kms.Key, "own", in{"policy": policy(root, "kms:*"), "enableKeyRotation": true})
	a.Make(kms.Key, "reckless", in{"policy": policy(other, "kms:*"), "bypassPolicyLockoutSafetyCheck": true})
	a.Refused(kms.Key, "locked", in{"policy": policy(other, "kms:*")}, "MalformedPolicyDocumentException", "kms/key-policy")
	a.Refused(kms.Key, "read", in{"policy": policy(root, "kms:Decrypt")}, "MalformedPolicyDocumentException", "kms/key-policy")
	a.Refused(kms.Key, "broken", in{"policy": "{"}, "MalformedPolicyDocumentException", "kms/key-policy")
	a.Refused(kms.Key, "open", in{"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}`},
		"MalformedPolicyDocumentException", "kms/key-policy")
	a.Refused(kms.Key, "rsa", in{"customerMasterKeySpec": "RSA_2048", "enableKeyRotation": true}, "UnsupportedOperationException",
		"kms/rotation-of-symmetric-keys-only")
	a.Checked(kms.Key, in{"deletionWindowInDays": 30}, "")
	a.Checked(kms.Key, in{"deletionWindowInDays": 6}, "aws/inputs-fit-the-provider")
}

func TestAliasRules(t *testing.T) {
	a := awstest.New(t)
	key := a.Make(kms.Key, "key", in{})
	sound := in{"name": "alias/eks/dev", "targetKeyId": key.ID}
	alias := a.Make(kms.Alias, "alias", sound)
	a.Needs(alias, key, "kms/alias-target-exists")
	a.Refused(kms.Alias, "again", sound, "AlreadyExistsException", "kms/alias-unique")
	a.Refused(kms.Alias, "lost", in{"name": "alias/x", "targetKeyId": "none"}, "NotFoundException", "kms/alias-target-exists")
	a.Make(kms.Alias, "arn", in{"name": "alias/y", "targetKeyId": key.Str("arn")})
	a.Checked(kms.Alias, sound, "")
	a.Checked(kms.Alias, sound.With(in{"name": "eks/dev"}), "aws/inputs-fit-the-provider")
	a.Checked(kms.Alias, sound.With(in{"name": "alias/aws/eks"}), "aws/inputs-fit-the-provider")
}

func TestADeletedKeyIsNoLeak(t *testing.T) {
	a := awstest.New(t)
	key := a.Make(kms.Key, "key", in{"deletionWindowInDays": 30})
	a.Dropped(key)
	a.Leaks(0, "")
}

func TestWhoMayUseAKey(t *testing.T) {
	a := awstest.New(t)
	const somebody = "arn:aws:iam::123456789012:role/x"
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":{"AWS":"` + somebody + `"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`
	key := a.Make(kms.Key, "key", in{"policy": policy, "isEnabled": false})
	a.Make(kms.Alias, "alias", in{"name": "alias/mine", "targetKeyId": key.ID})
	a.Ask(func(op *world.Op) {
		for _, name := range []string{key.ID, key.Str("arn"), "alias/mine"} {
			k := kms.Named(op, name)
			if k == nil || !kms.Disabled(k) || !kms.Lets(op, k, somebody, "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext") {
				t.Errorf("%s is %v", name, k)
				continue
			}
			if kms.Lets(op, k, somebody, "kms:Decrypt", "kms:CreateGrant") || kms.Lets(op, k, "arn:aws:iam::123456789012:role/y", "kms:Decrypt") {
				t.Errorf("%s allows whom its policy does not", name)
			}
		}
		if k := kms.Named(op, "alias/yours"); k != nil {
			t.Errorf("there is %v", k)
		}
	})
}

func TestAGrantAllowsBesideThePolicy(t *testing.T) {
	const scaling = "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
	a := awstest.New(t)
	key := a.Make(kms.Key, "key", in{})
	sound := in{"keyId": key.ID, "granteePrincipal": scaling, "operations": []any{"Decrypt", "CreateGrant"}}
	grant := a.Make(kms.Grant, "grant", sound)
	a.Needs(grant, key, "kms/grant-key-exists")
	a.Refused(kms.Grant, "lost", sound.With(in{"keyId": "none"}), "NotFoundException", "kms/grant-key-exists")
	a.Refused(kms.Grant, "sign", sound.With(in{"operations": []any{"Sign"}}), "ValidationException", "kms/grant-operations")
	lets := func(who string, actions ...string) (out bool) {
		a.Ask(func(op *world.Op) { out = kms.Lets(op, op.Find("", key.ID, kms.Key), who, actions...) })
		return out
	}
	if !lets(scaling, "kms:Decrypt", "kms:CreateGrant") || lets(scaling, "kms:Encrypt") || lets("arn:aws:iam::123456789012:role/x", "kms:Decrypt") {
		t.Error("a grant allows whom it names what it names, and nobody else")
	}
	a.Dropped(grant)
	if lets(scaling, "kms:Decrypt") {
		t.Error("a grant that is gone allows")
	}
}
