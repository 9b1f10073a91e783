package iam

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// Trust reads a document that says who may assume a role: it has principals
// that exist and no resources.
func Trust(text string) (*Document, error) {
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	for _, s := range d.Statement {
		if len(s.Resource)+len(s.NotResource) > 0 {
			return nil, malformed("Has prohibited field Resource")
		}
		if len(s.Principal) == 0 {
			return nil, malformed("Missing required field Principal")
		}
		for _, a := range s.Action {
			if !strings.HasPrefix(a, "sts:") {
				return nil, malformed("AssumeRole policy may only specify STS AssumeRole actions.")
			}
		}
		for sort, ids := range s.Principal {
			for _, id := range ids {
				if !principal(sort, id) {
					return nil, malformed("Invalid principal in policy: %q:%q", strings.ToUpper(sort), id)
				}
			}
		}
	}
	return d, nil
}

// services are the service principals that a stack like ours trusts; IAM
// refuses a misspelt one.
var services = []string{
	"ec2", "eks", "eks-fargate", "eks-fargate-pods", "eks-nodegroup", "pods.eks", "vpc-flow-logs", "lambda", "ecs-tasks",
	"autoscaling", "spotfleet", "elasticloadbalancing", "monitoring", "events", "logs", "delivery.logs", "ssm", "backup",
	"s3", "kms", "rds", "firehose", "states", "scheduler", "cloudformation", "codebuild", "apigateway", "batch",
}

var (
	arnPrincipal = regexp.MustCompile(`^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(role|user|assumed-role|federated-user)/\S+)$`)
	federated    = regexp.MustCompile(`^(arn:aws[a-z-]*:iam::\d{12}:(oidc|saml)-provider/\S+|cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$`)
	account      = regexp.MustCompile(`^\d{12}$`)
	regional     = regexp.MustCompile(`^logs\.[a-z0-9-]+$`)
)

func principal(sort, id string) bool {
	switch sort {
	case "Service":
		name := strings.TrimSuffix(strings.TrimSuffix(id, ".cn"), ".amazonaws.com")
		return name != strings.TrimSuffix(id, ".cn") && (slices.Contains(services, name) || regional.MatchString(name))
	case "AWS":
		return id == "*" || account.MatchString(id) || arnPrincipal.MatchString(id)
	case "Federated":
		return federated.MatchString(id)
	}
	return false
}

// TrustsService says that the role lets an AWS service assume it.
func TrustsService(role *world.Object, service string) bool {
	d, err := Trust(role.Str("assumeRolePolicy"))
	if err != nil {
		return false
	}
	for _, s := range d.Statement {
		if s.Effect == "Allow" && slices.Contains(s.Principal["Service"], service) && s.May("sts:AssumeRole") {
			return true
		}
	}
	return false
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
	if provider == nil {
		return nil, fmt.Sprintf("no OpenID Connect provider found in your account for %s", issuer)
	}
	if !slices.Contains(provider.Strs("clientIdLists"), audience) {
		return provider, "the OpenID Connect provider does not list the audience sts.amazonaws.com"
	}
	d, err := Trust(role.Str("assumeRolePolicy"))
	if err != nil {
		return provider, err.Error()
	}
	for _, s := range d.Statement {
		if s.lets(provider.Str("arn"), subject) {
			return provider, ""
		}
	}
	return provider, fmt.Sprintf("Not authorized to perform sts:AssumeRoleWithWebIdentity: the trust of role %s does not let %s assume it",
		role.ID, subject)
}

// lets says that the statement lets a service account through an OpenID Connect
// provider. STS itself looks at the audience: without a condition on it, any
// that the provider lists will do.
func (s Statement) lets(provider, subject string) bool {
	_, host, _ := strings.Cut(provider, ":oidc-provider/")
	return s.Effect == "Allow" && slices.Contains(s.Principal["Federated"], provider) && s.May("sts:AssumeRoleWithWebIdentity") &&
		holds(s, map[string]string{host + ":sub": subject, host + ":aud": audience})
}

// audience is that of the tokens which EKS gives pods for STS.
const audience = "sts.amazonaws.com"

// trustNarrow: a cluster's provider speaks for every service account of the
// cluster; a trust that names none of them trusts them all.
var trustNarrow = world.Rule{
	ID: "iam/trust-names-the-service-account",
	Source: "EKS user guide, Assign IAM roles to Kubernetes service accounts; EKS best practices, Scope the IAM role trust policy to the " +
		"service account",
	Test: func(op *world.Op) error {
		d, err := Trust(op.Str("assumeRolePolicy"))
		if err != nil {
			return err
		}
		for _, s := range d.Statement {
			for _, p := range s.Principal["Federated"] {
				if strings.Contains(p, ":oidc-provider/oidc.eks.") && s.lets(p, "system:serviceaccount:anywhere:anybody") {
					op.Violate("iam/trust-names-the-service-account",
						"%s lets every service account of the cluster assume it: its trust has no condition on the key …:sub that names one", op.Object)
				}
			}
		}
		return nil
	},
}

// May says that the statement is about the action.
func (s Statement) May(action string) bool {
	for _, a := range s.Action {
		if matches(a, action) {
			return true
		}
	}
	return false
}

// matches compares with * and ? as IAM does.
func matches(pattern, value string) bool {
	// path.Match stops at slashes, which mean nothing here.
	ok, err := path.Match(strings.ReplaceAll(pattern, "/", "\x00"), strings.ReplaceAll(value, "/", "\x00"))
	return err == nil && ok
}
