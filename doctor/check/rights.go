package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"eks-elk/doctor/account"
)

// rights has IAM simulate what the deploy role may do, for the caller. The
// simulation knows the caller's policies, a boundary and the organization's
// policies, but no more of a request than is said here.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
func (e *Examination) rights(ctx context.Context) (string, error) {
	who, err := e.simulated(ctx)
	if err != nil {
		return "", err
	}
	if who == "" {
		return "the root user may do everything", nil
	}
	needed, err := e.rightsNeeded()
	if err != nil {
		return "", err
	}
	asked, denied := map[string]bool{}, map[string]bool{}
	for _, r := range needed {
		pages := iam.NewSimulatePrincipalPolicyPaginator(e.Account.IAM, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: &who, ActionNames: r.actions, ResourceArns: r.resources, ContextEntries: e.request(r.keys),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return "", err
			}
			for _, result := range page.EvaluationResults {
				asked[aws.ToString(result.EvalActionName)] = true
				if why, refused := refusal(result); refused {
					denied[aws.ToString(result.EvalActionName)+why] = true
				}
			}
		}
	}
	if len(denied) > 0 {
		return "", finding("give the caller the rights of bootstrap/policies/deploy.json (docs/ci.md), or take a role that has them",
			"denied: %s", strings.Join(slices.Sorted(maps.Keys(denied)), ", "))
	}
	return fmt.Sprintf("IAM's simulator allows all %d actions of bootstrap/policies/deploy.json", len(asked)), nil
}

// refusal tells whether an action is not allowed; on what, and why where IAM says it.
func refusal(result iamtypes.EvaluationResult) (text string, refused bool) {
	var on []string
	decision := result.EvalDecision
	for _, one := range result.ResourceSpecificResults {
		if one.EvalResourceDecision != iamtypes.PolicyEvaluationDecisionTypeAllowed {
			on = append(on, resource(one.EvalResourceName))
			decision = one.EvalResourceDecision
		}
	}
	if len(on) == 0 {
		on = append(on, resource(result.EvalResourceName))
	}
	if on[0] != "*" {
		text = " on " + on[0]
	}
	if len(on) > 1 {
		text += fmt.Sprintf(" and %d more", len(on)-1)
	}
	switch organization := result.OrganizationsDecisionDetail; {
	case organization != nil && !organization.AllowedByOrganizations:
		return text + " (by a policy of the organization)", true
	case decision == iamtypes.PolicyEvaluationDecisionTypeExplicitDeny:
		return text + " (by a Deny)", true
	}
	return text, decision != iamtypes.PolicyEvaluationDecisionTypeAllowed
}

// resource is an ARN's end.
func resource(arn *string) string {
	parts := strings.SplitN(aws.ToString(arn), ":", 6)
	return parts[len(parts)-1]
}

// request are the condition keys of a simulated request.
func (e *Examination) request(keys map[string]string) []iamtypes.ContextEntry {
	all := map[string]string{"aws:RequestedRegion": e.Account.Region}
	maps.Copy(all, keys)
	var entries []iamtypes.ContextEntry
	for _, key := range slices.Sorted(maps.Keys(all)) {
		entries = append(entries, iamtypes.ContextEntry{
			ContextKeyName: aws.String(key), ContextKeyType: iamtypes.ContextKeyTypeEnumString, ContextKeyValues: []string{all[key]},
		})
	}
	return entries
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
