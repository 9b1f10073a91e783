package check

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
)

// errFree says that nothing has the name.
var errFree = fmt.Errorf("free")

// owners return the tags of what has a name, or errFree.
func (e *Examination) owners() map[needs.Kind]func(context.Context, string) (account.Tags, error) {
	return map[needs.Kind]func(context.Context, string) (account.Tags, error){
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
				case of.Own(e.Stack):
					return fmt.Sprintf("there, with the tags of stack %s", e.Stack), nil
				}
				return "", finding("find out whose it is; then set eks-elk:cluster.name, or delete it", "taken, by something with %s", of)
			},
		})
	}
	return all
}

func (e *Examination) clusterTags(ctx context.Context, name string) (account.Tags, error) {
	answer, err := e.Account.EKS.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &name})
	if account.Is(err, "ResourceNotFoundException") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	return answer.Cluster.Tags, nil
}

func (e *Examination) logGroupTags(ctx context.Context, name string) (account.Tags, error) {
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

func (e *Examination) roleTags(ctx context.Context, name string) (account.Tags, error) {
	answer, err := e.Account.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if account.Is(err, "NoSuchEntity") {
		return nil, errFree
	}
	if err != nil {
		return nil, err
	}
	return account.IAMTags(answer.Role.Tags), nil
}

func (e *Examination) keyTags(ctx context.Context, alias string) (account.Tags, error) {
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
	return account.KMSTags(answer.Tags), nil
}

func (e *Examination) launchTemplateTags(ctx context.Context, name string) (account.Tags, error) {
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
	return account.EC2Tags(answer.LaunchTemplates[0].Tags), nil
}
