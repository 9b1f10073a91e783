package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// role makes the file realm's Secret again with something else in roles.yml.
func role(t *testing.T, old, new string) func(*stack) {
	return func(s *stack) {
		if !strings.Contains(roles, old) {
			t.Fatalf("roles.yml does not hold %q", old)
		}
		s.rewrite("elk", "elasticsearch-file-realm", "roles.yml", strings.Replace(roles, old, new, 1))
	}
}

func TestAClientThatRunsIsJudgedByItsRole(t *testing.T) {
	for name, c := range map[string]struct {
		release string
		spoil   func(*stack)
		wants   string // "": all is well
	}{
		"the writer":   {"logstash", func(*stack) {}, ""},
		"the exporter": {"elasticsearch-exporter", func(*stack) {}, ""},
		"no create_index": {"logstash", role(t, "create_index, write", "write"),
			"action [indices:admin/auto_create] is unauthorized for user [logstash_writer] with effective roles [logstash_writer] on indices " +
				"[logstash], this action is granted by the index privileges [auto_configure,create_index,manage,all]"},
		"read alone": {"logstash", role(t, "[ create_index, write ]", "read"),
			"action [indices:data/write/bulk[s]] is unauthorized"},
		"another index":       {"logstash", role(t, `"logstash"`, `"uptime"`), "on indices [logstash]"},
		"another data stream": {"logstash", role(t, "logs-kubernetes-default", "logs-pods-default"), "on indices [logs-kubernetes-default]"},
		"no new data stream": {"logstash", role(t, "auto_configure, create_doc", "create_doc"),
			"action [indices:admin/auto_create] is unauthorized"},
		"index is indices":     {"logstash", role(t, "indices:", "index:"), ""},
		"an action by pattern": {"logstash", role(t, "create_index, write", `"indices:admin/*", "indices:data/write/bulk*"`), ""},
		"no monitor": {"elasticsearch-exporter", role(t, "cluster: [ monitor, read_ilm ]", "cluster: [ ]"),
			"action [cluster:monitor/health] is unauthorized for user [es_exporter]"},
		"no metadata": {"elasticsearch-exporter", role(t, "monitor, view_index_metadata", "monitor"),
			"action [indices:admin/mappings/get]"},
		"a role that is not": {"elasticsearch-exporter", role(t, "es_exporter:", "exporter:"),
			"with effective roles [] (assigned roles [es_exporter] were not found)"},
		"unknown privilege": {"elasticsearch-exporter", role(t, "cluster: [ monitor, read_ilm ]", "cluster: [ monitoring ]"),
			"unknown cluster privilege [monitoring]"},
		"unknown index one": {"elasticsearch-exporter", role(t, "[ monitor, view_index_metadata ]", "[ monitor, view_index ]"),
			"unknown index privilege [view_index]"},
		"a field that is none": {"elasticsearch-exporter", role(t, "es_exporter:\n  cluster:", "es_exporter:\n  clusters:"),
			"failed to parse role [es_exporter]. unexpected field [clusters]. skipping role..."},
		"roles that are no map": {"elasticsearch-exporter", func(s *stack) {
			s.rewrite("elk", "elasticsearch-file-realm", "roles.yml", "es_exporter:\n\tcluster: x\n")
		}, "invalid role definition [es_exporter]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			c.spoil(s)
			s.before(c.release)
			s.install(c.release)
			said := ""
			for _, v := range s.World.Violations() {
				said += v.Rule + ": " + v.Message + "\n"
			}
			if (said == "") != (c.wants == "") || !strings.Contains(said, c.wants) || c.wants != "" &&
				!strings.Contains(said, "helm/client-may-act") {
				t.Errorf("said:\n%s\nwant %q", said, c.wants)
			}
		})
	}
}

func TestAClientThatDoesNotRunWithoutItsRole(t *testing.T) {
	realm := func(key, to string) func(*stack) {
		return func(s *stack) { s.rewrite("elk", "elasticsearch-file-realm", key, to) }
	}
	for name, c := range map[string]struct {
		release string
		spoil   func(*stack)
		wording string
	}{
		"no monitor": {"logstash", role(t, "cluster: [ monitor ]", "cluster: [ manage_ilm ]"),
			"action [cluster:monitor/main] is unauthorized"},
		"unknown privilege": {"logstash", role(t, "cluster: [ monitor ]", "cluster: [ monitoring ]"),
			"unknown cluster privilege [monitoring]"},
		"role not defined":    {"logstash", role(t, "logstash_writer:", "writer:"), "(assigned roles [logstash_writer] were not found)"},
		"Kibana without role": {"kibana", realm("users_roles", "kibana_admin:kibana_server\n"), "is not of role [kibana_system]"},
		"a reserved name":     {"logstash", func(s *stack) { role(t, "logstash_writer:", "superuser:")(s) }, "role [superuser] is reserved"},
		"no line for a user":  {"logstash", realm("users_roles", "kibana_system kibana_server\n"), "users_roles gives it none"},
		"no hash":             {"logstash", realm("users", "logstash_writer\n"), "unable to authenticate user [logstash_writer]"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.install("elasticsearch")
			c.spoil(s)
			clustertest.Refused(t, s.try(c.release), "helm/client-needs-elasticsearch", c.wording)
		})
	}
}

// putsTemplate makes Logstash put an index template of its own.
func putsTemplate(t *testing.T, name string) change {
	return both(
		text(t, "manage_template => false", "manage_template => true\n    template => \"/usr/share/logstash/config/template.json\"\n"+
			"    template_name => \""+name+"\"", "logstashPipeline", "logstash.conf"),
		value(`{"index_patterns": ["x"]}`, "logstashConfig", "template.json"))
}

func TestATemplateOfElasticsearchsOwnFileCannotBePut(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch")
	clustertest.Refused(t, s.try("logstash", putsTemplate(t, "mine")), "helm/client-needs-elasticsearch",
		"action [indices:admin/index_template/put] is unauthorized")
	role(t, "cluster: [ monitor ]", "cluster: [ monitor, manage_index_templates ]")(s)
	clustertest.Refused(t, s.try("logstash", putsTemplate(t, "logs-kubernetes")), "helm/client-needs-elasticsearch",
		"[[composable_index_template:logs-kubernetes] set as read-only by [file_settings]]")
	for name, c := range map[string]struct {
		change  change
		wording string
	}{
		"no file": {remove("logstashConfig", "template.json"), "No such file or directory"},
		"no JSON": {value("{", "logstashConfig", "template.json"), "it is no JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			clustertest.Refused(t, s.try("logstash", putsTemplate(t, "mine"), c.change), "helm/logstash-pipeline", c.wording)
		})
	}
	s.install("logstash", putsTemplate(t, "mine"))
}

func TestRolesMountedElsewhereAreNotRead(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch", func(in map[string]any) {
		mounts := in["values"].(map[string]any)["secretMounts"].([]any)
		mounts[len(mounts)-1].(map[string]any)["path"] = "/usr/share/elasticsearch/config/roles/roles.yml"
	})
	clustertest.Refused(t, s.try("logstash"), "helm/client-needs-elasticsearch", "(assigned roles [logstash_writer] were not found)")
}

func TestACertificateThatIsNotThereIsNotTrusted(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch", value(true, "createCert"), remove("esConfig"), remove("extraVolumeMounts"), func(in map[string]any) {
		values := in["values"].(map[string]any)
		values["secretMounts"] = values["secretMounts"].([]any)[1:]
	})
	clustertest.Refused(t, s.try("kibana"), "helm/client-needs-elasticsearch", "unable to verify the certificate of security-master")
	s = newStack(t, clustertest.Options{})
	s.install("elasticsearch")
	s.rewrite("elk", "elasticsearch-tls", "tls.crt", "no certificate")
	clustertest.Refused(t, s.try("kibana"), "helm/client-needs-elasticsearch", "none of the Secrets that it mounts holds one")
}

func TestTheReadinessProbeLogsInByTheFileRealm(t *testing.T) {
	for name, c := range map[string]struct {
		key, to string
		wording string
	}{
		"no user":          {"users", "kibana_server:x\n", "unable to authenticate user [elastic]"},
		"another password": {"users", "elastic:$2a$04$another\n", "unable to authenticate user [elastic]"},
		"no role":          {"users_roles", "kibana_system:kibana_server\n", "with effective roles []"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.rewrite("elk", "elasticsearch-file-realm", c.key, c.to)
			clustertest.Refused(t, s.try("elasticsearch"), "helm/elasticsearch-probe-may-enter", c.wording)
		})
	}
}
