package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// The longest name each service accepts, in characters.
const (
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	iamRoleNameLimit = 64
	// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
	nodeGroupNameLimit = 63
	// EC2 takes 128, the provider of this major 125 (terraform-provider-aws 4.67,
	// internal/verify/validate.go).
	launchTemplateNameLimit = 125
)

// autonameSuffix is what Pulumi appends to a logical name to make a physical
// one: a dash and seven hex digits.
const autonameSuffix = len("-1234567")

const hashDigits = 8

// iamRoleName names a role of this cluster. IAM names are unique in an account
// and cluster names only in a region, so the region is part of it.
func iamRoleName(cluster, region, role string) string {
	return fit(iamRoleNameLimit, cluster, region, role)
}

// launchTemplateName names the launch template of a node group.
func launchTemplateName(cluster, group string) string {
	return fit(launchTemplateNameLimit, cluster, group)
}

// nodeGroupLogicalName leaves room for Pulumi's suffix. Node groups are named by
// Pulumi, so that a changed instance type makes the new group before the old one
// goes; with a name of our own AWS would refuse the second group.
func nodeGroupLogicalName(group string) string {
	return fit(nodeGroupNameLimit-autonameSuffix, group)
}

// fit joins parts with dashes. A name over the limit is cut and ends in a hash
// of the whole, so it stays the same from run to run and differs from others.
func fit(limit int, parts ...string) string {
	name := strings.Join(parts, "-")
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	hash := hex.EncodeToString(sum[:])[:hashDigits]
	cut := limit - len(hash) - 1
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return strings.TrimRight(name[:cut], "-") + "-" + hash
}
