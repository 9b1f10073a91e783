package helm_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// stack is a cluster with everything that the releases need.
type stack struct {
	*clustertest.Cluster
	t *testing.T
}

// source is a release's chart, its namespace and its version; its values are
// the golden ones of the program's own tests.
type source struct{ chart, namespace, version string }

var sources = map[string]source{
	"elasticsearch":            {"elasticsearch", "elk", "8.5.1"},
	"kibana":                   {"kibana", "elk", "7.17.3"},
	"logstash":                 {"logstash", "elk", "8.5.1"},
	"elasticsearch-exporter":   {"prometheus-elasticsearch-exporter", "elk", "7.4.0"},
	"json-exporter":            {"prometheus-json-exporter", "elk", "0.19.2"},
	"prometheus-operator-crds": {"prometheus-operator-crds", "monitoring", "31.0.1"},
	"kube-prometheus-stack":    {"kube-prometheus-stack", "monitoring", "88.5.3"},
	"filebeat":                 {"filebeat", "logs", "8.5.1"},
}

// made are the releases in an order in which they can be made.
var made = []string{"prometheus-operator-crds", "kube-prometheus-stack", "elasticsearch", "kibana", "logstash", "elasticsearch-exporter", "json-exporter", "filebeat"}

func newStack(t *testing.T, o clustertest.Options) *stack {
	t.Helper()
	o.Types = slices.Concat(helm.ResourceTypes(), o.Types)
	s := &stack{clustertest.New(t, o), t}
	s.StorageClass(nil)
	s.namespaces()
	s.secrets()
	return s
}

var namespaces = []string{"elk", "monitoring", "logs"}

func (s *stack) namespaces() {
	s.t.Helper()
	for _, name := range namespaces {
		s.Namespace(name)
	}
}

// withoutNamespaces deletes them.
func (s *stack) withoutNamespaces() {
	s.t.Helper()
	for _, name := range namespaces {
		s.mustDelete(kubernetes.Namespace, name)
	}
}

// password is what a user of the file realm enters with.
func password(user string) string { return user + "-0123456789abcdef0123456789abcdef" }

func (s *stack) secrets() {
	s.t.Helper()
	key := strings.Repeat("k", 32)
	s.Secret("monitoring", "grafana-admin", map[string]any{"admin-user": "admin", "admin-password": password("admin")})
	s.Secret("elk", "elastic-credentials", map[string]any{"username": "elastic", "password": password("elastic")})
	s.Secret("elk", "kibana-credentials", map[string]any{
		"username": "kibana_server", "password": password("kibana_server"), "encryptionKey": key, "savedObjectsKey": key, "reportingKey": key,
	})
	s.Secret("elk", "logstash-credentials", map[string]any{"username": "logstash_writer", "password": password("logstash_writer")})
	s.Secret("elk", "es-exporter-credentials", map[string]any{"username": "es_exporter", "password": password("es_exporter")})
	users := ""
	for user, secret := range map[string][2]string{
		"kibana_setup": {"elk", "kibana-setup-credentials"},
		"viewer":       {"elk", "viewer-credentials"}, "operator": {"elk", "operator-credentials"},
	} {
		s.Secret(secret[0], secret[1], map[string]any{"username": user, "password": password(user)})
	}
	for _, u := range []string{"elastic", "kibana_server", "logstash_writer", "es_exporter", "grafana_reader", "kibana_setup", "viewer", "operator"} {
		hash, err := bcrypt.GenerateFromPassword([]byte(password(u)), bcrypt.MinCost)
		if err != nil {
			s.t.Fatal(err)
		}
		users += u + ":" + string(hash) + "\n"
	}
	s.Secret("elk", "elasticsearch-file-realm", map[string]any{
		"users": users, "roles.yml": roles,
		"users_roles": "superuser:elastic\nkibana_system:kibana_server\nlogstash_writer:logstash_writer\nes_exporter:es_exporter\n" +
			"grafana_reader:grafana_reader\nkibana_setup:kibana_setup\nviewer:viewer\noperator:operator\n",
	})
	ca, caKey := certificate(s.t, nil, nil, "ca")
	s.Secret("monitoring", "grafana-elasticsearch", map[string]any{
		"username": "grafana_reader", "password": password("grafana_reader"), "ca.crt": asPEM(ca),
	})
	for component, names := range map[string][]string{
		"elasticsearch": {"security-master", "security-master.elk.svc"}, "kibana": {"kibana", "kibana.elk.svc"}, "logstash": {"logstash", "logstash.elk.svc"},
		"filebeat": {"filebeat"},
	} {
		leaf, leafKey := certificate(s.t, ca, caKey, names...)
		namespace := "elk"
		if component == "filebeat" {
			namespace = "logs"
		}
		s.Secret(namespace, component+"-tls", map[string]any{"tls.crt": asPEM(leaf), "tls.key": keyPEM(s.t, leafKey), "ca.crt": asPEM(ca)})
	}
}

// roles is what the program mounts as roles.yml.
const roles = `logstash_writer:
  cluster: [ monitor ]
  indices:
    - names: [ "logstash" ]
      privileges: [ create_index, write ]
    - names: [ "logs-kubernetes-default" ]
      privileges: [ auto_configure, create_doc ]
es_exporter:
  cluster: [ monitor, read_ilm ]
  indices:
    - names: [ "*" ]
      privileges: [ monitor, view_index_metadata ]
operator:
  cluster: [ monitor ]
kibana_setup:
  applications:
    - application: kibana-.kibana
      privileges: [ feature_savedObjectsManagement.all ]
      resources: [ "space:default" ]
grafana_reader:
  cluster: [ monitor ]
  indices:
    - names: [ "logstash", "logs-kubernetes-default" ]
      privileges: [ read, view_index_metadata ]
`

// certificate makes one for names, signed by parent or by itself.
func certificate(t *testing.T, parent *x509.Certificate, signer *ecdsa.PrivateKey, names ...string) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(names))), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if parent == nil {
		parent, signer, template.IsCA, template.ExtKeyUsage = template, key, true, nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func asPEM(c *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}

func keyPEM(t *testing.T, key *ecdsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// change is one thing done differently in a release's inputs.
type change func(in map[string]any)

// value sets a value at a path of keys; remove takes it away.
func value(x any, path ...string) change {
	return func(in map[string]any) {
		m := in["values"].(map[string]any)
		for _, key := range path[:len(path)-1] {
			next, ok := m[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				m[key] = next
			}
			m = next
		}
		if x == nil {
			delete(m, path[len(path)-1])
			return
		}
		m[path[len(path)-1]] = x
	}
}

func remove(path ...string) change { return value(nil, path...) }

// text replaces a part of a text among the values, which must be there.
func text(t *testing.T, old, new string, path ...string) change {
	return func(in map[string]any) {
		m := in["values"].(map[string]any)
		for _, key := range path[:len(path)-1] {
			m = m[key].(map[string]any)
		}
		last := path[len(path)-1]
		before := m[last].(string)
		if !strings.Contains(before, old) {
			t.Fatalf("%s does not hold %q", strings.Join(path, "."), old)
		}
		m[last] = strings.ReplaceAll(before, old, new)
	}
}

func input(key string, x any) change { return func(in map[string]any) { in[key] = x } }

// golden reads a file of the program's testdata, whichever of its packages has it.
func golden(t *testing.T, name string) []byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("../../../*/testdata", name))
	if err != nil || len(found) != 1 {
		t.Fatalf("the program has %d files testdata/%s, want one (%v)", len(found), name, err)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// inputs are a release's, changed.
func (s *stack) inputs(name string, changes ...change) map[string]any {
	s.t.Helper()
	from := sources[name]
	values := map[string]any{}
	if from.chart != "prometheus-operator-crds" { // has none
		if err := yaml.Unmarshal(golden(s.t, from.chart+".golden.yaml"), &values); err != nil {
			s.t.Fatal(err)
		}
	}
	in := map[string]any{
		"name": name, "namespace": from.namespace, "chart": from.chart, "version": from.version,
		"repositoryOpts": map[string]any{"repo": "https://charts.example.com"}, "timeout": 900, "atomic": true, "values": values,
	}
	for _, c := range changes {
		c(in)
	}
	return in
}

func (s *stack) try(name string, changes ...change) error {
	s.t.Helper()
	_, err := s.Create(helm.Release, name, s.inputs(name, changes...))
	return err
}

func (s *stack) install(name string, changes ...change) *world.Object {
	s.t.Helper()
	return s.Must(helm.Release, name, s.inputs(name, changes...))
}

// refusals are changed releases and the rule that refuses each; "": none does.
type refusals map[string]struct {
	release       string
	change        change
	rule, wording string
}

func (all refusals) test(t *testing.T) {
	t.Helper()
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			err := s.try(c.release, c.change)
			if c.rule == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			clustertest.Refused(t, err, c.rule, c.wording)
			if s.release(c.release) != nil {
				t.Error("the refused release is there")
			}
		})
	}
}

// violations are changed releases that are made, and the rule that each breaks;
// "": none.
type violations map[string]struct {
	release string
	change  change
	rule    string
}

func (all violations) test(t *testing.T) {
	t.Helper()
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			s.Violated()
			s.install(c.release, c.change)
			s.Violated(strings.Fields(c.rule)...)
		})
	}
}

// before makes the releases that a release comes after.
func (s *stack) before(name string) {
	s.t.Helper()
	switch name {
	case "kube-prometheus-stack", "json-exporter":
		s.install("prometheus-operator-crds")
	case "elasticsearch-exporter":
		s.install("prometheus-operator-crds")
		s.install("elasticsearch")
	case "filebeat":
		s.install("elasticsearch")
		s.install("logstash")
	case "kibana", "logstash":
		s.install("elasticsearch")
	}
}

func (s *stack) release(name string) *world.Object {
	return s.Get(helm.Release, sources[name].namespace+"/"+name)
}

func (s *stack) uninstall(name string) {
	s.t.Helper()
	if err := s.Delete(helm.Release, sources[name].namespace+"/"+name); err != nil {
		s.t.Fatalf("uninstall %s: %v", name, err)
	}
}

func (s *stack) mustDelete(typ, id string) {
	s.t.Helper()
	if err := s.Delete(typ, id); err != nil {
		s.t.Fatalf("delete %s: %v", id, err)
	}
}

// rewrite makes a Secret again with one key changed ("" takes it away).
func (s *stack) rewrite(namespace, name, key, to string) {
	s.t.Helper()
	data := map[string]any{}
	for k, v := range kubernetes.Data(s.Get(kubernetes.Secret, namespace+"/"+name)) {
		data[k] = v
	}
	data[key] = to
	if to == "" {
		delete(data, key)
	}
	s.mustDelete(kubernetes.Secret, namespace+"/"+name)
	s.Secret(namespace, name, data)
}

// forgetSecrets deletes the Secrets that the stack made.
func (s *stack) forgetSecrets() {
	s.t.Helper()
	for _, x := range s.World.Objects(kubernetes.Secret) {
		if x.Owner == "" {
			s.mustDelete(kubernetes.Secret, x.ID)
		}
	}
}
