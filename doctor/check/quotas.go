package check

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
)

// quota is a limit of the account in the region. Codes:
// https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
type quota struct {
	name, service, code string
	instead             string // what else than a higher quota helps; may be empty
	// need is what the stack takes at first, and at most later.
	need func(context.Context) (first, most int, err error)
	// used is what the account uses without this stack; nil: the quota is the
	// stack's alone.
	used func(context.Context) (int, error)
}

// always needs the same at every time.
func always(n int) func(context.Context) (int, int, error) {
	return func(context.Context) (int, int, error) { return n, n, nil }
}

func (e *Examination) quotas() []check {
	largest := 0
	for _, group := range e.Settings.Nodes {
		largest = max(largest, needs.MostNodes(group))
	}
	table := []quota{
		{"vCPUs of nodes", "ec2", "L-1216C47A", "a smaller eks-elk:nodes.instanceType", e.vCPUsNeeded, e.vCPUsUsed},
		{"Elastic IPs", "ec2", "L-0263D0A3", "eks-elk:network.natGateways: single", always(needs.Addresses(e.Settings.Network)), e.addressesUsed},
		{"VPCs", "vpc", "L-F678F1CE", "delete one that nobody uses", always(1), e.vpcsUsed},
		{"EKS clusters", "eks", "L-1194D53C", "", always(1), e.clustersUsed},
		{"node groups", "eks", "L-6D54EA21", "", always(len(e.Settings.Nodes)), nil},
		{"nodes of a group", "eks", "L-BD136A63", "", always(largest), nil},
	}
	var all []check
	for _, q := range table {
		all = append(all, check{name: "quota: " + q.name, region: true, run: func(ctx context.Context) (string, error) {
			return e.within(ctx, q)
		}})
	}
	return append(all, check{name: "quota: IAM roles", run: e.rolesWithin})
}

func (e *Examination) within(ctx context.Context, q quota) (string, error) {
	first, most, err := q.need(ctx)
	if err != nil {
		return "", err
	}
	limit, err := e.limit(ctx, q)
	if err != nil {
		return "", err
	}
	others := 0
	if q.used != nil {
		if others, err = q.used(ctx); err != nil {
			return "", err
		}
	}
	found := fmt.Sprintf("the stack needs %d%s; %d of %d are free", first, later(first, most), limit-others, limit)
	do := fmt.Sprintf("aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %d --region %s",
		q.service, q.code, others+most, e.Account.Region)
	if q.instead != "" {
		do += "; or: " + q.instead
	}
	switch {
	case others+first > limit:
		return "", finding(do, "%s: up fails", found)
	case others+most > limit:
		return "", finding(do, "%s: up works, but not that", found)
	}
	return found, nil
}

func later(first, most int) string {
	if most == first {
		return ""
	}
	return fmt.Sprintf(", and up to %d while nodes are added or replaced", most)
}

// limit is the quota as the account has it, or, where it never asked for more,
// as AWS gives it to everybody.
func (e *Examination) limit(ctx context.Context, q quota) (int, error) {
	applied, err := e.Account.Quotas.GetServiceQuota(ctx, &servicequotas.GetServiceQuotaInput{ServiceCode: &q.service, QuotaCode: &q.code})
	if err == nil {
		return int(aws.ToFloat64(applied.Quota.Value)), nil
	}
	if !account.Is(err, "NoSuchResourceException") {
		return 0, err
	}
	usual, err := e.Account.Quotas.GetAWSDefaultServiceQuota(ctx, &servicequotas.GetAWSDefaultServiceQuotaInput{ServiceCode: &q.service, QuotaCode: &q.code})
	if err != nil {
		return 0, err
	}
	return int(aws.ToFloat64(usual.Quota.Value)), nil
}

// rolesWithin asks IAM itself, which counts for us.
func (e *Examination) rolesWithin(ctx context.Context) (string, error) {
	answer, err := e.Account.IAM.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
	if err != nil {
		return "", err
	}
	used, limit, need := int(answer.SummaryMap["Roles"]), int(answer.SummaryMap["RolesQuota"]), needs.Roles(e.Settings)
	found := fmt.Sprintf("the stack needs %d; %d of %d are free", need, limit-used, limit)
	if used+need > limit {
		return "", finding("delete roles that nobody uses, or ask for more (L-FE177D64)", "%s, some of them perhaps this stack's", found)
	}
	return found, nil
}
