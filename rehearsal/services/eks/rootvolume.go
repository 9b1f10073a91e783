package eks

import (
	"fmt"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/world"
)

// imageGiB is the size of the snapshot that the image of a node is made from.
// Source: EKS API CreateNodegroup, diskSize: the default is 20 GiB for Linux.
const imageGiB = 20

// rootVolume is a node's root volume, as group and template say.
type rootVolume struct {
	gib   int
	typ   string
	key   string // "": AWS's own, or none
	stays bool   // when its instance is terminated
}

func rootVolumeOf(op *world.Op, group *world.Object) rootVolume {
	v := rootVolume{gib: imageGiB, typ: "gp3"}
	if n := group.Int("diskSize"); n > 0 {
		v.gib = n
	}
	t := templateOf(op, group)
	if t == nil {
		return v
	}
	const ebs = "blockDeviceMappings[0].ebs."
	if n := t.Int(ebs + "volumeSize"); n > 0 {
		v.gib = n
	}
	if s := t.Str(ebs + "volumeType"); s != "" {
		v.typ = s
	}
	v.key, v.stays = t.Str(ebs+"kmsKeyId"), t.Str(ebs+"deleteOnTermination") == "false"
	return v
}

// spawn makes the volume beside its instance.
func (v rootVolume) spawn(op *world.Op, instance *world.Object) error {
	parents := []*world.Object{instance}
	if v.stays {
		parents = nil
	}
	// Whoever finds the volume left over has to know where it is from.
	maker := Owner
	if v.stays {
		maker = fmt.Sprintf("%s: root volume of node group %s: deleteOnTermination is false", Owner, op.Object.Name)
	}
	_, err := op.CreateManaged(ec2.Volume, "vol-0"+op.Hex(16), maker, map[string]any{
		"size": v.gib, "type": v.typ, "availabilityZone": instance.Str("availabilityZone"), "instance": instance.ID, "tagsAll": templateTags(op, "volume"),
	}, parents...)
	return err
}

var rootVolumeSize = world.Rule{
	ID: "eks/root-volume-holds-the-image", Source: "EC2 API RunInstances: InvalidBlockDeviceMapping; EKS hands it on as InvalidRequestException",
	Test: func(op *world.Op) error {
		if v := rootVolumeOf(op, op.Object); v.gib < imageGiB {
			return world.Refuse("EKS", "InvalidRequestException", "Volume of size %dGB is smaller than snapshot 'snap-0%s', expect size >= %dGB",
				v.gib, op.Hex(16), imageGiB)
		}
		return nil
	},
}

// rootVolumeKey: Auto Scaling starts the instances, by a service-linked role
// that only the key's own policy (or a grant) lets use the key.
var rootVolumeKey = world.Need{
	ID:     "eks/auto-scaling-uses-root-volume-key",
	Source: "EC2 Auto Scaling user guide, Required AWS KMS key policy for use with encrypted volumes; hashicorp/terraform-provider-aws#39904",
	Find: func(op *world.Op) ([]*world.Object, error) {
		name := rootVolumeOf(op, op.Object).key
		if name == "" || name == "alias/aws/ebs" {
			return nil, nil
		}
		role := fmt.Sprintf("arn:%s:iam::%s:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
			world.Partition(op.Region()), op.Account())
		key := kms.Named(op, name)
		switch {
		case key == nil:
			return nil, unlaunched("there is no key %s", name)
		case kms.Disabled(key):
			return nil, unlaunched("%s is disabled", key)
		case !kms.Lets(op, key, role, "kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"):
			return nil, unlaunched("the policy of %s does not let %s use it", key, role)
		}
		return []*world.Object{key}, nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to read the nodes' root volumes",
}

// unlaunched is how a node group fails whose instances end before they run.
func unlaunched(format string, args ...any) error {
	return world.Refuse("EKS", "AsgInstanceLaunchFailures",
		"Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "+
			"Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state (%s)",
		fmt.Sprintf(format, args...))
}
