package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// level makes a namespace that holds its pods to a level.
func (s *stack) level(namespace, level string) {
	s.t.Helper()
	s.forgetSecrets()
	s.mustDelete(kubernetes.Namespace, namespace)
	s.Must(kubernetes.Namespace, namespace, held(namespace, level))
	s.secrets()
}

// held are the inputs of a namespace that holds its pods to a level.
func held(namespace, level string) map[string]any {
	return map[string]any{"metadata": map[string]any{
		"name": namespace, "labels": map[string]any{"pod-security.kubernetes.io/enforce": level},
	}}
}

func TestPodsThatTheirNamespaceDoesNotAdmit(t *testing.T) {
	const forbidden = `pods "security-master-0" is forbidden: violates PodSecurity `
	for name, c := range map[string]struct {
		release, level string
		change         change
		wording        string // "": admitted
	}{
		"as it is":           {"elasticsearch", "restricted", nil, ""},
		"Logstash":           {"logstash", "restricted", nil, ""},
		"Kibana":             {"kibana", "restricted", nil, ""},
		"privileged may all": {"elasticsearch", "privileged", value(true, "sysctlInitContainer", "enabled"), ""},
		"sysctl": {"elasticsearch", "baseline", value(true, "sysctlInitContainer", "enabled"),
			forbidden + `"baseline:latest": privileged (container "configure-sysctl" must not set securityContext.privileged=true)`},
		"chart's own default": {"elasticsearch", "baseline", remove("sysctlInitContainer"), `privileged (container "configure-sysctl"`},
		"no seccomp profile": {"elasticsearch", "restricted", remove("securityContext", "seccompProfile"),
			forbidden + `"restricted:latest": seccompProfile (pod or container "elasticsearch" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`},
		"may gain privileges": {"elasticsearch", "restricted", remove("securityContext", "allowPrivilegeEscalation"),
			`allowPrivilegeEscalation != false (container "elasticsearch" must set securityContext.allowPrivilegeEscalation=false)`},
		"a capability": {"elasticsearch", "baseline", value([]any{"SYS_ADMIN"}, "securityContext", "capabilities", "add"),
			"non-default capabilities"},
		"root": {"elasticsearch", "baseline", value(0.0, "securityContext", "runAsUser"),
			`container's runAsUser breaks non-root policy (pod: "security-master-0_elk", container: elasticsearch)`},
		"the exporter": {"elasticsearch-exporter", "restricted", nil, ""},
		"node-exporter": {"kube-prometheus-stack", "baseline", nil,
			`violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volumes "proc", "sys", "root"), hostPort (container "node-exporter" uses hostPort 9100)`},
		"no node-exporter": {"kube-prometheus-stack", "baseline", value(false, "nodeExporter", "enabled"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.level(sources[c.release].namespace, c.level)
			s.before(c.release)
			changes := []change{}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			err := s.try(c.release, changes...)
			if c.wording == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			clustertest.Refused(t, err, "helm/pods-admitted", c.wording)
		})
	}
}
