package check

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
	"eks-elk/settings"
)

// tags are those of a thing that has a name, nil of one without tags.
type tags map[string]string

func ec2Tags(list []ec2types.Tag) tags {
	all := tags{}
	for _, tag := range list {
		all[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return all
}

// own tells whether a thing is this stack's, by the tags that the program gives
// to everything.
func (e *Examination) own(t tags) bool {
	return t["project"] == settings.Namespace && t["stack"] == e.Stack
}

// errFree says that nothing has the name.
var errFree = fmt.Errorf("free")

// owners return the tags of what has a name, or errFree.
func (e *Examination) owners() map[needs.Kind]func(context.Context, string) (tags, error) {
	return map[needs.Kind]func(context.Context, string) (tags, error){
		needs.Cluster: e.clusterTags, needs.LogGroup: e.logGroupTags, needs.Role: e.roleTags,
		needs.KeyAlias: e.keyTags, needs.LaunchTemplate: e.launchTemplateTags,
	}
}

// names asks for each name whether it is free, or this stack's already.
func (e *Examination) names() []check {
	var all []check
	owners := e.owners()
	for _, name := range needs.Names(e.Settings) {
		all = append(all, check{
			name: "name: " + string(name.Kind) + " " + name.Name, region: name.Kind != needs.Role,
			run: func(ctx context.Context) (string, error) {
				of, err := owners[name.Kind](ctx, name.Name)
				switch {
				case err == errFree:
					return "free", nil
				case err != nil:
					return "", err
				case e.own(of):
					return fmt.Sprintf("there, with the tags of stack %s", e.Stack), nil
				}
				return "", finding("find out whose it is; then set eks-elk:cluster.name, or delete it", "taken, by something with %s", of)
			},
		})
	}
	return all
}

func (t tags) String() string {
	if t["project"] == "" && t["stack"] == "" {
		return "no tag project or stack"
	}
	return fmt.Sprintf("the tags project: %s, stack: %s", t["project"], t["stack"])
}

func (e *Examination) clusterTags(ctx context.Context, name string) (tags, error) {
	answer, err := e.Account.EKS.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &name})
	if account.Is(err, "ResourceNotFoundException") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	return answer.Cluster.Tags, nil
}

func (e *Examination) logGroupTags(ctx context.Context, name string) (tags, error) {
	pages := cloudwatchlogs.NewDescribeLogGroupsPaginator(e.Account.Logs, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, group := range page.LogGroups {
			if aws.ToString(group.LogGroupName) != name {
				continue // a longer name
			}
			answer, err := e.Account.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: group.LogGroupArn})
			if err != nil {
				return nil, err
			}
			return answer.Tags, nil
		}
	}
	return nil, errFree
}

func (e *Examination) roleTags(ctx context.Context, name string) (tags, error) {
	answer, err := e.Account.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if account.Is(err, "NoSuchEntity") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	all := tags{}
	for _, tag := range answer.Role.Tags {
		all[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return all, nil
}

func (e *Examination) keyTags(ctx context.Context, alias string) (tags, error) {
	key, err := e.Account.KMS.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &alias})
	if account.Is(err, "NotFoundException") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	answer, err := e.Account.KMS.ListResourceTags(ctx, &kms.ListResourceTagsInput{KeyId: key.KeyMetadata.KeyId})
	if err != nil {
		return nil, err
	}
	all := tags{}
	for _, tag := range answer.Tags {
		all[aws.ToString(tag.TagKey)] = aws.ToString(tag.TagValue)
	}
	return all, nil
}

func (e *Examination) launchTemplateTags(ctx context.Context, name string) (tags, error) {
	answer, err := e.Account.EC2.DescribeLaunchTemplates(ctx, &ec2.DescribeLaunchTemplatesInput{LaunchTemplateNames: []string{name}})
	if account.Is(err, "InvalidLaunchTemplateName.NotFoundException") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	if len(answer.LaunchTemplates) == 0 {
		return nil, errFree
	}
	return ec2Tags(answer.LaunchTemplates[0].Tags), nil
}
