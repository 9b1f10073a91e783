package names

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Purposes of the cluster's IAM roles. An add-on's role is named like the add-on.
const (
	ControlPlaneRole = "control-plane"
	NodeRole         = "node"
	CNIRole          = "vpc-cni"
	CSIRole          = "ebs-csi"
	AlertmanagerRole = "alertmanager" // by which it publishes to a topic
	BackupsRole      = "backups"      // by which Elasticsearch writes snapshots
)

// The longest name each service accepts, in characters.
const (
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	roleLimit = 64
	// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
	nodeGroupLimit = 63
	// EC2 takes 128, the provider of this major 125 (terraform-provider-aws 4.67,
	// internal/verify/validate.go).
	launchTemplateLimit = 125
)

// autonameSuffix is what Pulumi appends to a logical name to make a physical
// one: a dash and seven hex digits.
const autonameSuffix = len("-1234567")

const hashDigits = 8

// Role names an IAM role of a cluster. IAM names are unique in an account and
// cluster names only in a region, so the region is part of it.
func Role(cluster, region, purpose string) string {
	return fit(roleLimit, cluster, region, purpose)
}

// LaunchTemplate names the launch template of a node group.
func LaunchTemplate(cluster, group string) string {
	return fit(launchTemplateLimit, cluster, group)
}

// NodeGroup is a node group's logical name; it leaves room for Pulumi's suffix.
// Node groups are named by Pulumi, so that a changed instance type makes the new
// group before the old one goes; with a name of our own AWS would refuse the
// second group.
func NodeGroup(group string) string {
	return fit(nodeGroupLimit-autonameSuffix, group)
}

// ControlPlaneLogs names the log group that EKS writes to; the name is EKS's.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
func ControlPlaneLogs(cluster string) string { return "/aws/eks/" + cluster + "/cluster" }

// FlowLogs names the log group of a network's flow logs.
func FlowLogs(network string) string { return "/aws/vpc/" + network + "/flow-logs" }

// BackupsBucket is the bucket's logical name: the name of a bucket is unique in the
// world, so Pulumi makes one of it.
const BackupsBucket = "elasticsearch-backups"

// BackupsPath is where in a bucket a stack's snapshots are. Two clusters that wrote
// to one place would destroy each other's.
func BackupsPath(project, stack string) string { return project + "/" + stack }

// SecretsKey is the alias of the KMS key for a cluster's Secrets.
func SecretsKey(cluster string) string { return "alias/eks/" + cluster }

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
