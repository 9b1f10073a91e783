package policy

import (
	"regexp"
	"slices"
	"strings"
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
	"s3", "kms", "rds", "firehose", "states", "scheduler", "cloudformation", "codebuild", "apigateway", "batch", "dlm",
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
