package leftovers

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbv2types "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"eks-elk/aws/price"
	"eks-elk/doctor/account"
)

// Controllers on the cluster make load balancers for its Services and Ingresses,
// and tag them with the cluster.

// tagsAtOnce is how many load balancers one call names.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
const tagsAtOnce = 20

// candidate is a thing whose tags have to be asked for.
type candidate struct {
	Thing
	vpc *string
}

func (s *search) balancers(ctx context.Context) ([]Thing, error) {
	var all []candidate
	err := each(ctx, elbv2.NewDescribeLoadBalancersPaginator(s.Balancers, &elbv2.DescribeLoadBalancersInput{}), func(page *elbv2.DescribeLoadBalancersOutput) {
		for _, of := range page.LoadBalancers {
			arn := aws.ToString(of.LoadBalancerArn)
			_, key, _ := strings.Cut(arn, "loadbalancer/") // as the descriptions of its interfaces have it
			all = append(all, candidate{Thing{Kind: "load balancer", ID: arn, Name: aws.ToString(of.LoadBalancerName), key: key,
				bill: price.Monthly(s.Region, price.Balancer, 1)}, of.VpcId})
		}
	})
	if err != nil {
		return nil, err
	}
	return s.own(ctx, all, s.balancerTags)
}

func (s *search) targetGroups(ctx context.Context) ([]Thing, error) {
	var all []candidate
	err := each(ctx, elbv2.NewDescribeTargetGroupsPaginator(s.Balancers, &elbv2.DescribeTargetGroupsInput{}), func(page *elbv2.DescribeTargetGroupsOutput) {
		for _, of := range page.TargetGroups {
			all = append(all, candidate{Thing{Kind: "target group", ID: aws.ToString(of.TargetGroupArn), Name: aws.ToString(of.TargetGroupName)}, of.VpcId})
		}
	})
	if err != nil {
		return nil, err
	}
	return s.own(ctx, all, s.balancerTags)
}

func (s *search) classicBalancers(ctx context.Context) ([]Thing, error) {
	var all []candidate
	err := each(ctx, elb.NewDescribeLoadBalancersPaginator(s.Classic, &elb.DescribeLoadBalancersInput{}), func(page *elb.DescribeLoadBalancersOutput) {
		for _, of := range page.LoadBalancerDescriptions {
			name := aws.ToString(of.LoadBalancerName)
			all = append(all, candidate{Thing{Kind: "classic load balancer", ID: name, Name: name, bill: price.Monthly(s.Region, price.Balancer, 1)}, of.VPCId})
		}
	})
	if err != nil {
		return nil, err
	}
	return s.own(ctx, all, s.classicTags)
}

// own keeps what is the stack's, by its tags, which are asked for by ID, or its VPC.
func (s *search) own(ctx context.Context, all []candidate, tagsOf func(context.Context, []string) (map[string]account.Tags, error)) (out []Thing, err error) {
	for some := range slices.Chunk(all, tagsAtOnce) {
		var ids []string
		for _, c := range some {
			ids = append(ids, c.ID)
		}
		tags, err := tagsOf(ctx, ids)
		if err != nil {
			return out, err
		}
		for _, c := range some {
			out = s.add(out, c.Thing, claim{tags: tags[c.ID], vpc: c.vpc})
		}
	}
	return out, nil
}

func (s *search) balancerTags(ctx context.Context, arns []string) (map[string]account.Tags, error) {
	answer, err := s.Balancers.DescribeTags(ctx, &elbv2.DescribeTagsInput{ResourceArns: arns})
	if err != nil {
		return nil, err
	}
	all := map[string]account.Tags{}
	for _, of := range answer.TagDescriptions {
		all[aws.ToString(of.ResourceArn)] = account.TagsOf(of.Tags, func(t elbv2types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return all, nil
}

func (s *search) classicTags(ctx context.Context, names []string) (map[string]account.Tags, error) {
	answer, err := s.Classic.DescribeTags(ctx, &elb.DescribeTagsInput{LoadBalancerNames: names})
	if err != nil {
		return nil, err
	}
	all := map[string]account.Tags{}
	for _, of := range answer.TagDescriptions {
		all[aws.ToString(of.LoadBalancerName)] = account.TagsOf(of.Tags, func(t elbtypes.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return all, nil
}
