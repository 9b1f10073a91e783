package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/backups"
	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/settings"
)

// saves makes what Elasticsearch's snapshots need; nil: there are none.
func saves(ctx *pulumi.Context, s *settings.Settings, p *platform) (*elk.Backups, error) {
	b := s.ELK.Backups
	if !b.Enabled {
		return nil, nil
	}
	to := &elk.Backups{Bucket: pulumi.String(b.Bucket).ToStringOutput(), Path: names.BackupsPath(ctx.Project(), ctx.Stack()), Region: s.AWS.Region}
	if s.BackupsByRole() {
		store, err := backups.New(ctx, &backups.Args{Settings: b, Path: to.Path, Cluster: p.eks}, pulumi.Providers(p.aws))
		if err != nil {
			return nil, err
		}
		to.Bucket, to.Role = store.Bucket, store.Role
	}
	ctx.Export("backups", pulumi.Map{"bucket": to.Bucket, "path": pulumi.String(to.Path)})
	return to, nil
}
