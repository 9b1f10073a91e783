package check

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"eks-elk/doctor/account"
)

// classicLink makes two calls that the AWS provider of this major makes whenever
// it reads a VPC. They are of EC2-Classic, which is gone; the provider forgives no
// other error than UnsupportedOperation (terraform-provider-aws 4.67,
// internal/service/ec2/find.go), and without them cannot make a VPC.
func (e *Examination) classicLink(ctx context.Context) (string, error) {
	_, link := e.Account.EC2.DescribeVpcClassicLink(ctx, &ec2.DescribeVpcClassicLinkInput{})
	_, dns := e.Account.EC2.DescribeVpcClassicLinkDnsSupport(ctx, &ec2.DescribeVpcClassicLinkDnsSupportInput{})
	for _, err := range []error{link, dns} {
		switch action, denied := account.Denied(err); {
		case err == nil || account.Is(err, "UnsupportedOperation"):
		case denied:
			return "", finding("allow "+action, "the caller may not %s, which the AWS provider calls for every VPC", action)
		case account.Code(err) != "":
			return "", finding("this program's AWS provider makes no VPC in this region any more: open an issue", "the AWS provider calls it for every VPC: %s", account.Sentence(err))
		default:
			return "", err
		}
	}
	return "EC2 still answers what the AWS provider asks about every VPC", nil
}
