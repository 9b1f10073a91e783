package elk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Superuser is Elasticsearch's built-in user, for people. Programs have users
// of their own: Kibana 8 refuses to log in as this one.
//
// Its password holds until someone changes it through Kibana or the API; from
// then on Elasticsearch keeps its own, and the Secret's is no longer asked.
const Superuser = "elastic"

// Users of the programs. They must not be named like built-in users, which the
// file realm skips (https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/built-in-users).
const (
	kibanaUser   = "kibana_server"
	logstashUser = "logstash_writer"
	exporterUser = "es_exporter"
)

// roles of the file realm's users. kibana_system is built in; the other two
// roles stand in roles.yml under their users' names.
var roles = map[string]string{
	kibanaUser:   "kibana_system",
	logstashUser: logstashUser,
	exporterUser: exporterUser,
}

// passwordLength keeps a password below the 72 bytes that bcrypt reads, and an
// encryption key at the 32 characters that Kibana asks for.
const passwordLength = 32

// newPassword makes a password of letters and digits, which needs quoting in
// none of the files, variables and URLs it ends up in.
func (e *Elk) newPassword(ctx *pulumi.Context, name string) (*random.RandomPassword, error) {
	password, err := random.NewRandomPassword(ctx, name, &random.RandomPasswordArgs{
		Length:  pulumi.Int(passwordLength),
		Special: pulumi.Bool(false),
	}, pulumi.Parent(e))
	if err != nil {
		return nil, fmt.Errorf("create password %s: %w", name, err)
	}
	return password, nil
}

// newPasswords makes one password for each user.
func (e *Elk) newPasswords(ctx *pulumi.Context) (map[string]*random.RandomPassword, error) {
	passwords := map[string]*random.RandomPassword{}
	for _, user := range []string{Superuser, kibanaUser, logstashUser, exporterUser} {
		password, err := e.newPassword(ctx, user)
		if err != nil {
			return nil, err
		}
		passwords[user] = password
	}
	return passwords, nil
}

// fileRealmContent is the file realm's Secret: users with their bcrypt hashes,
// which Elasticsearch recognises by their prefix, their roles, and the roles
// that are not built in.
func fileRealmContent(passwords map[string]*random.RandomPassword) (pulumi.StringMap, error) {
	hashes := pulumi.StringMap{}
	for user := range roles {
		hashes[user] = passwords[user].BcryptHash
	}
	definitions, err := render("roles.yml", struct{ Writer, Exporter, Index string }{roles[logstashUser], roles[exporterUser], uptimeIndex})
	if err != nil {
		return nil, err
	}
	return pulumi.StringMap{
		fileRealmUsers:      hashes.ToStringMapOutput().ApplyT(usersFile).(pulumi.StringOutput),
		fileRealmUsersRoles: pulumi.String(usersRolesFile(roles)),
		fileRealmRoles:      pulumi.String(definitions),
	}, nil
}

// usersFile has a line user:hash for each user, sorted.
func usersFile(hashes map[string]string) string {
	var text strings.Builder
	for _, user := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(&text, "%s:%s\n", user, hashes[user])
	}
	return text.String()
}

// usersRolesFile has a line role:user for each user, sorted by user.
func usersRolesFile(roles map[string]string) string {
	var text strings.Builder
	for _, user := range slices.Sorted(maps.Keys(roles)) {
		fmt.Fprintf(&text, "%s:%s\n", roles[user], user)
	}
	return text.String()
}
