package helm

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/world"
)

// filebeatChart is elastic/helm-charts filebeat at v8.5.1.
var filebeatChart = chart{
	name: "filebeat", version: "8.5.1", appVersion: "8.5.1",
	releases: elasticReleases, model: filebeatModel,
	defaults: values{
		"managedServiceAccount": true,
		"deployment":            values{"enabled": false},
		"daemonset": values{
			"enabled": true,
			// The chart's own Secrets, for where there are no lists at the top.
			"secretMounts": []any{map[string]any{
				"name": "elasticsearch-master-certs", "secretName": "elasticsearch-master-certs", "path": "/usr/share/filebeat/certs/",
			}},
			"extraEnvs": []any{
				envOf("ELASTICSEARCH_USERNAME", "elasticsearch-master-credentials", "username"),
				envOf("ELASTICSEARCH_PASSWORD", "elasticsearch-master-credentials", "password"),
			},
			"securityContext": values{"runAsUser": 0, "privileged": false},
			"resources": values{
				"requests": values{"cpu": "100m", "memory": "100Mi"},
				"limits":   values{"cpu": "1000m", "memory": "200Mi"},
			},
		},
		"clusterRoleRules": []any{
			map[string]any{"apiGroups": []any{""}, "resources": []any{"namespaces", "nodes", "pods"}, "verbs": []any{"get", "list", "watch"}},
			map[string]any{"apiGroups": []any{"apps"}, "resources": []any{"replicasets"}, "verbs": []any{"get", "list", "watch"}},
		},
	},
	rules: []world.Rule{
		{ID: "helm/filebeat-settings", Source: "elastic.co/guide/en/beats/filebeat/8.19/configuring-howto-filebeat.html; an input's id: " +
			"filebeat-input-filestream.html"},
		{ID: "helm/filebeat-reads-logs", Source: "elastic.co/guide/en/beats/filebeat/8.19/filebeat-input-filestream.html: symlinks, " +
			"fingerprint.length, and /var/log/containers holds links alone"},
		{ID: "helm/filebeat-not-its-own", Source: "elastic.co/guide/en/beats/filebeat/8.19/filebeat-input-filestream.html: exclude_files; " +
			"a line about each line of its own"},
		{ID: "helm/filebeat-may-read", Source: "elastic/beats deploy/kubernetes/filebeat-kubernetes.yaml: ClusterRole; " +
			"libbeat/processors/add_kubernetes_metadata logs what is forbidden and adds nothing"},
		{ID: "helm/filebeat-on-every-node", Source: "kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration"},
		{ID: "helm/filebeat-keeps-lines", Source: "elastic.co/guide/en/beats/filebeat/8.19/configuring-internal-queue.html: the queue in memory " +
			"goes with the pod, and the kubelet deletes files meanwhile"},
	},
}

func envOf(name, secret, key string) map[string]any {
	return map[string]any{"name": name, "valueFrom": map[string]any{"secretKeyRef": map[string]any{"name": secret, "key": key}}}
}

// filebeatConfig is what the world looks at in filebeat.yml.
type filebeatConfig struct {
	Inputs []struct {
		Type, ID string
		Paths    []string
		Scanner  struct {
			Symlinks    bool
			Exclude     []string `yaml:"exclude_files"`
			Fingerprint struct {
				Enabled *bool
				Length  int
			}
		} `yaml:"prospector.scanner"`
		Processors []map[string]any `yaml:"processors"`
	} `yaml:"filebeat.inputs"`
	Logstash *struct {
		Hosts []string
		SSL   struct {
			Enabled          *bool
			Authorities      []string `yaml:"certificate_authorities"`
			Certificate, Key string
			Verification     string `yaml:"verification_mode"`
		}
	} `yaml:"output.logstash"`
	Disk string `yaml:"queue.disk.max_size"`
}

func filebeatModel(p *plan, r rel, v values) {
	name := v.str("fullnameOverride")
	if name == "" {
		name = r.name + "-filebeat"
	}
	d := v.sub("daemonset")
	if !d.is("enabled") {
		return
	}
	// Lists at the top count before those below daemonset, unless they are empty.
	pick := func(key string) any {
		if x := v.at(key); x != nil {
			return x
		}
		return d.at(key)
	}
	both := values{"secretMounts": pick("secretMounts"), "extraEnvs": pick("extraEnvs"), "resources": d.sub("resources")}
	each := p.elasticPod(name, "filebeat", both)
	each.EachNode = true
	each.shape = shape{
		hostPaths:  []string{"data", "varlibdockercontainers", "varlog", "varrundockersock"},
		containers: []container{{"filebeat", d.sub("securityContext")}},
	}
	text := v.str("filebeatConfig", "filebeat.yml") + d.str("filebeatConfig", "filebeat.yml")
	each.configs = []string{text}
	p.pods = []pod{each}
	if list, _ := pick("tolerations").([]any); !toleratesAll(list) {
		p.warns("helm/filebeat-on-every-node", "no toleration of all taints: nothing reads the logs of a node that takes no other pods")
	}
	var read filebeatConfig
	if err := yaml.Unmarshal([]byte(text), &read); err != nil {
		p.breaks("helm/filebeat-settings", "Exiting: error loading config file: %s", err)
		return
	}
	filebeatReads(p, r, v, read)
	if read.Disk == "" {
		p.warns("helm/filebeat-keeps-lines", "queue.disk is not set: what Logstash does not take is lost with the pod, or once the kubelet deletes its file")
	}
	if read.Logstash == nil {
		p.breaks("helm/filebeat-settings", "Exiting: no outputs are defined, please define one under the output section: the world knows output.logstash alone")
		return
	}
	ssl := read.Logstash.SSL
	s := sender{
		what: "Filebeat", hosts: read.Logstash.Hosts, tls: len(ssl.Authorities) > 0 && (ssl.Enabled == nil || *ssl.Enabled),
		anyone: ssl.Verification == "none", certificate: trusted(each.mounts, ssl.Certificate), key: trusted(each.mounts, ssl.Key),
	}
	for _, file := range ssl.Authorities {
		s.trusts = trusted(each.mounts, file)
	}
	p.senders = []sender{s}
}

func toleratesAll(list []any) bool {
	return slices.ContainsFunc(list, func(x any) bool {
		m, _ := asMap(x)
		return values(m).str("operator") == "Exists" && values(m).str("key")+values(m).str("effect") == ""
	})
}

// containersFile is a file as the kubelet links it for Filebeat's own container.
const containersFile = "/var/log/containers/%s-abcde_%s_filebeat-%s.log"

// filebeatReads looks at the inputs: what they read, and what they add to it.
func filebeatReads(p *plan, r rel, v values, read filebeatConfig) {
	ids := map[string]bool{}
	pods := false
	for _, in := range read.Inputs {
		switch {
		case in.ID == "":
			p.breaks("helm/filebeat-settings", "Exiting: Failed to start crawler: filestream input without ID: each input needs one")
		case ids[in.ID]:
			p.breaks("helm/filebeat-settings", "Exiting: Failed to start crawler: filestream inputs with duplicated IDs: %s", in.ID)
		}
		ids[in.ID] = true
		if in.Type != "filestream" || !slices.ContainsFunc(in.Paths, func(path string) bool { return strings.HasPrefix(path, "/var/log/containers/") }) {
			continue
		}
		pods = true
		if !in.Scanner.Symlinks {
			p.warns("helm/filebeat-reads-logs", "input %s: prospector.scanner.symlinks is not true, and /var/log/containers holds links alone: nothing is read", in.ID)
		}
		if print := in.Scanner.Fingerprint; print.Length == 0 || print.Length > 128 {
			p.warns("helm/filebeat-reads-logs", "input %s: a file of less than %d bytes is too small to be ingested: a pod that writes a few lines is not read",
				in.ID, max(print.Length, 1024))
		}
		own := fmt.Sprintf(containersFile, "filebeat", r.namespace, strings.Repeat("0a", 32))
		if !slices.ContainsFunc(in.Scanner.Exclude, func(form string) bool {
			matched, err := regexp.MatchString(form, own)
			return err == nil && matched
		}) {
			p.warns("helm/filebeat-not-its-own", "input %s reads Filebeat's own log: each line makes another one", in.ID)
		}
		filebeatMayRead(p, v, in.Processors)
	}
	if !pods {
		p.warns("helm/filebeat-reads-logs", "no filestream input reads /var/log/containers: no pod's log is sent")
	}
}

// filebeatMayRead: what add_kubernetes_metadata asks the API server.
func filebeatMayRead(p *plan, v values, processors []map[string]any) {
	asks := [][2]string{}
	for _, each := range processors {
		adds, there := asMap(each["add_kubernetes_metadata"])
		if !there {
			continue
		}
		asks = append(asks, [2]string{"", "pods"}, [2]string{"", "nodes"}, [2]string{"", "namespaces"})
		if values(adds).is("add_resource_metadata", "deployment") {
			asks = append(asks, [2]string{"apps", "replicasets"})
		}
		if values(adds).is("add_resource_metadata", "cronjob") {
			asks = append(asks, [2]string{"batch", "jobs"})
		}
	}
	for _, a := range asks {
		allowed := v.is("managedServiceAccount") && slices.ContainsFunc(v.items("clusterRoleRules"), func(rule values) bool {
			return slices.Contains(texts(rule.at("apiGroups")), a[0]) && slices.Contains(texts(rule.at("resources")), a[1]) &&
				slices.Contains(texts(rule.at("verbs")), "list") && slices.Contains(texts(rule.at("verbs")), "watch")
		})
		if !allowed {
			p.warns("helm/filebeat-may-read", "%s is forbidden: User \"system:serviceaccount\" cannot list resource %[1]q in API group %q at the cluster "+
				"scope: no line says which pod it is of", a[1], a[0])
		}
	}
}
