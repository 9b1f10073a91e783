package elk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/kube"
)

// elasticCredentials is the Secret with the superuser's password.
const elasticCredentials = "elastic-credentials"

// logins returns the users of the file realm whose Secret is made here. The
// superuser is one of them: the readiness probe logs in with the Secret's password
// for ever, and the built-in user's could be changed in Kibana.
func (in inputs) logins() []names.Login {
	out := append(names.Logins(), names.People()...)
	if in.Settings.Kibana.Content {
		out = append(out, names.KibanaSetupLogin)
	}
	if in.restores() {
		out = append(out, names.RestorerLogin)
	}
	return append(out, names.Login{User: names.Superuser, Secret: elasticCredentials, Role: "superuser"})
}

// The file realm's Secret and its keys: the file names Elasticsearch looks for
// (https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/file-based).
const (
	fileRealm           = "elasticsearch-file-realm"
	fileRealmUsers      = "users"
	fileRealmUsersRoles = "users_roles"
	fileRealmRoles      = "roles.yml"
)

// Keys of Kibana's Secret besides its login, each with the password that fills
// it.
const (
	securityKey     = "encryptionKey"
	savedObjectsKey = "savedObjectsKey"
	reportingKey    = "reportingKey"
)

var kibanaKeys = []struct{ key, password string }{
	{securityKey, "kibana-encryption-key"},
	{savedObjectsKey, "kibana-saved-objects-key"},
	{reportingKey, "kibana-reporting-key"},
}

// newLogins makes a password and a Secret for each user, and the file realm. It
// returns the passwords by user, as a secret.
func (in inputs) newLogins(ctx *pulumi.Context, tenant *kube.Tenant) (pulumi.StringMapOutput, error) {
	var none pulumi.StringMapOutput
	passwords, hashes := pulumi.StringMap{}, pulumi.StringMap{}
	known := in.logins()
	for _, login := range known {
		password, err := tenant.Password(ctx, login.User)
		if err != nil {
			return none, err
		}
		passwords[login.User], hashes[login.User] = password.Result, password.BcryptHash
		content := pulumi.StringMap{
			names.UsernameKey: pulumi.String(login.User),
			names.PasswordKey: password.Result,
		}
		if login == names.KibanaLogin {
			for _, more := range kibanaKeys {
				key, err := tenant.Password(ctx, more.password)
				if err != nil {
					return none, err
				}
				content[more.key] = key.Result
			}
		}
		if err := tenant.Secret(ctx, login.Secret, kube.Opaque, content); err != nil {
			return none, err
		}
	}
	if reader := in.grafanaReader(); reader != nil { // its Secret is Grafana's
		known = append(known, names.GrafanaLogin)
		passwords[names.GrafanaLogin.User], hashes[names.GrafanaLogin.User] = reader.Result, reader.BcryptHash
	}
	content, err := in.fileRealmContent(known, hashes)
	if err != nil {
		return none, err
	}
	if err := tenant.Secret(ctx, fileRealm, kube.Opaque, content); err != nil {
		return none, err
	}
	return pulumi.ToSecret(passwords.ToStringMapOutput()).(pulumi.StringMapOutput), nil
}

// grafanaReader is the password of Grafana's user, or nil: Grafana shows no logs.
func (in inputs) grafanaReader() *random.RandomPassword {
	if in.Monitoring == nil {
		return nil
	}
	return in.Monitoring.Readers[names.GrafanaLogin.User]
}

// fileRealmContent returns the file realm's files: users with their bcrypt
// hashes, which Elasticsearch recognises by their prefix, their roles, and the
// roles that are not built in.
func (in inputs) fileRealmContent(known []names.Login, hashes pulumi.StringMap) (pulumi.StringMap, error) {
	roles := struct {
		Writer, Exporter, Operator, Setup, Reader, Restorer, Index, Stream string
		Backups                                                            bool
	}{
		Writer: names.LogstashLogin.Role, Exporter: names.ExporterLogin.Role, Operator: names.OperatorLogin.Role,
		Index: names.UptimeIndex, Stream: names.LogsStream, Backups: in.Backups != nil,
	}
	if slices.Contains(known, names.KibanaSetupLogin) {
		roles.Setup = names.KibanaSetupLogin.Role
	}
	if slices.Contains(known, names.GrafanaLogin) {
		roles.Reader = names.GrafanaLogin.Role
	}
	if slices.Contains(known, names.RestorerLogin) {
		roles.Restorer = names.RestorerLogin.Role
	}
	definitions, err := render("roles.yml", roles)
	if err != nil {
		return nil, err
	}
	return pulumi.StringMap{
		fileRealmUsers:      hashes.ToStringMapOutput().ApplyT(usersFile).(pulumi.StringOutput),
		fileRealmUsersRoles: pulumi.String(usersRolesFile(known)),
		fileRealmRoles:      pulumi.String(definitions),
	}, nil
}

// usersFile returns a line user:hash for each user, sorted.
func usersFile(hashes map[string]string) string {
	var text strings.Builder
	for _, user := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(&text, "%s:%s\n", user, hashes[user])
	}
	return text.String()
}

// usersRolesFile returns a line role:user for each user, sorted by user.
func usersRolesFile(logins []names.Login) string {
	byUser := func(a, b names.Login) int { return strings.Compare(a.User, b.User) }
	var text strings.Builder
	for _, login := range slices.SortedFunc(slices.Values(logins), byUser) {
		fmt.Fprintf(&text, "%s:%s\n", login.Role, login.User)
	}
	return text.String()
}
