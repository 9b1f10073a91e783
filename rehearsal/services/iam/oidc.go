package iam

import (
	"net/url"
	"strings"

	"eks-elk/rehearsal/world"
)

// cluster is the type of what issues tokens for service accounts.
const cluster = "aws:eks/cluster:Cluster"

func openIDConnectProvider() *world.ResourceType {
	return &world.ResourceType{
		Token: OpenIDConnectProvider, Title: "OpenID Connect provider", Service: "IAM",
		Needs:    []world.Need{knownIssuer},
		OnCreate: []world.Rule{issuerURL, issuerOnce},
		Same:     map[string]func(old, new string) bool{"url": func(old, new string) bool { return bare(old) == bare(new) }},
		ID:       func(op *world.Op) string { return op.ARN("iam", "oidc-provider/"+bare(op.Str("url"))) },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.Object.ID)
			op.Set("url", bare(op.Str("url"))) // the provider reads it back without its scheme
			return nil
		},
	}
}

func bare(issuer string) string { return strings.TrimPrefix(issuer, "https://") }

var issuerURL = world.Rule{
	ID: "iam/oidc-url", Source: "IAM API CreateOpenIDConnectProvider: the URL must begin with https:// and have no query",
	Test: func(op *world.Op) error {
		u, err := url.Parse(op.Str("url"))
		if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
			return world.Refuse("IAM", "ValidationError", "Invalid Open ID Connect Provider URL")
		}
		return nil
	},
}

var issuerOnce = world.Rule{
	ID: "iam/oidc-url-unique", Source: "IAM API CreateOpenIDConnectProvider: one provider a URL in an account",
	Test: func(op *world.Op) error {
		if op.Existing() != nil || op.Given(world.Identities+bare(op.Str("url"))) { // its ARN is made of the URL
			return world.Refuse("IAM", "EntityAlreadyExists", "Provider with url %s already exists.", op.Str("url"))
		}
		return nil
	},
}

// knownIssuer: an EKS issuer belongs to a cluster; IAM takes any that looks
// right, but nobody then signs for it.
var knownIssuer = world.Need{
	ID: "iam/oidc-issuer-is-a-cluster", Source: "EKS user guide, Create an IAM OIDC provider for your cluster: the URL is the cluster's issuer",
	Find: func(op *world.Op) ([]*world.Object, error) {
		host := bare(op.Str("url"))
		if !strings.HasPrefix(host, "oidc.eks.") {
			return nil, nil
		}
		for _, c := range op.List(cluster) {
			if bare(c.Str("identities[0].oidcs[0].issuer")) == host {
				return []*world.Object{c}, nil
			}
		}
		return nil, world.Refuse("IAM", "InvalidInput", "Unable to reach the issuer %s", op.Str("url"))
	},
	Outlive: nil, // the provider may outlive its cluster; it is only useless then
}
