package helm

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// role is what a role of Elasticsearch grants.
type role struct {
	Cluster names   `yaml:"cluster"`
	Indices []grant `yaml:"indices"`
	Index   []grant `yaml:"index"` // another name of the same
	// Of Kibana, which asks for them by itself.
	Applications []application `yaml:"applications"`
}

type application struct {
	Application string `yaml:"application"`
	Privileges  names  `yaml:"privileges"`
	Resources   names  `yaml:"resources"`
}

type grant struct {
	Names      names `yaml:"names"`
	Privileges names `yaml:"privileges"`
	Restricted bool  `yaml:"allow_restricted_indices"` // those of Elasticsearch and Kibana too
}

// names are a list, or one alone.
type names []string

func (n *names) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*n = names{node.Value}
		return nil
	}
	return node.Decode((*[]string)(n))
}

// builtInRoles are those of Elasticsearch 8.19's ReservedRolesStore that a
// program of the stack may be given. What kibana_system may do is not spelt
// out: it is asked for by its name.
var builtInRoles = map[string]role{
	"superuser":                   {Cluster: []string{"all"}, Indices: []grant{{Names: names{"*"}, Privileges: names{"all"}, Restricted: true}}},
	"kibana_system":               {Cluster: []string{"monitor", "manage_index_templates"}},
	"viewer":                      {Indices: []grant{{Names: names{"*"}, Privileges: names{"read", "view_index_metadata"}}}},
	"remote_monitoring_collector": {Cluster: []string{"monitor"}, Indices: []grant{{Names: names{"*"}, Privileges: names{"monitor"}}}},
}

// fieldsOfRole are what a role in roles.yml may hold (RoleDescriptor.Fields).
var fieldsOfRole = strings.Fields(`cluster indices index applications global run_as metadata transient_metadata
	remote_indices remote_cluster description restriction`)

// readRoles reads roles.yml as FileRolesStore does: role by role, and one that
// cannot be read is left out with a line in the log.
func readRoles(file string) (map[string]role, []string) {
	roles, skipped := map[string]role{}, []string(nil)
	for _, segment := range segments(file) {
		name, _, _ := strings.Cut(segment, ":")
		var raw map[string]map[string]any
		var read map[string]role
		err := yaml.Unmarshal([]byte(segment), &raw)
		if err == nil {
			err = yaml.Unmarshal([]byte(segment), &read)
		}
		if err != nil {
			skipped = append(skipped, fmt.Sprintf("invalid role definition [%s] in roles file [%s]. skipping role... (%v)", name, rolesFile, err))
			continue
		}
		for name, fields := range raw {
			unexpected := slices.DeleteFunc(slices.Sorted(maps.Keys(fields)), func(f string) bool { return slices.Contains(fieldsOfRole, f) })
			switch {
			case builtIn(name):
				skipped = append(skipped, fmt.Sprintf("role [%s] is reserved. the relevant role definition in the mapping file will be ignored", name))
			case len(unexpected) > 0:
				skipped = append(skipped, fmt.Sprintf("failed to parse role [%s]. unexpected field [%s]. skipping role...", name, unexpected[0]))
			default:
				roles[name] = read[name]
			}
		}
	}
	return roles, skipped
}

const rolesFile = "/usr/share/elasticsearch/config/roles.yml"

func builtIn(name string) bool { _, ok := builtInRoles[name]; return ok }

// segments cuts a roles file where a line begins at its margin.
func segments(file string) []string {
	var out []string
	for _, line := range strings.Split(file, "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case line[0] != ' ' && line[0] != '\t':
			out = append(out, line+"\n")
		case len(out) > 0:
			out[len(out)-1] += line + "\n"
		}
	}
	return out
}

// rolesOf returns the roles that a users_roles file gives a user.
func rolesOf(file, user string) []string {
	var out []string
	for _, line := range strings.Split(file, "\n") {
		name, users, _ := strings.Cut(strings.TrimSpace(line), ":")
		for _, u := range strings.Split(users, ",") {
			if strings.TrimSpace(u) == user && !strings.HasPrefix(name, "#") {
				out = append(out, strings.TrimSpace(name))
			}
		}
	}
	slices.Sort(out)
	return out
}

// Names of privileges: elastic.co/guide/en/elasticsearch/reference/8.19/security-privileges.html.
var (
	clusterPrivileges = strings.Fields(`all cancel_task create_snapshot cross_cluster_replication cross_cluster_search
		delegate_pki grant_api_key manage manage_api_key manage_autoscaling manage_behavioral_analytics manage_ccr
		manage_connector manage_data_frame_transforms manage_data_stream_global_retention manage_enrich manage_ilm
		manage_index_templates manage_inference manage_ingest_pipelines manage_logstash_pipelines manage_ml
		manage_oidc manage_own_api_key manage_pipeline manage_rollup manage_saml manage_search_application
		manage_search_query_rules manage_search_synonyms manage_security manage_service_account manage_slm manage_token
		manage_transform manage_user_profile manage_watcher monitor monitor_connector monitor_data_frame_transforms
		monitor_data_stream_global_retention monitor_enrich monitor_esql monitor_inference monitor_ml monitor_rollup
		monitor_snapshot monitor_stats monitor_text_structure monitor_transform monitor_watcher none
		post_behavioral_analytics_event read_ccr read_connector_secrets read_fleet_secrets read_ilm read_pipeline
		read_security read_slm transport_client write_connector_secrets write_fleet_secrets`)
	indexPrivileges = strings.Fields(`all auto_configure create create_doc create_index cross_cluster_replication
		cross_cluster_replication_internal delete delete_index index maintenance manage manage_data_stream_lifecycle
		manage_failure_store manage_follow_index manage_ilm manage_leader_index monitor none read read_cross_cluster
		read_failure_store view_index_metadata write`)
)

// unknownPrivilege returns what Elasticsearch says of a role it cannot build,
// or "": it finds out with the first request of a user that has the role.
func unknownPrivilege(r role) string {
	for _, p := range r.Cluster {
		if !known(clusterPrivileges, p, "cluster:") {
			return fmt.Sprintf("unknown cluster privilege [%s]. a privilege must be either one of the predefined cluster privilege names [...] "+
				"or a pattern over one of the available cluster actions", p)
		}
	}
	for _, g := range slices.Concat(r.Indices, r.Index) {
		for _, p := range g.Privileges {
			if !known(indexPrivileges, p, "indices:") {
				return fmt.Sprintf("unknown index privilege [%s]. a privilege must be either one of the predefined fixed indices privileges [...] "+
					"or a pattern over one of the available index actions", p)
			}
		}
	}
	return ""
}

// known: a name of the list, or a pattern over actions.
func known(list []string, name, actions string) bool {
	return slices.Contains(list, strings.ToLower(name)) || strings.HasPrefix(name, actions) || strings.HasPrefix(name, "internal:")
}

// grants says whether one of the roles allows what a client asks for.
func (a request) granted(roles []role) bool {
	for _, r := range roles {
		if a.index == "" {
			if slices.ContainsFunc(r.Cluster, a.by) {
				return true
			}
			continue
		}
		for _, g := range slices.Concat(r.Indices, r.Index) {
			if slices.ContainsFunc(g.Privileges, a.by) && slices.ContainsFunc(g.Names, a.on) && (g.Restricted || !a.restricted) {
				return true
			}
		}
	}
	return false
}

// by: the privilege is one of those that grant the action, or a pattern over it.
func (a request) by(privilege string) bool {
	if ok, _ := path.Match(strings.ReplaceAll(privilege, "/", "|"), strings.ReplaceAll(a.action, "/", "|")); ok {
		return true
	}
	return slices.Contains(a.grants, privilege)
}

// on: the role's pattern of names holds the index. "*" as an index is all.
func (a request) on(pattern string) bool {
	if strings.HasPrefix(pattern, "/") {
		return true // a regular expression, which the world does not read
	}
	ok, _ := path.Match(pattern, a.index)
	return ok || pattern == a.index
}
