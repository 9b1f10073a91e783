package eks

import (
	"cmp"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/world"
)

// configMap and authID are where EKS looks up which roles are nodes.
const (
	configMap = "kubernetes:core/v1:ConfigMap"
	authID    = "kube-system/aws-auth"
)

func authOf(op *world.Op, cluster *world.Object) *world.Object {
	for _, c := range op.List(configMap) {
		if c.ID == authID && c.Session.Server == cluster.Str("endpoint") {
			return c
		}
	}
	return nil
}

// mapping is an entry of aws-auth's mapRoles.
type mapping struct {
	RoleARN  string   `yaml:"rolearn"`
	Username string   `yaml:"username"`
	Groups   []string `yaml:"groups"`
}

// nodesGroups are what a node's role is mapped to.
var nodesGroups = []string{"system:bootstrappers", "system:nodes"}

// admits says that aws-auth maps a role to all of the groups.
func admits(auth *world.Object, role string, groups []string) bool {
	var roles []mapping
	if yaml.Unmarshal([]byte(auth.Str("data.mapRoles")), &roles) != nil {
		return false
	}
	return slices.ContainsFunc(roles, func(m mapping) bool {
		return m.RoleARN == role && !slices.ContainsFunc(groups, func(g string) bool { return !slices.Contains(m.Groups, g) })
	})
}

// callerMapped and callerAuthorized are judged where the account knows who asks.
var (
	callerMapped = world.Rule{ID: "eks/caller-is-mapped", Source: "EKS user guide, Grant IAM users access with a ConfigMap: who made the cluster is " +
		"an administrator; nobody else is let in whom aws-auth does not map, by an ARN without a path"}
	callerAuthorized = world.Rule{ID: "eks/caller-is-authorized", Source: "kubernetes.io/docs/reference/access-authn-authz/rbac: system:masters may do " +
		"everything, a group that no binding names nothing but discover the API"}
)

var rolePath = regexp.MustCompile(`:role/.*/`)

// AllowsCaller refuses a principal whom EKS does not let in, and one who may not do
// more than a preview asks for.
func AllowsCaller(op *world.Op, cluster *world.Object, what, principal string, made, expired bool) error {
	if made && !expired {
		return nil
	}
	var roles []mapping
	auth := cmp.Or(op.Old, op.Object)
	if auth.ID != authID || auth.Type.Token != configMap {
		auth = authOf(op, cluster)
	}
	if auth != nil {
		_ = yaml.Unmarshal([]byte(auth.Str("data.mapRoles")), &roles) // what is not YAML maps nobody
	}
	role := rolePath.ReplaceAllString(principal, ":role/")
	i := slices.IndexFunc(roles, func(m mapping) bool { return m.RoleARN == role })
	switch {
	case i < 0 || expired:
		while := "configured Kubernetes cluster is unreachable: unable to load schema information from the API server"
		if what == "preview" {
			while = "could not get server version from Kubernetes"
		}
		e := world.Refuse("Kubernetes", "", "%s: the server has asked for the client to provide credentials (%s)", while, principal)
		e.Rule = callerMapped.ID
		return e
	case what == "preview" || slices.Contains(roles[i].Groups, "system:masters"):
		return nil
	}
	e := world.Refuse("Kubernetes", "Forbidden", "%s is forbidden: User %q cannot %s it", op.Object, roles[i].Username, what)
	e.Rule = callerAuthorized.ID
	return e
}

// nodesAuth: EKS writes aws-auth with the first node group unless it is there; a
// program that makes it later finds it taken. What is there EKS completes with the
// role of each new group, so that the program's own differs from it and takes the
// nodes out of the cluster with its next change.
var nodesAuth = world.Need{
	ID: "eks/aws-auth-before-nodes",
	Source: "EKS user guide, Grant IAM users access with a ConfigMap: a managed node group makes aws-auth where there is none; " +
		"Troubleshoot: nodes whose role is not in aws-auth are Unauthorized",
	Find: func(op *world.Op) ([]*world.Object, error) {
		auth, role := authOf(op, clusterOf(op)), op.Str("nodeRoleArn")
		if auth == nil || auth.Owner != "" || admits(auth, role, nodesGroups) {
			return distinct(auth), nil
		}
		if op.Existing() != nil {
			return nil, unjoined("aws-auth does not map %s to %v: Unauthorized", role, nodesGroups)
		}
		op.Violate("eks/aws-auth-before-nodes", "aws-auth does not map %s of %s to %v: EKS adds it, and the next change of aws-auth takes it away",
			role, op.Object, nodesGroups)
		return distinct(auth), nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to stay in the cluster",
}

// ownAuth makes the aws-auth that the program did not make before.
func ownAuth(op *world.Op) error {
	cluster := clusterOf(op)
	if authOf(op, cluster) != nil {
		return nil
	}
	c, err := op.CreateManaged(configMap, authID, Owner, map[string]any{
		"metadata": map[string]any{"namespace": "kube-system", "name": "aws-auth"},
		"data":     map[string]any{"mapRoles": "- rolearn: " + op.Str("nodeRoleArn")},
	}, cluster)
	if err == nil {
		c.Session = world.Session{Package: "kubernetes", Server: cluster.Str("endpoint")}
	}
	return err
}
