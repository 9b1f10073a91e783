package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"eks-elk/doctor/account"
)

// rights has IAM simulate what the stack needs, for the caller. The simulation
// knows the caller's policies, its boundary and the organization's policies, but
// no condition on a request that is not here.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
func (e *Examination) rights(ctx context.Context) (string, error) {
	who, err := e.simulated(ctx)
	if err != nil {
		return "", err
	}
	if who == "" {
		return "the root user may do everything", nil
	}
	count := 0
	var denied []string
	for _, r := range e.rightsNeeded() {
		pages := iam.NewSimulatePrincipalPolicyPaginator(e.Account.IAM, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: &who, ActionNames: r.actions, ResourceArns: []string{r.resource}, ContextEntries: e.request(),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return "", err
			}
			for _, result := range page.EvaluationResults {
				count++
				if why, refused := refusal(result); refused {
					denied = append(denied, aws.ToString(result.EvalActionName)+on(r.resource)+why)
				}
			}
		}
	}
	if len(denied) > 0 {
		return "", finding("give the caller the rights of the deploy role (docs/ci.md), or take that role",
			"%d of %d are denied: %s", len(denied), count, strings.Join(slices.Compact(denied), ", "))
	}
	return fmt.Sprintf("%d actions are allowed, as IAM simulates them for %s", count, who), nil
}

// refusal tells whether an action is not allowed, and why where IAM says it.
func refusal(result iamtypes.EvaluationResult) (why string, refused bool) {
	switch organization := result.OrganizationsDecisionDetail; {
	case organization != nil && !organization.AllowedByOrganizations:
		return " (by a policy of the organization)", true
	case result.EvalDecision == iamtypes.PolicyEvaluationDecisionTypeExplicitDeny:
		return " (by a Deny)", true
	}
	return "", result.EvalDecision != iamtypes.PolicyEvaluationDecisionTypeAllowed
}

func on(resource string) string {
	if resource == anything {
		return ""
	}
	return " on " + resource[strings.LastIndex(resource, ":")+1:]
}

// request is what the simulated requests carry.
func (e *Examination) request() []iamtypes.ContextEntry {
	entry := func(key string, kind iamtypes.ContextKeyTypeEnum, value string) iamtypes.ContextEntry {
		return iamtypes.ContextEntry{ContextKeyName: &key, ContextKeyType: kind, ContextKeyValues: []string{value}}
	}
	return []iamtypes.ContextEntry{
		entry("aws:RequestedRegion", iamtypes.ContextKeyTypeEnumString, e.Account.Region),
		entry("iam:PassedToService", iamtypes.ContextKeyTypeEnumString, "eks.amazonaws.com"),
		entry("iam:PolicyARN", iamtypes.ContextKeyTypeEnumString, "arn:"+e.Account.Caller.Partition()+":iam::aws:policy/AmazonEKSClusterPolicy"),
	}
}

// simulated is the principal whose policies count: of a session its role, and ""
// of the root user, whom no policy binds.
func (e *Examination) simulated(ctx context.Context) (string, error) {
	arn := e.Account.Caller.ARN
	kind, rest, _ := strings.Cut(arn[strings.LastIndex(arn, ":")+1:], "/")
	switch kind {
	case "root":
		return "", nil
	case "user":
		return arn, nil
	case "assumed-role":
		name, _, _ := strings.Cut(rest, "/")
		role, err := e.Account.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
		if account.Is(err, "NoSuchEntity") {
			return "", unknown("", "the role of %s is of another account", arn)
		}
		if err != nil {
			return "", err
		}
		return aws.ToString(role.Role.Arn), nil
	}
	return "", unknown("", "IAM does not simulate %s", arn)
}
