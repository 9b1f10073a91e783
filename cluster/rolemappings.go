package cluster

import (
	"github.com/pulumi/pulumi-eks/sdk/go/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

const (
	// adminGroup may do everything; Kubernetes itself binds it.
	adminGroup = "system:masters"
	// previewGroup is bound to nothing. Its members may log in, and discover the
	// API as every authenticated user may, which is all that a preview asks for.
	previewGroup = "eks-elk:preview"
)

// roleMappings says in aws-auth which IAM roles are whom in Kubernetes. The
// principal that makes the cluster is an administrator without being named.
// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
func roleMappings(cluster settings.Cluster) eks.RoleMappingArray {
	var mappings eks.RoleMappingArray
	mapping := func(arn, user, group string) {
		mappings = append(mappings, eks.RoleMappingArgs{
			RoleArn: pulumi.String(arn),
			// The session's name makes the audit log name the person.
			Username: pulumi.String(user + ":{{SessionName}}"),
			Groups:   pulumi.ToStringArray([]string{group}),
		})
	}
	for _, arn := range cluster.AdminRoleARNs {
		mapping(arn, "eks-elk:admin", adminGroup)
	}
	for _, arn := range cluster.PreviewRoleARNs {
		mapping(arn, previewGroup, previewGroup)
	}
	return mappings
}
