package eks

import (
	"strings"
	"time"

	"eks-elk/rehearsal/world"
)

// Image is what AWS publishes new releases of: the recommended image of nodes.
const Image = "image"

// Release is the release of the image that EKS recommends for a version of
// Kubernetes: a week old at first, as new ones come every week or two.
func Release(op *world.Op, version string) string {
	return version + ".0-" + time.Now().UTC().AddDate(0, 0, 7*(op.Published(Image)-1)).Format("20060102")
}

// release is a node group's: as given; else it stays until the version changes.
func release(op *world.Op) {
	if _, given := op.Object.Inputs["releaseVersion"]; given {
		return
	}
	if op.Old != nil && op.Old.Str("version") == op.Str("version") {
		op.Set("releaseVersion", op.Old.Str("releaseVersion"))
		return
	}
	op.Set("releaseVersion", Release(op, op.Str("version")))
}

// releaseOfVersion: a release is of one version of Kubernetes.
var releaseOfVersion = world.Rule{
	ID:     "eks/release-of-the-version",
	Source: "EKS API CreateNodegroup and UpdateNodegroupVersion, releaseVersion: of the Kubernetes version that is asked for",
	Test: func(op *world.Op) error {
		given := op.Str("releaseVersion")
		if _, asked := op.Object.Inputs["releaseVersion"]; asked && op.Str("version") != "" && !strings.HasPrefix(given, op.Str("version")+".") {
			return invalid("Requested Nodegroup release version %s is invalid for Kubernetes version %s", given, op.Str("version"))
		}
		return nil
	},
}
