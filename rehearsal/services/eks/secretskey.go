package eks

import "eks-elk/rehearsal/world"

// secretsKey: the provider takes another key for an update and asks nothing of
// EKS. The cluster keeps its key, every later preview shows the change, and the
// key that is still in use is the one that the program has given up.
var secretsKey = world.Rule{
	ID: "eks/cluster-keeps-its-key",
	Source: "provider aws_eks_cluster 4.67, resourceClusterUpdate: encryption_config is only ever added, CustomizeDiff replaces the cluster " +
		"that loses it; EKS API AssociateEncryptionConfig: not reversible",
	Test: func(op *world.Op) error {
		was, is := keptKey(op), world.Str(mustLookup(op.Object.Inputs, keyPath))
		switch {
		case was == "" || was == is:
		case is == "":
			return invalid("the provider replaces %s: envelope encryption cannot be taken back", op.Object)
		default:
			op.Violate("eks/cluster-keeps-its-key", "%s keeps the key %s: the provider asks for no other, and every later preview shows %s",
				op.Object, was, is)
			op.Object.Outputs["encryptionConfig"] = op.Old.Outputs["encryptionConfig"]
		}
		return nil
	},
}
