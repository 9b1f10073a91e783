package helm

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"eks-elk/rehearsal/world"
)

// request is something a client does in Elasticsearch: an action, the privileges
// that grant it, and the index it is about ("": none, it is the cluster's).
type request struct {
	action string
	grants []string
	index  string
	// restricted: the index is Elasticsearch's or Kibana's own.
	restricted bool
	// fatal: refused, the client does not run; otherwise it runs without.
	fatal bool
}

// What clients ask for, as the authorization engine names it and in the order
// in which it names what would grant it.
func monitorRequest(action string, fatal bool) request {
	return request{action: action, grants: []string{"monitor", "manage", "all"}, fatal: fatal}
}

const putTemplate = "indices:admin/index_template/put"

func templateRequest() request {
	return request{action: putTemplate, grants: []string{"manage_index_templates", "manage", "all"}, fatal: true}
}

func indexRequest(action, index string, grants ...string) request {
	return request{action: action, grants: append(grants, "all"), index: index}
}

// mayEnter asks Elasticsearch's realms: the reserved one for the superuser,
// unless it is off, and the file realm that is mounted from a Secret.
func (c client) mayEnter(op *world.Op, namespace string, node *elasticsearchNode) error {
	if c.username.secret == "" {
		if !node.https && c.username.variable == "" {
			return nil
		}
		return fmt.Errorf("%s: missing authentication credentials for REST request: no user name comes from a Secret", c.what)
	}
	user := content(op, home(op), c.username)
	password := content(op, home(op), c.password)
	failed := fmt.Errorf("%s: security_exception: unable to authenticate user [%s] for REST request", c.what, user)
	if user == "elastic" {
		if c.notElastic {
			return fmt.Errorf("%s: [config validation of [elasticsearch].username]: value of \"elastic\" is forbidden. This is a superuser "+
				"account that cannot write to system indices", c.what)
		}
		if node.reserved {
			if password == "" || password != content(op, namespace, node.password) {
				return failed
			}
			return nil
		}
	}
	for _, line := range strings.Split(content(op, namespace, node.users), "\n") {
		name, hash, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name != user {
			continue
		}
		if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
			return failed
		}
		return c.mayAct(op, namespace, node, user)
	}
	return failed
}

// mayAct asks the user's roles for everything the client does. The error is
// what keeps the client from running at all.
func (c client) mayAct(op *world.Op, namespace string, node *elasticsearchNode, user string) error {
	assigned := rolesOf(content(op, namespace, node.userRoles), user)
	if len(assigned) == 0 {
		return fmt.Errorf("%s: security_exception: action is unauthorized for user [%s] with effective roles []: users_roles gives it none",
			c.what, user)
	}
	for _, denied := range c.denials(op, namespace, node, user, assigned) {
		if denied.fatal {
			return fmt.Errorf("%s: security_exception: %s", c.what, denied.text)
		}
	}
	return nil
}

// denial is the refusal of a request of the client.
type denial struct {
	text  string
	fatal bool
}

// denials words them as AuthorizationDenialMessages of Elasticsearch 8.19 does.
func (c client) denials(op *world.Op, namespace string, node *elasticsearchNode, user string, assigned []string) []denial {
	defined, skipped := readRoles(content(op, namespace, node.roles))
	var granted []role
	var effective, missing []string
	for _, name := range assigned {
		r, ok := builtInRoles[name]
		if !ok {
			r, ok = defined[name]
		}
		if !ok {
			missing = append(missing, name)
			continue
		}
		if unknown := unknownPrivilege(r); unknown != "" {
			return []denial{{fmt.Sprintf("role [%s] of user [%s]: %s", name, user, unknown), c.stops()}}
		}
		effective, granted = append(effective, name), append(granted, r)
	}
	who := fmt.Sprintf("user [%s] with effective roles [%s]", user, strings.Join(effective, ","))
	if missing != nil {
		who += fmt.Sprintf(" (assigned roles [%s] were not found)", strings.Join(missing, ","))
		for _, why := range skipped {
			who += "; " + why
		}
	}
	var out []denial
	if c.role != "" && !slices.Contains(effective, c.role) && !slices.Contains(effective, "superuser") {
		out = append(out, denial{fmt.Sprintf("%s is not of role [%s], without which it may not use its own indices", who, c.role), true})
	}
	for _, a := range c.requests {
		if a.granted(granted) {
			continue
		}
		kind, on := "cluster", ""
		if a.index != "" {
			kind, on = "index", fmt.Sprintf(" on indices [%s]", a.index)
		}
		out = append(out, denial{fmt.Sprintf("action [%s] is unauthorized for %s%s, this action is granted by the %s privileges [%s]",
			a.action, who, on, kind, strings.Join(a.grants, ",")), a.fatal})
	}
	return out
}

// stops says whether the client runs at all when everything is refused to it.
func (c client) stops() bool {
	return c.role != "" || slices.ContainsFunc(c.requests, func(a request) bool { return a.fatal })
}

// clientsMayAct records what a client that runs is refused all the same.
var clientsMayAct = world.Rule{
	ID: "helm/client-may-act", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/security-privileges.html; " +
		"logstash-output-elasticsearch and elasticsearch_exporter log a 403 and go on",
	Test: func(op *world.Op) error {
		noteRefused(op)
		return nil
	},
}

func noteRefused(op *world.Op) {
	for _, c := range planOf(op.Object).clients {
		for _, text := range c.refused(op) {
			op.Violate("helm/client-may-act", "release %s: %s: security_exception: %s", op.Str("name"), c.what, text)
		}
		if _, node := c.server(op); node != nil {
			for _, f := range planOf(op.Object).fills {
				if text := f.refused(node); text != "" {
					op.Violate("helm/documents-with-many-fields", "release %s: %s", op.Str("name"), text)
				}
			}
		}
		for _, text := range c.misplaced(op) {
			op.Violate("helm/logstash-creates-in-data-stream", "release %s: %s", op.Str("name"), text)
		}
	}
}

func (c client) refused(op *world.Op) []string {
	if c.username.secret == "" {
		return nil
	}
	user := content(op, home(op), c.username)
	server, node := c.server(op)
	if node == nil || user == "elastic" {
		return nil
	}
	namespace := server.Str("namespace")
	var out []string
	for _, d := range c.denials(op, namespace, node, user, rolesOf(content(op, namespace, node.userRoles), user)) {
		if !d.fatal {
			out = append(out, d.text)
		}
	}
	return out
}
