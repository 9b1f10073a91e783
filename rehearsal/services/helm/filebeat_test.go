package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

const needsLogstash = "helm/sender-needs-logstash"

// told changes a part of filebeat.yml.
func told(t *testing.T, old, new string) change {
	return text(t, old, new, "daemonset", "filebeatConfig", "filebeat.yml")
}

func TestFilebeatComesUpBesideLogstash(t *testing.T) {
	for _, order := range [][]string{{"filebeat", "elasticsearch", "logstash"}, {"elasticsearch", "logstash", "filebeat"}} {
		s := newStack(t, clustertest.Options{})
		for _, name := range order {
			s.install(name, input("timeout", map[string]float64{"filebeat": 1500}[name]+900))
		}
		s.World.Settle()
		s.Violated()
		found := false
		for _, e := range s.World.Edges() {
			if e.Rule == needsLogstash && e.From.Key() == s.release("filebeat").Key() {
				found = e.Waits && e.Short == ""
			}
		}
		if !found {
			t.Errorf("in the order %v, Filebeat does not wait by itself", order)
		}
	}
}

func TestFilebeatThatNeverStarts(t *testing.T) {
	for name, c := range map[string]struct {
		spoil         func(*stack)
		change        change
		rule, wording string
	}{
		"no Secret": {func(s *stack) { s.mustDelete(kubernetes.Secret, "logs/filebeat-tls") }, nil, "helm/release-needs-secret",
			`MountVolume.SetUp failed for volume "filebeat-tls" : secret "filebeat-tls" not found in namespace logs`},
		"the chart's own Secrets": {nil, value([]any{}, "secretMounts"), "helm/release-needs-secret", `secret "elasticsearch-master-certs" not found`},
		"the chart's own logins":  {nil, remove("extraEnvs"), "helm/release-needs-secret", `secret "elasticsearch-master-credentials" not found`},
		"under baseline": {func(s *stack) { s.level("logs", "baseline") }, nil, "helm/pods-admitted",
			`violates PodSecurity "baseline:latest": hostPath volumes`},
		"an input without a name": {nil, told(t, "id: kubernetes-containers", "tags: [a]"), "helm/filebeat-settings", "filestream input without ID"},
		"two of one name":         {nil, told(t, "id: node-kernel", "id: node-services"), "helm/filebeat-settings", "duplicated IDs: node-services"},
		"no YAML":                 {nil, told(t, "filebeat.inputs:", "filebeat.inputs: ]"), "helm/filebeat-settings", "error loading config file"},
		"another output":          {nil, told(t, "output.logstash:", "output.console:"), "helm/filebeat-settings", "no outputs are defined"},
		"another authority": {func(s *stack) {
			other, _ := certificate(s.t, nil, nil, "other")
			s.rewrite("logs", "filebeat-tls", "ca.crt", asPEM(other))
		}, nil, needsLogstash, "certificate signed by unknown authority"},
		"a certificate of its own": {func(s *stack) {
			other, key := certificate(s.t, nil, nil, "other")
			leaf, leafKey := certificate(s.t, other, key, "filebeat")
			s.rewrite("logs", "filebeat-tls", "tls.crt", asPEM(leaf))
			s.rewrite("logs", "filebeat-tls", "tls.key", keyPEM(s.t, leafKey))
		}, nil, needsLogstash, "remote error: tls: unknown certificate authority"},
		"no certificate": {nil, both(told(t, "    certificate: /usr/share/filebeat/certs/tls.crt\n", ""), told(t, "    key: /usr/share/filebeat/certs/tls.key\n", "")),
			needsLogstash, "remote error: tls: certificate required"},
		"no TLS":       {nil, told(t, "  ssl:\n", "  tls:\n"), needsLogstash, "the output has no ssl"},
		"another host": {nil, told(t, "logstash.elk.svc:5044", "logstash.logs.svc:5044"), needsLogstash, "lookup logstash.logs.svc: no such host"},
		"another port": {nil, told(t, "logstash.elk.svc:5044", "logstash.elk.svc:5045"), needsLogstash, "connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			if c.spoil != nil {
				c.spoil(s)
			}
			s.before("filebeat")
			changes := []change{}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			clustertest.Refused(t, s.try("filebeat", changes...), c.rule, c.wording)
		})
	}
}

func TestLogstashTakesAnybodyUnlessItAsks(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch")
	s.install("logstash", text(t, `ssl_client_authentication => "required"`, `ssl_client_authentication => "none"`, "logstashPipeline", "logstash.conf"))
	s.install("filebeat", told(t, "    certificate: /usr/share/filebeat/certs/tls.crt\n", ""))
	s.Violated()
}

func TestWhatWaitsForALogstashThatNeverComesIsSeen(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("filebeat")
	s.World.Settle()
	s.Violated(needsLogstash)
}

func TestFilebeatThatReadsLessThanAll(t *testing.T) {
	for name, c := range map[string]struct {
		change change
		rule   string
	}{
		"no links":           {told(t, "symlinks: true", "symlinks: false"), "helm/filebeat-reads-logs"},
		"only longer files":  {told(t, "length: 64", "length: 1024"), "helm/filebeat-reads-logs"},
		"no containers":      {told(t, "/var/log/containers/*.log", "/var/log/app/*.log"), "helm/filebeat-reads-logs"},
		"itself":             {told(t, "exclude_files", "include_files"), "helm/filebeat-not-its-own"},
		"a queue in memory":  {told(t, "queue.disk.max_size", "queue.mem.events"), "helm/filebeat-keeps-lines"},
		"some nodes":         {remove("daemonset", "tolerations"), "helm/filebeat-on-every-node"},
		"no right to read":   {value(false, "managedServiceAccount"), "helm/filebeat-may-read"},
		"no right to jobs":   {remove("clusterRoleRules"), "helm/filebeat-may-read"},
		"no time for others": {input("timeout", 60.0), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("filebeat")
			err := s.try("filebeat", c.change)
			if c.rule == "" {
				s.World.Settle()
				for _, e := range s.World.Edges() {
					if e.Rule == needsLogstash && !strings.Contains(e.Short, "it gives up after 1m0s") {
						t.Errorf("%q (%v)", e.Short, err)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			s.Violated(c.rule)
		})
	}
}
