package elk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
)

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
	users := []string{names.Superuser}
	for _, login := range names.Logins() {
		users = append(users, login.User)
	}
	for _, user := range users {
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
	for _, login := range names.Logins() {
		hashes[login.User] = passwords[login.User].BcryptHash
	}
	definitions, err := render("roles.yml", struct{ Writer, Exporter, Index string }{names.LogstashLogin.Role, names.ExporterLogin.Role, names.UptimeIndex})
	if err != nil {
		return nil, err
	}
	return pulumi.StringMap{
		fileRealmUsers:      hashes.ToStringMapOutput().ApplyT(usersFile).(pulumi.StringOutput),
		fileRealmUsersRoles: pulumi.String(usersRolesFile(names.Logins())),
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
func usersRolesFile(logins []names.Login) string {
	byUser := func(a, b names.Login) int { return strings.Compare(a.User, b.User) }
	var text strings.Builder
	for _, login := range slices.SortedFunc(slices.Values(logins), byUser) {
		fmt.Fprintf(&text, "%s:%s\n", login.Role, login.User)
	}
	return text.String()
}
