package logs

import (
	_ "embed"
	"fmt"
	"path"
	"strings"
	"text/template"
	"time"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// Where things are: on the node the same as in the container.
const (
	containersPath = "/var/log/containers/"
	journalPath    = "/var/log/journal"
	tlsPath        = "/usr/share/filebeat/certs"
)

// queueSize is how much a node keeps of what Logstash does not take. A line may
// be up to a hundredth of it: Filebeat's segments are a tenth, and a line that
// does not fit into one is dropped.
const queueSize = "1GiB"

// continued is how the lines of a Java exception begin, after the first.
const continued = `^[[:space:]]+(at|\.{3}|Suppressed:)[[:space:]]|^Caused by:|^[[:space:]]+- (locked|waiting)`

//go:embed config/filebeat.yml
var configuration string

// filebeatYAML returns Filebeat's configuration. nodes tells whether it reads the
// nodes' journals too.
func filebeatYAML(nodes bool) (string, error) {
	parsed, err := template.New("filebeat.yml").Parse(configuration)
	if err != nil {
		return "", fmt.Errorf("read filebeat.yml: %w", err)
	}
	type files struct{ Certificate, Key, Authority string }
	var text strings.Builder
	err = parsed.Execute(&text, struct {
		Containers, Journal, Namespace, Continued, Queue, Logstash string
		Nodes                                                      bool
		TLS                                                        files
	}{
		Containers: containersPath, Journal: journalPath, Namespace: names.LogsNamespace, Continued: continued, Queue: queueSize,
		Logstash: fmt.Sprintf("%s:%d", names.Beats.Host(), names.Beats.Port), Nodes: nodes,
		TLS: files{path.Join(tlsPath, certs.CertificateKey), path.Join(tlsPath, certs.PrivateKeyKey), path.Join(tlsPath, certs.AuthorityKey)},
	})
	if err != nil {
		return "", fmt.Errorf("fill in filebeat.yml: %w", err)
	}
	return text.String(), nil
}

// filebeat runs on every node, also on one that takes no other pods.
func filebeat(args *Args) (kube.Release, error) {
	text, err := filebeatYAML(args.Settings.Nodes)
	if err != nil {
		return kube.Release{}, err
	}
	values := kube.Values{
		"fullnameOverride": names.FilebeatRelease,
		"serviceAccount":   names.FilebeatRelease,
		"imageTag":         args.ImageTag,
		"daemonset": kube.Values{
			"filebeatConfig": kube.Values{"filebeat.yml": text},
			// Only root may read the containers' logs, as their owner.
			"securityContext": kube.Values{
				"runAsUser": 0, "privileged": false, "allowPrivilegeEscalation": false,
				"capabilities":   kube.Values{"drop": []string{"ALL"}},
				"seccompProfile": kube.Values{"type": "RuntimeDefault"},
			},
			"resources":   kube.FixedResources("100m", "128Mi", "300Mi"),
			"tolerations": []kube.Values{{"operator": "Exists"}},
			// One that restarts goes on where it was.
			"maxUnavailable": "100%",
		},
		// These two at the top: the chart has lists of its own in daemonset, which name
		// Secrets that do not exist, and takes them where there is none here.
		"secretMounts": []kube.Values{{"name": names.FilebeatTLS, "secretName": names.FilebeatTLS, "path": tlsPath}},
		"extraEnvs":    []kube.Values{{"name": "GOMEMLIMIT", "value": "200MiB"}},

		"podAnnotations":    kube.Checksums{"tls": names.FilebeatTLS},
		"priorityClassName": "system-node-critical",
		// The chart's probe of life needs curl; bash is in the image's entry point.
		"livenessProbe": kube.Values{"exec": kube.Values{"command": []string{"bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5066"}}},
		// It is ready when Logstash takes its certificate; each try starts Filebeat a
		// second time for a moment.
		"readinessProbe": kube.Values{"periodSeconds": 30, "timeoutSeconds": 15},
		"clusterRoleRules": []kube.Values{
			mayRead("", "namespaces", "nodes", "pods"),
			mayRead("apps", "deployments", "replicasets"),
			mayRead("batch", "jobs"),
		},
	}
	if registry := args.Charts.ImageRegistry; registry != "" {
		values["image"] = registry + "/beats/filebeat"
	}
	return kube.Release{
		Name: names.FilebeatRelease, Chart: args.Charts.Filebeat, Values: values,
		// It comes up beside Logstash, and is ready after it: all that Logstash is
		// allowed, and five minutes of its own.
		Timeout: 15 * time.Minute,
	}, nil
}

// mayRead is a rule of a ClusterRole.
func mayRead(group string, resources ...string) kube.Values {
	return kube.Values{
		"apiGroups": []string{group}, "resources": resources, "verbs": []string{"get", "list", "watch"},
	}
}
