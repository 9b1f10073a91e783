package leftovers

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
)

// IAM returns no tags in its lists. They are asked for of what has a name like
// those that the program gives, or Pulumi with the program's logical names.

// likely tells whether a name of IAM's may be the stack's.
func (s *search) likely(name string) bool {
	return s.named(needs.Role, name) || strings.HasPrefix(name, s.cluster+"-") || strings.HasPrefix(name, "flow-logs-")
}

// roles asks for roles, and for what is attached to them, which has to be detached
// first.
func (s *search) roles(ctx context.Context) (out []Thing, err error) {
	var names []string
	err = each(ctx, iam.NewListRolesPaginator(s.IAM, &iam.ListRolesInput{}), func(page *iam.ListRolesOutput) {
		for _, of := range page.Roles {
			if name := aws.ToString(of.RoleName); s.likely(name) {
				names = append(names, name)
			}
		}
	})
	for _, name := range names {
		var tags []iamtypes.Tag
		if err := each(ctx, iam.NewListRoleTagsPaginator(s.IAM, &iam.ListRoleTagsInput{RoleName: &name}), func(page *iam.ListRoleTagsOutput) {
			tags = append(tags, page.Tags...)
		}); err != nil {
			return out, err
		}
		role := Thing{Kind: "role", ID: name, Name: name}
		c := claim{tags: account.IAMTags(tags), named: s.named(needs.Role, name)}
		if s.because(c) == "" {
			continue
		}
		if role.first, err = s.detach(ctx, name); err != nil {
			return s.add(out, role, c), err
		}
		out = s.add(out, role, c)
	}
	return out, err
}

// detach returns the commands that free a role.
func (s *search) detach(ctx context.Context, role string) (commands []string, err error) {
	err = each(ctx, iam.NewListAttachedRolePoliciesPaginator(s.IAM, &iam.ListAttachedRolePoliciesInput{RoleName: &role}), func(page *iam.ListAttachedRolePoliciesOutput) {
		for _, of := range page.AttachedPolicies {
			commands = append(commands, fmt.Sprintf("aws iam detach-role-policy --role-name %s --policy-arn %s", role, aws.ToString(of.PolicyArn)))
		}
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, iam.NewListRolePoliciesPaginator(s.IAM, &iam.ListRolePoliciesInput{RoleName: &role}), func(page *iam.ListRolePoliciesOutput) {
		for _, name := range page.PolicyNames {
			commands = append(commands, fmt.Sprintf("aws iam delete-role-policy --role-name %s --policy-name %s", role, name))
		}
	})
	return commands, err
}

func (s *search) policies(ctx context.Context) (out []Thing, err error) {
	var all []iamtypes.Policy
	err = each(ctx, iam.NewListPoliciesPaginator(s.IAM, &iam.ListPoliciesInput{Scope: iamtypes.PolicyScopeTypeLocal}), func(page *iam.ListPoliciesOutput) {
		for _, of := range page.Policies {
			if s.likely(aws.ToString(of.PolicyName)) {
				all = append(all, of)
			}
		}
	})
	for _, of := range all {
		var tags []iamtypes.Tag
		if err := each(ctx, iam.NewListPolicyTagsPaginator(s.IAM, &iam.ListPolicyTagsInput{PolicyArn: of.Arn}), func(page *iam.ListPolicyTagsOutput) {
			tags = append(tags, page.Tags...)
		}); err != nil {
			return out, err
		}
		out = s.add(out, Thing{Kind: "policy", ID: aws.ToString(of.Arn), Name: aws.ToString(of.PolicyName)}, claim{tags: account.IAMTags(tags)})
	}
	return out, err
}

// identityProviders asks for the providers of clusters' tokens in this region.
func (s *search) identityProviders(ctx context.Context) (out []Thing, err error) {
	answer, err := s.IAM.ListOpenIDConnectProviders(ctx, &iam.ListOpenIDConnectProvidersInput{})
	if err != nil {
		return nil, err
	}
	for _, listed := range answer.OpenIDConnectProviderList {
		arn := aws.ToString(listed.Arn)
		_, issuer, _ := strings.Cut(arn, ":oidc-provider/")
		if !strings.HasPrefix(issuer, "oidc.eks."+s.Region+".") {
			continue
		}
		of, err := s.IAM.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn})
		if err != nil {
			return out, err
		}
		out = s.add(out, Thing{Kind: "OIDC provider", ID: arn}, claim{tags: account.IAMTags(of.Tags), named: issuer == s.issuer})
	}
	return out, nil
}
