package leftovers

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	tagging "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	taggingtypes "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"

	"eks-elk/aws/price"
	"eks-elk/doctor/account"
	"eks-elk/internal/names"
	"eks-elk/internal/needs"
	"eks-elk/settings"
)

// logGroups asks for log groups below the cluster's and the network's names, those
// of Container Insights among them.
func (s *search) logGroups(ctx context.Context) (out []Thing, err error) {
	for _, below := range []string{
		path.Dir(names.ControlPlaneLogs(s.cluster)), path.Dir(names.FlowLogs(s.cluster)), "/aws/containerinsights/" + s.cluster,
	} {
		prefix := below + "/"
		err = errors.Join(err, each(ctx, cloudwatchlogs.NewDescribeLogGroupsPaginator(s.Logs, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &prefix}),
			func(page *cloudwatchlogs.DescribeLogGroupsOutput) {
				for _, of := range page.LogGroups {
					t := Thing{Kind: "log group", ID: aws.ToString(of.LogGroupName), Name: aws.ToString(of.LogGroupName)}
					if bytes := aws.ToInt64(of.StoredBytes); bytes > 0 {
						t.bill = price.Monthly(s.Region, price.Logs, float64(bytes)/(1<<30))
					}
					out = s.add(out, t, claim{named: true})
				}
			}))
	}
	return out, err
}

func (s *search) aliases(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, kms.NewListAliasesPaginator(s.KMS, &kms.ListAliasesInput{}), func(page *kms.ListAliasesOutput) {
		for _, of := range page.Aliases {
			name := aws.ToString(of.AliasName)
			out = s.add(out, Thing{Kind: "key alias", ID: name, Name: name}, claim{named: s.named(needs.KeyAlias, name)})
		}
	})
	return out, err
}

// keys asks about each key of the account's own, as KMS lists them without their
// tags. One that is to be deleted waits for 7 to 30 days, and costs nothing.
// A key whose policy does not let the caller look at it is named.
func (s *search) keys(ctx context.Context) (out []Thing, err error) {
	var ids []string
	if err := each(ctx, kms.NewListKeysPaginator(s.KMS, &kms.ListKeysInput{}), func(page *kms.ListKeysOutput) {
		for _, of := range page.Keys {
			ids = append(ids, aws.ToString(of.KeyId))
		}
	}); err != nil {
		return nil, err
	}
	var closed error
	for _, id := range ids {
		of, err := s.KMS.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &id})
		if err == nil && of.KeyMetadata.KeyManager == kmstypes.KeyManagerTypeAws {
			continue
		}
		var tags []kmstypes.Tag
		if err == nil {
			err = each(ctx, kms.NewListResourceTagsPaginator(s.KMS, &kms.ListResourceTagsInput{KeyId: &id}), func(page *kms.ListResourceTagsOutput) {
				tags = append(tags, page.Tags...)
			})
		}
		if err != nil {
			closed = err
			continue
		}
		t := Thing{Kind: "key", ID: id, bill: price.Monthly(s.Region, price.Key, 1)}
		if of.KeyMetadata.KeyState == kmstypes.KeyStatePendingDeletion {
			t.Leaving, t.bill = fmt.Sprintf("is deleted on %s", aws.ToTime(of.KeyMetadata.DeletionDate).Format("2006-01-02")), price.Line{}
		}
		out = s.add(out, t, claim{tags: account.KMSTags(tags)})
	}
	return out, closed
}

// askedFor are the services that are asked themselves: the tagging service goes on
// naming what is gone.
var askedFor = []string{"ec2", "eks", "elasticloadbalancing", "iam", "kms", "logs"}

// tagged asks the tagging service for what no question above is about, such as a
// bucket, by the stack's tags.
func (s *search) tagged(ctx context.Context) (out []Thing, err error) {
	filters := []taggingtypes.TagFilter{{Key: aws.String("project"), Values: []string{settings.Namespace}}, {Key: aws.String("stack"), Values: []string{s.Name}}}
	err = each(ctx, tagging.NewGetResourcesPaginator(s.Tags, &tagging.GetResourcesInput{TagFilters: filters}), func(page *tagging.GetResourcesOutput) {
		for _, of := range page.ResourceTagMappingList {
			arn := aws.ToString(of.ResourceARN)
			parts := strings.SplitN(arn, ":", 6)
			if len(parts) < 6 || slices.Contains(askedFor, parts[2]) {
				continue
			}
			tags := account.TagsOf(of.Tags, func(t taggingtypes.Tag) (key, value *string) { return t.Key, t.Value })
			out = s.add(out, Thing{Kind: "other", ID: arn, bill: price.Line{Unknown: true},
				Note: "of " + parts[2] + ", which is not asked here: see there whether it still exists"}, claim{tags: tags})
		}
	})
	return out, err
}
