package main

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/bootstrap/policies"
)

// issuer is who signs the tokens of runs on GitHub.
const issuer = "token.actions.githubusercontent.com"

// thumbprint is of one of the certificates of the issuer's authority. IAM wants one,
// and compares it with nothing: it trusts the authorities that everybody trusts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
const thumbprint = "6938fd4d98bab03faadb97b34396831e3780aea1"

// role is one of the roles that runs may assume.
type role struct {
	name, description string
	subject           string // of the tokens that it takes, after the repository
	seconds           int    // the longest session; 0: an hour
	policies          []rolePolicy
}

// rolePolicy is a policy of a role.
type rolePolicy struct {
	name string
	text func(policies.Place) string
}

// of is the policy of a file, and has its name.
func of(file string) rolePolicy {
	return rolePolicy{strings.TrimSuffix(file, ".json"), func(p policies.Place) string { return p.Fill(file) }}
}

// rolesOf are the roles, by what their runs do.
func (b *builder) rolesOf() []role {
	files := policies.Deploy(policies.Features{FlowLogs: b.settings.FlowLogs, SNS: b.settings.SNS, Backups: b.settings.Backups})
	deploy := []rolePolicy{of("doctor.json"), of("leftovers.json")}
	for _, file := range files {
		deploy = append(deploy, of(file))
	}
	reads := func(p policies.Place) string {
		texts := []string{p.Fill("preview.json")}
		for _, file := range files {
			texts = append(texts, p.Fill(file))
		}
		return policies.Reads(texts...)
	}
	return []role{
		{"preview", "Previews of pull requests", "pull_request", 0, []rolePolicy{of("preview.json")}},
		{"deploy", "up and destroy, after a reviewer's approval", "environment:" + b.settings.Environment, 10800, deploy},
		// A preview that reads every resource; kms:Decrypt and what else no verb
		// tells is in the preview's own policy.
		{"drift", "Compares the account with the program every night", "ref:refs/heads/main", 0, []rolePolicy{of("preview.json"), {"reads", reads}}},
	}
}

// roles makes the roles and the boundary that none of them can leave: whatever is
// attached to them later, they cannot change themselves, the state's key or its
// history, nor become somebody else.
func (b *builder) roles() error {
	if err := b.identityProvider(); err != nil {
		return err
	}
	boundary, err := iam.NewPolicy(b.ctx, "boundary", &iam.PolicyArgs{
		Name:        pulumi.String("github-eks-elk-boundary"),
		Description: pulumi.String("What no role of CI may do"),
		Policy:      b.filled(func(p policies.Place) string { return p.Fill("boundary.json") }),
	}, b.provider)
	if err != nil {
		return fmt.Errorf("create boundary of the roles: %w", err)
	}
	b.roleARNs = map[string]pulumi.StringOutput{}
	for _, r := range b.rolesOf() {
		subject := b.place
		subject.Subject = r.subject
		args := &iam.RoleArgs{
			Name:                pulumi.String("github-eks-elk-" + r.name),
			Description:         pulumi.String(r.description),
			AssumeRolePolicy:    pulumi.String(subject.Fill("trust.json")),
			PermissionsBoundary: boundary.Arn,
		}
		if r.seconds > 0 {
			args.MaxSessionDuration = pulumi.Int(r.seconds)
		}
		made, err := iam.NewRole(b.ctx, r.name, args, b.provider)
		if err != nil {
			return fmt.Errorf("create role %s: %w", r.name, err)
		}
		for _, p := range r.policies {
			if _, err := iam.NewRolePolicy(b.ctx, r.name+"-"+p.name, &iam.RolePolicyArgs{
				Name: pulumi.String(p.name), Role: made.Name, Policy: b.filled(p.text),
			}, b.provider, pulumi.Parent(made)); err != nil {
				return fmt.Errorf("create policy %s of role %s: %w", p.name, r.name, err)
			}
		}
		b.roleARNs[r.name] = made.Arn
	}
	return nil
}

// identityProvider makes the account trust GitHub's tokens, unless it does already.
// IAM takes roles that trust it before it is there.
func (b *builder) identityProvider() error {
	if b.settings.ExistingProvider {
		return nil
	}
	if _, err := iam.NewOpenIdConnectProvider(b.ctx, "github", &iam.OpenIdConnectProviderArgs{
		Url:             pulumi.String("https://" + issuer),
		ClientIdLists:   pulumi.ToStringArray([]string{"sts.amazonaws.com"}),
		ThumbprintLists: pulumi.ToStringArray([]string{thumbprint}),
	}, b.provider); err != nil {
		return fmt.Errorf("create identity provider for GitHub: %w", err)
	}
	return nil
}
