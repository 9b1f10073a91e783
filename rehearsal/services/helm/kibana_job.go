package helm

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// kibanaScript is a script that imports saved objects by curl.
type kibanaScript struct {
	text string
	host string
	at   *url.URL
}

var (
	importAt    = regexp.MustCompile(`https?://[\w.:-]+/api/saved_objects/_import[^\s'"]*`)
	authorityAt = regexp.MustCompile(`--cacert\s+(\S+)`)
	objectsAt   = regexp.MustCompile(`file=@([^\s'"]+)`)
)

// passwordInArguments is a login that everybody sees who lists processes.
var passwordInArguments = regexp.MustCompile(`(--user|-u)\s+\S*\$`)

// loginIn returns the variables of a script's login: the name comes before the password.
func loginIn(script string, env []secretKey) (username, password secretKey) {
	for _, e := range env {
		if at := strings.Index(script, "$"+e.variable); at >= 0 && (username.secret == "" || at < strings.Index(script, "$"+username.variable)) {
			username, password = e, username
		} else if at >= 0 {
			password = e
		}
	}
	return username, password
}

// kibanaScriptOf returns what a Job's script asks of Kibana, or nil.
func kibanaScriptOf(j job) *kibanaScript {
	at, err := url.Parse(importAt.FindString(j.script))
	if err != nil || at.Host == "" {
		return nil
	}
	return &kibanaScript{text: j.script, host: at.Hostname(), at: at}
}

func part(form *regexp.Regexp, text string) string {
	if read := form.FindStringSubmatch(text); read != nil {
		return read[1]
	}
	return ""
}

// judge returns what curl and Kibana say to each try.
func (k kibanaScript) judge(op *world.Op, j job) []error {
	kibana := kibanaAt(op, k.host)
	if kibana == nil {
		return []error{fmt.Errorf("curl: (6) Could not resolve host: %s", k.host)}
	}
	if err := k.verifies(op, j, kibana); err != nil {
		return []error{err}
	}
	if !strings.Contains(k.text, "kbn-xsrf") {
		return []error{fmt.Errorf(`{"statusCode":400,"error":"Bad Request","message":"Request must contain a kbn-xsrf header."}`)}
	}
	if passwordInArguments.MatchString(k.text) {
		op.Violate("helm/password-in-arguments", "Job %s: the script gives curl the password as an argument, which the node's list of processes shows", op.Object.ID)
	}
	if err := k.mayImport(op, j, kibana); err != nil {
		return []error{err}
	}
	if k.at.Query().Get("overwrite") != "true" {
		op.Violate("helm/kibana-import-repeats", "Job %s: the import has no overwrite=true: the second one is a conflict with the first", op.Object.ID)
	}
	return importable(j.files[part(objectsAt, k.text)])
}

// verifies does what curl does with Kibana's certificate.
func (k kibanaScript) verifies(op *world.Op, j job, kibana *world.Object) error {
	certs := planOf(kibana).serverCerts
	shown := certs[slices.IndexFunc(certs, func(c serverCert) bool { return c.what == "Kibana" })]
	if k.at.Scheme != "https" || shown.certificate.secret == "" {
		return nil
	}
	err := verified(content(op, kibana.Str("namespace"), shown.certificate), content(op, home(op), trusted(j.mounts, part(authorityAt, k.text))),
		k.host, op.Now(), x509.ExtKeyUsageServerAuth)
	if err != nil {
		return fmt.Errorf("curl: (60) SSL certificate problem: %w", err)
	}
	return nil
}

// mayImport logs in as Kibana does, by Elasticsearch, and asks the user's roles for
// the privilege that lets it write every type of saved objects
// (kibana x-pack/plugins/features/server/oss_features.ts).
func (k kibanaScript) mayImport(op *world.Op, j job, kibana *world.Object) error {
	login := client{what: "Kibana"}
	login.username, login.password = loginIn(k.text, j.env)
	its := planOf(kibana).clients[0]
	server, err := its.reach(op.As(kibana))
	if err != nil {
		return fmt.Errorf(`{"statusCode":503,"error":"Service Unavailable","message":"License is not available."}: %w`, err)
	}
	namespace, node := server.Str("namespace"), planOf(server).serves
	if err := login.mayEnter(op, namespace, node); err != nil {
		return fmt.Errorf(`{"statusCode":401,"error":"Unauthorized","message":"%w"}`, err)
	}
	defined, _ := readRoles(content(op, namespace, node.roles))
	user := content(op, home(op), login.username)
	for _, name := range rolesOf(content(op, namespace, node.userRoles), user) {
		if name == "superuser" || defined[name].writesSavedObjects() {
			return nil
		}
	}
	return fmt.Errorf(`{"statusCode":403,"error":"Forbidden","message":"Unable to bulk_create dashboard,index-pattern,lens,search"} for user [%s]`, user)
}

// writesSavedObjects: of the default space.
func (r role) writesSavedObjects() bool {
	for _, a := range r.Applications {
		all := slices.ContainsFunc(a.Privileges, func(p string) bool {
			return slices.Contains([]string{"all", "space_all", "feature_savedObjectsManagement.all"}, p)
		})
		here := slices.Contains(a.Resources, "*") || slices.Contains(a.Resources, "space:default")
		if a.Application == "kibana-.kibana" && all && here {
			return true
		}
	}
	return false
}

// savedTypes are the types of saved objects that the world knows the name of
// (kibana: what each plugin registers as importable).
var savedTypes = strings.Fields("index-pattern search lens dashboard visualization map query tag")

// importable judges a file of saved objects as an import does.
func importable(file string) []error {
	type reference struct{ Name, Type, ID string }
	var out []error
	have := map[string]bool{}
	wanted := map[string]string{}
	n := 0
	for line := range strings.Lines(file) {
		var o struct {
			Type, ID   string
			Attributes map[string]any
			References []reference
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			return []error{fmt.Errorf(`{"statusCode":400,"error":"Bad Request","message":"%w"}`, err)}
		}
		n++
		key := o.Type + ":" + o.ID
		switch {
		case !slices.Contains(savedTypes, o.Type):
			out = append(out, fmt.Errorf(`{"success":false,"errors":[{"type":%q,"id":%q,"error":{"type":"unsupported_type"}}]}`, o.Type, o.ID))
		case have[key]:
			return []error{fmt.Errorf(`{"statusCode":400,"message":"Non-unique import objects detected: [%s]"}`, key)}
		}
		have[key] = true
		for _, r := range o.References {
			wanted[r.Type+":"+r.ID] = key
		}
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if !have[key] {
			out = append(out, fmt.Errorf(`{"success":false,"errors":[{"id":%q,"error":{"type":"missing_references","references":[%q]}}]}`, wanted[key], key))
		}
	}
	if n == 0 {
		out = append(out, fmt.Errorf(`{"statusCode":400,"error":"Bad Request","message":"No file or an empty one"}`))
	}
	return out
}
