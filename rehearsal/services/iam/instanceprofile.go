package iam

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func instanceProfile() *world.ResourceType {
	return &world.ResourceType{
		Token: InstanceProfile, Title: "instance profile", Service: "IAM", NameProperty: "name", MaxName: 128,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{"path": "/"}),
		Replace:  []string{"name", "namePrefix", "path"},
		Computed: []string{"arn", "createDate", "namePrefix", "uniqueId", "tagsAll"},
		Refs:     []world.Ref{ofRole()},
		OnCreate: []world.Rule{named("iam/instance-profile-name", "instanceProfileName", 128), unique("iam/instance-profile-unique", InstanceProfile, "Instance Profile")},
		ID:       func(op *world.Op) string { return op.Str("name") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("iam", "instance-profile"+pathOf(op)+op.Object.ID))
			op.Default("createDate", "2026-01-01T00:00:00Z")
			op.Default("namePrefix", "")
			op.Default("uniqueId", "AIPA"+strings.ToUpper(op.Hex(17)))
			op.SetTagsAll()
			return nil
		},
		Latency: quick,
	}
}
