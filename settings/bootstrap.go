package settings

import (
	"regexp"
)

// BootstrapNamespace is the configuration namespace of the program that prepares an
// account for CI, and its project's name.
const BootstrapNamespace = "eks-elk-bootstrap"

// Bootstrap are the settings of that program.
type Bootstrap struct {
	AWS AWS

	Owner, Repository     string // of GitHub, by name
	OwnerID, RepositoryID string // and by number, of the newer form of a token's subject
	Environment           string // whose reviewers approve an up
	ExistingProvider      bool   // the account trusts GitHub's tokens already
	Clusters              string // how the names of the stacks' clusters begin
	FlowLogs              bool   // a stack has flow logs
	SNS                   bool   // a stack sends alerts to a topic
	Backups               bool   // a stack has snapshots of Elasticsearch in a bucket
	Budget                Budget
	Protect               bool

	// Warnings are sentences a person should read although nothing is wrong.
	Warnings []string
}

// Budget is what a month may cost before somebody hears of it.
type Budget struct {
	Limit int    // US dollars
	Email string // who hears
}

// ParseBootstrap makes the settings of a source. An error is a *Problems with
// everything that is wrong.
func ParseBootstrap(source Source) (*Bootstrap, error) {
	l := &loader{namespace: BootstrapNamespace, source: source}
	b := &Bootstrap{}
	l.declareBootstrap(b)
	if err := l.load(source.values()); err != nil {
		return nil, err
	}
	b.Warnings = l.warnings
	return b, nil
}

// BootstrapReference returns every setting of the bootstrap, in the order of a
// reader's interest.
func BootstrapReference() []Key {
	l := &loader{}
	l.declareBootstrap(&Bootstrap{})
	var keys []Key
	for _, s := range l.settings {
		keys = append(keys, s.Key)
	}
	return keys
}

var (
	// https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
	ownerName = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(_[a-z0-9]+)?$`)
	number    = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)
)

func (l *loader) declareBootstrap(b *Bootstrap) {
	g := l.group(BootstrapNamespace+":", anyCluster)
	for _, required := range []struct {
		name, meaning, allowed string
		form                   *regexp.Regexp
		field                  *string
		example                string
	}{
		{"owner", "Owner of the repository on GitHub", "the name of a user or an organization on GitHub", ownerName, &b.Owner, "octo-org"},
		{"ownerId", "Its number", "a number, as `gh api repos/OWNER/REPOSITORY --jq .owner.id` prints it", number, &b.OwnerID, "123456"},
		{"repository", "Name of the repository", "the name of a repository, without its owner", regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`), &b.Repository, "logging"},
		{"repositoryId", "Its number", "a number, as `gh api repos/OWNER/REPOSITORY --jq .id` prints it", number, &b.RepositoryID, "456789"},
	} {
		s := declare(g, required.name, required.field, matching(required.form, required.allowed), "", required.meaning, required.example)
		s.check(func() {
			if *required.field == "" {
				s.refuse("")
			}
		})
	}
	budget := g.below("budget")
	mail := declare(budget, "email", &b.Budget.Email, matching(regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`), "an e-mail address"), "",
		"Who hears when a month costs 80 % of the budget, or will cost more than all of it", "somebody@example.com")
	mail.check(func() {
		if b.Budget.Email == "" {
			mail.refuse("")
		}
	})
	declare(budget, "limit", &b.Budget.Limit, whole(1, 1_000_000), "700", "Budget of the account, in US dollars a month", 1000)
	declare(g, "environment", &b.Environment, matching(regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._-]{0,254}$`), "the name of an environment on GitHub"), "production",
		"Environment of the repository whose reviewers approve an `up`", "live")
	declare(g, "existingProvider", &b.ExistingProvider, truth, "false",
		"Whether the account has an identity provider for GitHub, of which there can be one alone", true)
	declare(g, "clusters", &b.Clusters, matching(regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,49}$`), "1 to 50 letters, digits and dashes"), "eks-elk-",
		"How the names of the stacks' clusters begin: what has such a name, the deploy role may change", "logging-")
	declare(g, "flowLogs", &b.FlowLogs, truth, "false", "Whether a stack has `eks-elk:network.flowLogs`, whose role has a policy of its own", true)
	declare(g, "sns", &b.SNS, truth, "false", "Whether a stack has `eks-elk:monitoring.alerts.sns`, whose role has a policy of its own", true)
	declare(g, "backups", &b.Backups, truth, "false", "Whether a stack has `eks-elk:elk.backups`, with a bucket, and a role whose policy is its own", true)
	declare(g, "protect", &b.Protect, truth, "true", "Whether Pulumi refuses to delete or replace the bucket of the state and its key", false)
	l.declareAWS(&b.AWS)
}
