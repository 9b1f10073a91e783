// Package aws gathers what the world knows of AWS: every service's kinds, and
// the provider's functions.
package aws

import (
	"slices"

	"eks-elk/rehearsal/services/budgets"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// ResourceTypes returns every AWS type the world knows, as the provider treats it.
func ResourceTypes() []*world.ResourceType { return described(ownWords()) }

// ownWords are the types with what the world says of them by itself.
func ownWords() []*world.ResourceType {
	return slices.Concat(ec2.ResourceTypes(), iam.ResourceTypes(), kms.ResourceTypes(), logs.ResourceTypes(), eks.ResourceTypes(), s3.ResourceTypes(),
		budgets.ResourceTypes())
}

// Functions returns every function of the AWS provider the world knows.
func Functions() []world.Function {
	return []world.Function{
		{Token: "aws:index/getPartition:getPartition", Answer: partition},
		{Token: "aws:index/getCallerIdentity:getCallerIdentity", Answer: callerIdentity},
		{Token: "aws:index/getAvailabilityZones:getAvailabilityZones", Answer: availabilityZones},
		{Token: "aws:eks/getAddonVersion:getAddonVersion", Answer: addonVersion},
		{Token: "aws:ssm/getParameter:getParameter", Answer: parameter},
	}
}
