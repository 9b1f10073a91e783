package kubernetes

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// ebsKeys are the parameters that the driver knows, in lower case, and one that
// external-provisioner takes off first.
var ebsKeys = strings.Fields(`type iops throughput iopspergb allowautoiopspergbincrease encrypted kmskeyid blockexpress blocksize inodesize
	bytesperinode numberofinodes ext4bigalloc ext4clustersize volumeinitializationrate outpostarn`)

var (
	ebsTypes  = []string{"", "gp3", "gp2", "io1", "io2", "st1", "sc1", "sbp1", "sbg1", "standard"}
	ebsFS     = []string{"", "ext3", "ext4", "xfs", "ntfs"}
	keyARN    = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/\S+$`)
	fsTypeKey = "csi.storage.k8s.io/fstype"
)

// ebsParameters refuses what the driver refuses when it makes the first volume:
// the API server takes the class, and every claim on it stays Pending.
var ebsParameters = world.Rule{
	ID: "kubernetes/storage-class-parameters",
	Source: "kubernetes-sigs/aws-ebs-csi-driver docs/parameters.md and pkg/driver/controller.go, CreateVolume; " +
		"kubernetes-csi/external-provisioner, reserved parameter keys",
	Test: func(op *world.Op) error {
		v := op.Object.Get("parameters")
		if op.Str("provisioner") != EBSDriver || !v.IsObject() {
			return nil
		}
		given := map[string]string{} // by the key in lower case, as the driver reads it
		for _, key := range slices.Sorted(maps.Keys(v.ObjectValue())) {
			value, name := v.ObjectValue()[key], strings.ToLower(string(key))
			switch {
			case value.IsBool() || value.IsNumber():
				return refuse("Invalid", "StorageClass in version \"v1\" cannot be handled as a StorageClass: json: cannot unmarshal %s into Go "+
					"struct field StorageClass.parameters of type string",
					map[bool]string{true: "bool", false: "number"}[value.IsBool()])
			case !slices.Contains(ebsKeys, name) && !strings.HasPrefix(name, "tagspecification") && name != fsTypeKey:
				return pendingClaims("Invalid parameter key %s for CreateVolume", op.Object.ID, string(key))
			}
			given[name] = world.Str(value)
		}
		switch e := given["encrypted"]; {
		case !slices.Contains(ebsTypes, given["type"]):
			return pendingClaims("Could not create volume: invalid AWS VolumeType %q", op.Object.ID, given["type"])
		case !slices.Contains([]string{"", "true", "false"}, e):
			return pendingClaims("parameter encrypted must be \"true\" or \"false\", got %q", op.Object.ID, e)
		case given["kmskeyid"] != "" && !keyARN.MatchString(given["kmskeyid"]):
			return pendingClaims("Could not create volume: kmsKeyId %q is not the ARN of a key (Client.InvalidKMSKey.InvalidState)", op.Object.ID,
				given["kmskeyid"])
		case given["kmskeyid"] != "" && e != "true":
			return pendingClaims("Could not create volume: InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted "+
				"to be set (got %q)", op.Object.ID, e)
		case !slices.Contains(ebsFS, given[fsTypeKey]):
			return pendingClaims("Could not format the volume: unsupported file system type %q", op.Object.ID, given[fsTypeKey])
		}
		return nil
	},
}

// pendingClaims words the event that claims of a class show.
func pendingClaims(format, class, value string) error {
	return refuse("InvalidArgument",
		"failed to provision volume with StorageClass %q: rpc error: code = InvalidArgument desc = "+format+" (its claims stay Pending)", class,
		value)
}
