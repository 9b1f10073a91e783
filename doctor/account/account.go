// Package account opens the AWS account that a stack names, as the program's
// provider would: the same region, profile and role.
package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	tagging "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"eks-elk/settings"
)

// Account is an account, one region of it, and who asks.
type Account struct {
	Region string
	Caller Caller
	// Credentials are those that were found, before a role is assumed with them.
	Credentials aws.Credentials

	Classic   *elb.Client // classic load balancers
	Balancers *elbv2.Client
	EC2       *ec2.Client
	EKS       *eks.Client
	IAM       *iam.Client
	KMS       *kms.Client
	Logs      *cloudwatchlogs.Client
	Quotas    *servicequotas.Client
	Tags      *tagging.Client

	// Home asks EC2 in a region that every account of the partition has.
	Home *ec2.Client
	// Off says that the region does not accept the credentials, which the home
	// region does accept: it is not enabled, or they are for other regions.
	Off bool
}

// Caller is the principal that asks.
type Caller struct {
	Account string // 12 digits
	ARN     string
}

// Partition is the part of AWS that the account is in, such as aws.
func (c Caller) Partition() string {
	parts := strings.Split(c.ARN, ":")
	if len(parts) < 2 {
		return "aws"
	}
	return parts[1]
}

// Open finds credentials and asks whose they are. It changes nothing. The error
// is one sentence that says what to do.
func Open(ctx context.Context, a settings.AWS) (*Account, error) {
	opts := []func(*config.LoadOptions) error{
		config.WithRegion(a.Region),
		config.WithLogger(logging.Nop{}), // it would write between the lines of a report
	}
	if a.Profile != "" {
		opts = append(opts, config.WithSharedConfigProfile(a.Profile))
	}
	found, err := config.LoadDefaultConfig(ctx, opts...)
	var missing config.SharedConfigProfileNotExistError
	switch {
	case errors.As(err, &missing):
		return nil, fmt.Errorf("aws:profile is %q, and ~/.aws/config has no such profile: aws configure list-profiles lists those there are", a.Profile)
	case err != nil:
		return nil, fmt.Errorf("the AWS configuration of this machine cannot be read: %w", err)
	}
	credentials, err := found.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, noCredentials(a, err)
	}
	found.AppID = "eks-elk"
	if a.AssumedRoleARN != "" {
		found.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(found), a.AssumedRoleARN))
		if _, err := found.Credentials.Retrieve(ctx); err != nil {
			return nil, fmt.Errorf("the role of aws:assumeRole.roleArn, %s, cannot be assumed: %s", a.AssumedRoleARN, reason(err))
		}
	}
	home := found.Copy()
	home.Region = homeOf(a.Region)
	is := &Account{
		Region: a.Region, Credentials: credentials, Home: ec2.NewFromConfig(home),
		EC2: ec2.NewFromConfig(found), EKS: eks.NewFromConfig(found), IAM: iam.NewFromConfig(found), KMS: kms.NewFromConfig(found),
		Logs: cloudwatchlogs.NewFromConfig(found), Quotas: servicequotas.NewFromConfig(found), Tags: tagging.NewFromConfig(found),
		Classic: elb.NewFromConfig(found), Balancers: elbv2.NewFromConfig(found),
	}
	if is.Caller, err = whoAsks(ctx, found); err != nil && a.Region != home.Region && Code(err) == "InvalidClientTokenId" {
		// What STS says in a region that the account has not enabled.
		var elsewhere error
		if is.Caller, elsewhere = whoAsks(ctx, home); elsewhere == nil {
			is.Off, err = true, nil
		}
	}
	if err != nil {
		return nil, refused(a, err)
	}
	return is, nil
}

func whoAsks(ctx context.Context, with aws.Config) (Caller, error) {
	answer, err := sts.NewFromConfig(with).GetCallerIdentity(ctx, nil)
	if err != nil {
		return Caller{}, err
	}
	return Caller{Account: aws.ToString(answer.Account), ARN: aws.ToString(answer.Arn)}, nil
}

// homeOf is the region that no account of a partition can turn off.
// https://docs.aws.amazon.com/general/latest/gr/rande-manage.html
func homeOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "cn-north-1"
	case strings.HasPrefix(region, "us-gov-"):
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// Lasts is how much longer the credentials are valid; known is false where
// nothing says it. Renewed says that the provider gets new ones by itself.
func (a *Account) Lasts(now time.Time, environment func(string) string) (left time.Duration, known, renewed bool) {
	c := a.Credentials
	if c.SessionToken == "" {
		return 0, false, true // an access key
	}
	if c.CanExpire {
		return c.Expires.Sub(now), true, true
	}
	// aws configure export-credentials --format env writes it; the SDK reads the
	// three others of its variables alone.
	if end, err := time.Parse(time.RFC3339, environment("AWS_CREDENTIAL_EXPIRATION")); err == nil && c.Source == config.CredentialsSourceName {
		return end.Sub(now), true, false
	}
	return 0, false, false
}
