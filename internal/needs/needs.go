// Package needs says what a stack takes of an AWS account: the names that are
// unique there, and what counts against the account's quotas. A test of the
// whole program holds it to what the program registers.
package needs

import (
	"eks-elk/internal/names"
	"eks-elk/settings"
)

// Kind is what a name belongs to.
type Kind string

// The kinds of which AWS takes a name once, in an account or in a region of it.
const (
	Cluster        Kind = "cluster"
	LogGroup       Kind = "log group"
	Role           Kind = "role"
	KeyAlias       Kind = "key alias"
	LaunchTemplate Kind = "launch template"
)

// Name is a name that must be free before the stack is made.
type Name struct {
	Kind Kind
	Name string
}

// Names returns all of them. Whatever Pulumi names itself is not among them: it
// has a random part.
func Names(s *settings.Settings) []Name {
	cluster := s.Cluster.Name
	all := []Name{{Cluster, cluster}, {LogGroup, names.ControlPlaneLogs(cluster)}}
	if s.Network.FlowLogs {
		all = append(all, Name{LogGroup, names.FlowLogs(cluster)})
	}
	purposes := []string{names.ControlPlaneRole, names.NodeRole, names.CNIRole, names.CSIRole}
	if s.Publishes() {
		purposes = append(purposes, names.AlertmanagerRole)
	}
	if s.BackupsByRole() {
		purposes = append(purposes, names.BackupsRole)
	}
	for _, purpose := range purposes {
		all = append(all, Name{Role, names.Role(cluster, s.AWS.Region, purpose)})
	}
	all = append(all, Name{KeyAlias, names.SecretsKey(cluster)})
	for _, group := range s.Nodes {
		all = append(all, Name{LaunchTemplate, names.LaunchTemplate(cluster, group.Name)})
	}
	return all
}

// Addresses is how many Elastic IPs the network takes: one for each NAT gateway.
func Addresses(n settings.Network) int {
	switch n.NATGateways {
	case settings.NATNone:
		return 0
	case settings.NATSingle:
		return 1
	}
	return n.Zones
}

// Roles is how many IAM roles the stack makes: those with a name of its own, and
// the flow logs' one.
func Roles(s *settings.Settings) int {
	count := 0
	for _, name := range Names(s) {
		if name.Kind == Role {
			count++
		}
	}
	if s.Network.FlowLogs {
		count++
	}
	return count
}

// MostNodes is how many nodes a group has at most at a time. While EKS replaces
// nodes, it adds to those that run twice as many as the group has zones, or as
// many as it may replace at once, of which the program sets one. An autoscaler may
// have brought the group to its maximum by then; without one, it has those desired.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
func MostNodes(g settings.NodeGroup) int {
	if g.Autoscaled {
		return g.Max + 2*g.Zones
	}
	return max(g.Max, g.Desired+2*g.Zones)
}
