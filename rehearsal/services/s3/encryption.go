package s3

import (
	"strings"

	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/world"
)

func encryption() *world.ResourceType {
	k := part(Encryption, "bucket encryption")
	k.Needs = []world.Need{encryptionKey}
	k.OnCreate, k.OnUpdate = []world.Rule{keyOfKMS}, []world.Rule{keyOfKMS}
	return k
}

// keyName is the key that a bucket encrypts with; "": S3's own.
func keyName(op *world.Op) (key, algorithm string) {
	const by = "rules[0].applyServerSideEncryptionByDefault."
	return op.Str(by + "kmsMasterKeyId"), op.Str(by + "sseAlgorithm")
}

var keyOfKMS = world.Rule{
	ID: "s3/key-with-kms-only", Source: "S3 API PutBucketEncryption: InvalidArgument",
	Test: func(op *world.Op) error {
		if key, algorithm := keyName(op); key != "" && !strings.HasPrefix(algorithm, "aws:kms") {
			return world.Refuse("S3", "InvalidArgument", "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse")
		}
		return nil
	},
}

// encryptionKey: S3 takes the name of a key that is not there, and then refuses
// every object. The stricter reading refuses the name.
var encryptionKey = world.Need{
	ID:     "s3/encryption-key-exists",
	Source: "S3 user guide, Specifying server-side encryption with AWS KMS: KMS.NotFoundException; objects whose key is gone cannot be read",
	Find: func(op *world.Op) ([]*world.Object, error) {
		name, _ := keyName(op)
		if name == "" || strings.HasSuffix(name, "alias/aws/s3") {
			return nil, nil
		}
		if key := kms.Named(op, name); key != nil {
			return []*world.Object{key}, nil
		}
		return nil, world.Refuse("S3", "KMS.NotFoundException", "Key '%s' does not exist", name)
	},
	Lost: "%s is deleted while %s encrypts with it: what is in the bucket cannot be read any more",
}
