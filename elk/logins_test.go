package elk

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// builtInUsers are those that Kibana refuses to log in as.
var builtInUsers = []string{"elastic", "kibana", "kibana_system", "logstash_system", "beats_system", "apm_system", "remote_monitoring_user"}

// builtInRoles are those that users have and roles.yml does not define.
var builtInRoles = []string{"kibana_system", "superuser", "viewer"}

// usersOf returns every user of the file realm of a stack by default.
func usersOf(t *testing.T) []names.Login {
	t.Helper()
	return append(inputs{Args: &Args{Settings: pulumitest.Settings(t).ELK}}.logins(), names.GrafanaLogin)
}

func TestEachProgramAndPersonLogsInAsAUserOfItsOwn(t *testing.T) {
	r := record(t)
	realm := content(t, r, fileRealm)
	for _, login := range usersOf(t) {
		held := content(t, r, login.Secret)
		if held[names.UsernameKey] != login.User || held[names.PasswordKey] != "password-of-"+login.User {
			t.Errorf("Secret %s logs in as %q", login.Secret, held[names.UsernameKey])
		}
		if slices.Contains(builtInUsers, login.User) != (login.User == names.Superuser) {
			t.Errorf("%s is a built-in user", login.User)
		}
		if !strings.Contains(realm[fileRealmUsers], login.User+":$2a$10$") {
			t.Errorf("%s cannot log in: users is\n%s", login.User, realm[fileRealmUsers])
		}
	}
	if user := content(t, r, elasticCredentials)[names.UsernameKey]; user != names.Superuser {
		t.Errorf("the superuser is %q", user)
	}
	if !strings.Contains(realm[fileRealmUsers], names.Superuser+":$2a$10$") {
		t.Error("the superuser is not in the file realm: its password can be changed in Kibana, and the readiness probe fails")
	}
	reserved := "xpack.security.authc.reserved_realm.enabled: false\n"
	if !strings.Contains(file(t, described(t), names.ElasticsearchRelease, "esConfig", "elasticsearch.yml"), reserved) {
		t.Error("the file realm skips the superuser while the reserved realm is on")
	}
}

func TestEveryUserHasARoleThatThereIs(t *testing.T) {
	realm := content(t, record(t), fileRealm)
	var defined map[string]struct {
		Cluster []string
		Indices []struct{ Names, Privileges []string }

		Applications []struct {
			Application           string
			Privileges, Resources []string
		}
	}
	if err := yaml.Unmarshal([]byte(realm[fileRealmRoles]), &defined); err != nil {
		t.Fatal(err)
	}
	for _, login := range usersOf(t) {
		if !strings.Contains(realm[fileRealmUsersRoles], login.Role+":"+login.User+"\n") {
			t.Errorf("%s has no role", login.User)
		}
		if _, ok := defined[login.Role]; ok == slices.Contains(builtInRoles, login.Role) {
			t.Errorf("role %s is defined here: %v", login.Role, ok)
		}
	}
	if lines := strings.Count(realm[fileRealmUsersRoles], "\n"); lines != len(usersOf(t)) {
		t.Errorf("%d users have roles, not %d", lines, len(usersOf(t)))
	}
	writer := defined[names.LogstashLogin.User]
	for i, own := range []string{names.UptimeIndex, names.LogsStream} {
		if !slices.Equal(writer.Indices[i].Names, []string{own}) {
			t.Errorf("Logstash may not write to %s alone: %v", own, writer.Indices[i])
		}
	}
	if !slices.Equal(writer.Indices[1].Privileges, []string{"auto_configure", "create_doc"}) {
		t.Errorf("Logstash may do more with logs than add some: %v", writer.Indices[1].Privileges)
	}
	setup := defined[names.KibanaSetupLogin.Role]
	if len(setup.Cluster)+len(setup.Indices) > 0 || len(setup.Applications) != 1 ||
		!slices.Equal(setup.Applications[0].Privileges, []string{"feature_savedObjectsManagement.all"}) ||
		!slices.Equal(setup.Applications[0].Resources, []string{"space:default"}) {
		t.Errorf("the Job may do more than put saved objects into Kibana: %+v", setup)
	}
	for _, grant := range defined[names.GrafanaLogin.Role].Indices {
		if !slices.Equal(grant.Privileges, []string{"read", "view_index_metadata"}) {
			t.Errorf("Grafana may do more than read: %v", grant)
		}
	}
	for role, may := range defined {
		if slices.Contains(may.Cluster, "all") || slices.Contains(may.Cluster, "manage") {
			t.Errorf("role %s may do anything", role)
		}
	}
}

func TestKibanasKeysAreItsOwn(t *testing.T) {
	held := content(t, record(t), names.KibanaLogin.Secret)
	seen := map[string]bool{held[names.PasswordKey]: true}
	for _, more := range kibanaKeys {
		if seen[held[more.key]] || held[more.key] == "" {
			t.Errorf("%s is %q, as another key is", more.key, held[more.key])
		}
		seen[held[more.key]] = true
	}
}

func TestPasswordsAreASecretOutput(t *testing.T) {
	passwords := record(t).Exports["passwords"]
	if !passwords.IsSecret() {
		t.Fatalf("%v", passwords)
	}
	users := slices.Sorted(maps.Keys(passwords.SecretValue().Element.ObjectValue()))
	if !slices.Equal(users, []resource.PropertyKey{
		"elastic", "es_exporter", "grafana_reader", "kibana_server", "kibana_setup", "logstash_writer", "operator", "viewer",
	}) {
		t.Errorf("%v", users)
	}
}

// podAnnotations returns those of a release, as registered.
func podAnnotations(t *testing.T, r *recorder.Recording, name string) map[string]any {
	t.Helper()
	values := pulumitest.Find(t, r, pulumitest.ReleaseType, name).Inputs["values"].ObjectValue()
	return values["podAnnotations"].ObjectValue().Mappable()
}

func TestAChangedPasswordRollsThePodsThatUseIt(t *testing.T) {
	change := func(user string) recorder.Option {
		return recorder.WithOutputs(pulumitest.PasswordType, func(name string, _ resource.PropertyMap) resource.PropertyMap {
			if name != user {
				return nil
			}
			return resource.PropertyMap{
				"result":     resource.MakeSecret(resource.NewProperty("another")),
				"bcryptHash": resource.MakeSecret(resource.NewProperty("$2a$10$another")),
			}
		})
	}
	before := record(t)
	for user, rolls := range map[string][]string{
		names.Superuser:          {"elasticsearch"},
		names.KibanaLogin.User:   {"elasticsearch", "kibana"},
		names.LogstashLogin.User: {"elasticsearch", "logstash"},
		names.ExporterLogin.User: {"elasticsearch", "elasticsearch-exporter", "json-exporter"},
		names.OperatorLogin.User: {"elasticsearch"},
		names.GrafanaLogin.User:  {"elasticsearch"},
		"kibana-reporting-key":   {"kibana"},
		"kibana-encryption-key":  {"kibana"},
		"another-password":       nil,
	} {
		after := record(t, change(user))
		for _, release := range described(t) {
			rolled := !maps.Equal(podAnnotations(t, before, release.Name), podAnnotations(t, after, release.Name))
			if rolled != slices.Contains(rolls, release.Name) {
				t.Errorf("a new %s rolls %s: %v", user, release.Name, rolled)
			}
		}
	}
}
