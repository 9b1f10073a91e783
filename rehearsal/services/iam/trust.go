package iam

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// malformed is IAM's refusal of a text that is no policy.
func malformed(_ *policy.Document, err error) error {
	if err == nil {
		return nil
	}
	return world.Refuse("IAM", "MalformedPolicyDocument", "%v", err)
}

// trusts says that the role's trust policy lets somebody assume it.
func trusts(role *world.Object, r policy.Request) bool {
	d, err := policy.Trust(role.Str("assumeRolePolicy"))
	return err == nil && d.Decide(r) == policy.Allowed
}

// TrustsService says that the role lets an AWS service assume it, on behalf of the
// thing with that ARN; "" for a service that does not say for what, such as EC2.
// Source: IAM user guide, The confused deputy problem: aws:SourceArn, aws:SourceAccount.
func TrustsService(op *world.Op, role *world.Object, service, source string) bool {
	keys := map[string][]string{}
	if source != "" {
		keys["aws:SourceArn"], keys["aws:SourceAccount"] = []string{source}, []string{op.Account()}
	}
	return trusts(role, policy.Request{Action: "sts:AssumeRole", By: map[string]string{"Service": service}, Keys: keys})
}

// TrustsToken says that the role lets the bearer of a token of an OpenID Connect
// provider assume it. STS itself looks at the audience: without a condition on it,
// any that the provider lists will do.
func TrustsToken(role *world.Object, provider, subject, audience string) bool {
	_, host, _ := strings.Cut(provider, ":oidc-provider/")
	return trusts(role, policy.Request{
		Action: "sts:AssumeRoleWithWebIdentity", By: map[string]string{"Federated": provider},
		Keys: map[string][]string{host + ":sub": {subject}, host + ":aud": {audience}},
	})
}

// TrustsServiceAccount returns the OpenID Connect provider through which a
// Kubernetes service account of the cluster with that issuer may assume the
// role, or why it may not. Source: EKS user guide, IAM roles for service accounts.
func TrustsServiceAccount(op *world.Op, role *world.Object, issuer, namespace, serviceAccount string) (provider *world.Object,
	problem string) {
	host := strings.TrimPrefix(issuer, "https://")
	subject := fmt.Sprintf("system:serviceaccount:%s:%s", namespace, serviceAccount)
	for _, p := range op.List(OpenIDConnectProvider) {
		if strings.TrimPrefix(p.Str("url"), "https://") == host {
			provider = p
		}
	}
	switch {
	case provider == nil:
		return nil, fmt.Sprintf("no OpenID Connect provider found in your account for %s", issuer)
	case !slices.Contains(provider.Strs("clientIdLists"), audience):
		return provider, "the OpenID Connect provider does not list the audience sts.amazonaws.com"
	case !TrustsToken(role, provider.Str("arn"), subject, audience):
		return provider, fmt.Sprintf("Not authorized to perform sts:AssumeRoleWithWebIdentity: the trust of role %s does not let %s assume it",
			role.ID, subject)
	}
	return provider, ""
}

// audience is that of the tokens which EKS gives pods for STS.
const audience = "sts.amazonaws.com"

// wideSubjects are tokens that no trust may take: of a service account that nobody
// names, of a repository of somebody else, in both of GitHub's forms of a subject.
var wideSubjects = []struct{ host, subject, lets string }{
	{"oidc.eks.", "system:serviceaccount:anywhere:anybody", "every service account of the cluster"},
	{"token.actions.githubusercontent.com", "repo:somebody/else:pull_request", "every repository on GitHub"},
	{"token.actions.githubusercontent.com", "repo:somebody@1/else@2:pull_request", "every repository on GitHub"},
}

// trustNarrow: a cluster's provider speaks for every service account of the
// cluster, and GitHub's for every repository; a trust that names none trusts all.
var trustNarrow = world.Rule{
	ID: "iam/trust-names-the-service-account",
	Source: "EKS user guide, Assign IAM roles to Kubernetes service accounts; EKS best practices, Scope the IAM role trust policy to the " +
		"service account; IAM user guide, OpenID Connect: GitHub's trust names the repository in :sub",
	Test: func(op *world.Op) error {
		d, err := policy.Trust(op.Str("assumeRolePolicy"))
		if err != nil {
			return malformed(d, err)
		}
		for _, s := range d.Statement {
			for _, p := range s.Principal["Federated"] {
				for _, w := range wideSubjects {
					if strings.Contains(p, ":oidc-provider/"+w.host) && TrustsToken(op.Object, p, w.subject, audience) {
						op.Violate("iam/trust-names-the-service-account",
							"%s lets %s assume it: its trust has no condition on the key …:sub that names one", op.Object, w.lets)
					}
				}
			}
		}
		return nil
	},
}
