package elk

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"

	"eks-elk/internal/names"
	"eks-elk/internal/recorder"
	"eks-elk/release/releasetest"
)

const passwordType = "random:index/randomPassword:RandomPassword"

// builtInUsers are those that the file realm would skip.
var builtInUsers = []string{"elastic", "kibana", "kibana_system", "logstash_system", "beats_system", "apm_system", "remote_monitoring_user"}

func TestEachProgramLogsInAsAUserOfItsOwn(t *testing.T) {
	r := record(t)
	realm := releasetest.Content(find(t, r, secretType, fileRealm))
	for secret, user := range map[string]string{
		names.KibanaLogin.Secret: names.KibanaLogin.User, names.LogstashLogin.Secret: names.LogstashLogin.User, names.ExporterLogin.Secret: names.ExporterLogin.User,
	} {
		content := releasetest.Content(find(t, r, secretType, secret))
		if content[names.UsernameKey] != user || content[names.PasswordKey] != "password-of-"+user {
			t.Errorf("Secret %s logs in as %q", secret, content[names.UsernameKey])
		}
		if slices.Contains(builtInUsers, user) {
			t.Errorf("the file realm skips %s", user)
		}
		if !strings.Contains(realm[fileRealmUsers], user+":$2a$10$") {
			t.Errorf("%s cannot log in: users is\n%s", user, realm[fileRealmUsers])
		}
	}
	if content := releasetest.Content(find(t, r, secretType, elasticCredentials)); content[names.UsernameKey] != names.Superuser {
		t.Errorf("the superuser is %q", content[names.UsernameKey])
	}
	if strings.Contains(realm[fileRealmUsers], names.Superuser+":") {
		t.Error("the superuser stands in the file realm")
	}
}

func TestEveryUserHasARoleThatThereIs(t *testing.T) {
	realm := releasetest.Content(find(t, record(t), secretType, fileRealm))
	var defined map[string]struct {
		Cluster []string
		Indices []struct{ Names, Privileges []string }
	}
	if err := yaml.Unmarshal([]byte(realm[fileRealmRoles]), &defined); err != nil {
		t.Fatal(err)
	}
	for _, login := range names.Logins() {
		if !strings.Contains(realm[fileRealmUsersRoles], login.Role+":"+login.User+"\n") {
			t.Errorf("%s has no role", login.User)
		}
		if _, ok := defined[login.Role]; !ok && login.Role != "kibana_system" {
			t.Errorf("nothing defines role %s", login.Role)
		}
	}
	if lines := strings.Count(realm[fileRealmUsersRoles], "\n"); lines != len(names.Logins()) {
		t.Errorf("%d users have roles, not %d", lines, len(names.Logins()))
	}
	writer := defined[names.LogstashLogin.User]
	if !slices.Contains(writer.Indices[0].Names, names.UptimeIndex) || !slices.Contains(writer.Indices[0].Names, names.UptimeIndex+"-*") ||
		!strings.HasPrefix(names.BeatsIndex, names.UptimeIndex+"-") {
		t.Errorf("Logstash may not write to its own indices: %v", writer.Indices)
	}
	for role, may := range defined {
		if slices.Contains(may.Cluster, "all") || slices.Contains(may.Cluster, "manage") {
			t.Errorf("role %s may do anything", role)
		}
	}
}

func TestPasswordsAreLongAndNeedNoQuoting(t *testing.T) {
	r := record(t)
	made := r.OfType(passwordType)
	if len(made) != 7 {
		t.Errorf("%d passwords and keys", len(made))
	}
	for _, p := range made {
		// Kibana asks for 32 characters, bcrypt reads 72 bytes.
		if n := p.Inputs["length"].NumberValue(); n < 32 || n > 72 {
			t.Errorf("%s has %v characters", p.Name, n)
		}
		if p.Inputs["special"].BoolValue() {
			t.Errorf("%s needs quoting", p.Name)
		}
	}
	keys := releasetest.Content(find(t, r, secretType, names.KibanaLogin.Secret))
	different := map[string]bool{}
	for _, key := range []string{names.PasswordKey, securityKey, savedObjectsKey, reportingKey} {
		different[keys[key]] = true
	}
	if len(different) != 4 {
		t.Errorf("Kibana's keys are not four")
	}
}

func TestPasswordsAreASecretOutput(t *testing.T) {
	passwords := record(t).Exports["passwords"]
	if !passwords.IsSecret() {
		t.Fatalf("%v", passwords)
	}
	users := slices.Sorted(maps.Keys(passwords.SecretValue().Element.ObjectValue()))
	if !slices.Equal(users, []resource.PropertyKey{"elastic", "es_exporter", "kibana_server", "logstash_writer"}) {
		t.Errorf("%v", users)
	}
}

// annotations of the pods of one release, as registered.
func podAnnotations(t *testing.T, r *recorder.Recording, name string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for key, v := range find(t, r, releaseType, name).Inputs["values"].ObjectValue()["podAnnotations"].ObjectValue() {
		out[string(key)] = v.StringValue()
	}
	return out
}

func TestAChangedPasswordRollsThePodsThatUseIt(t *testing.T) {
	change := func(user string) recorder.Option {
		return recorder.WithOutputs(passwordType, func(name string, _ resource.PropertyMap) resource.PropertyMap {
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
		names.ExporterLogin.User: {"elasticsearch"}, // the exporter itself is released elsewhere
		"kibana-reporting-key":   {"kibana"},
		"kibana-encryption-key":  {"kibana"},
		"somebody-of-no-concern": nil,
	} {
		after := record(t, change(user))
		for _, name := range []string{"elasticsearch", "logstash", "kibana"} {
			rolled := !maps.Equal(podAnnotations(t, before, name), podAnnotations(t, after, name))
			if rolled != slices.Contains(rolls, name) {
				t.Errorf("a new %s rolls %s: %v", user, name, rolled)
			}
		}
	}
}
