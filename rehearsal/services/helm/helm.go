// Package helm is what the world knows of Helm releases: what each chart of the
// stack puts on the cluster for its values, and what it needs to start.
package helm

import "eks-elk/rehearsal/world"

// Release is the type of a release, as Pulumi names it.
const Release = "kubernetes:helm.sh/v3:Release"

// ResourceTypes returns the one type there is.
func ResourceTypes() []*world.ResourceType { return []*world.ResourceType{release()} }
