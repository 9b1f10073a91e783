package helm

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// shape is what Pod Security admission and the kubelet look at in a pod.
type shape struct {
	host       []string // namespaces of the node: hostNetwork, hostPID
	hostPaths  []string // volumes
	hostPorts  map[string]int
	context    values // the pod's securityContext
	containers []container
}

// container is one with its securityContext; init containers are among them.
type container struct {
	name    string
	context values
}

// shapes reads the security contexts that the Elastic charts take.
func shapes(v values, name string) shape {
	out := shape{context: v.sub("podSecurityContext")}
	if v.is("sysctlInitContainer", "enabled") {
		// The chart's init container, which is in the templates of Elasticsearch alone.
		out.containers = append(out.containers, container{"configure-sysctl", values{"runAsUser": 0, "privileged": true}})
	}
	for _, c := range append(v.items("extraInitContainers"), v.items("extraContainers")...) {
		out.containers = append(out.containers, container{c.str("name"), c.sub("securityContext")})
	}
	out.containers = append(out.containers, container{name, v.sub("securityContext")})
	return out
}

// unprivileged is how the Elastic charts run their containers unless told otherwise.
func unprivileged() values {
	return values{"capabilities": values{"drop": []any{"ALL"}}, "runAsNonRoot": true, "runAsUser": 1000}
}

// safe is what capabilities the baseline allows (kubernetes.io/docs/concepts/
// security/pod-security-standards).
var safe = strings.Fields(`AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID
	SETPCAP SETUID SYS_CHROOT`)

// breaches returns what breaks a level, as k8s.io/pod-security-admission/policy
// words it.
func (s shape) breaches(level string) []string {
	if level == "privileged" {
		return nil
	}
	var out []string
	say := func(what, each string, holds func(container) bool) {
		var who []string
		for _, c := range s.containers {
			if holds(c) {
				who = append(who, fmt.Sprintf("%q", c.name))
			}
		}
		if who != nil {
			noun := "container"
			if len(who) > 1 {
				noun += "s"
			}
			out = append(out, fmt.Sprintf("%s (%s)", what, fmt.Sprintf(each, noun+" "+strings.Join(who, ", "))))
		}
	}
	if s.host != nil {
		out = append(out, fmt.Sprintf("host namespaces (%s=true)", strings.Join(s.host, "=true, ")))
	}
	if s.hostPaths != nil {
		out = append(out, fmt.Sprintf("hostPath volumes (volumes \"%s\")", strings.Join(s.hostPaths, `", "`)))
	}
	for name, port := range s.hostPorts {
		out = append(out, fmt.Sprintf("hostPort (container %q uses hostPort %d)", name, port))
	}
	say("privileged", "%s must not set securityContext.privileged=true", func(c container) bool { return c.context.is("privileged") })
	say("non-default capabilities", "%s must not include more in securityContext.capabilities.add", func(c container) bool {
		return slices.ContainsFunc(texts(c.context.at("capabilities", "add")), func(a string) bool { return !slices.Contains(safe, a) })
	})
	if level == "baseline" {
		return out
	}
	say("allowPrivilegeEscalation != false", "%s must set securityContext.allowPrivilegeEscalation=false",
		func(c container) bool { return c.context.at("allowPrivilegeEscalation") != false })
	say("unrestricted capabilities", `%s must set securityContext.capabilities.drop=["ALL"]`, func(c container) bool {
		return !slices.Contains(texts(c.context.at("capabilities", "drop")), "ALL") ||
			slices.ContainsFunc(texts(c.context.at("capabilities", "add")), func(a string) bool { return a != "NET_BIND_SERVICE" })
	})
	say("runAsNonRoot != true", "pod or %s must set securityContext.runAsNonRoot=true",
		func(c container) bool { return s.effective(c, "runAsNonRoot") != true })
	say("runAsUser=0", "%s must not set runAsUser=0",
		func(c container) bool { return c.context.at("runAsUser") != nil && c.context.number("runAsUser") == 0 })
	say("seccompProfile", `pod or %s must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`, func(c container) bool {
		return c.context.str("seccompProfile", "type")+s.context.str("seccompProfile", "type") == ""
	})
	return out
}

// effective: a container's own setting before the pod's.
func (s shape) effective(c container, key string) any {
	if x := c.context.at(key); x != nil {
		return x
	}
	return s.context.at(key)
}

// asRoot returns the container that the kubelet does not start, because it must
// not be root and is (pkg/kubelet/kuberuntime/security_context_others.go).
func (s shape) asRoot() string {
	for _, c := range s.containers {
		user := values{"is": s.effective(c, "runAsUser")}
		if s.effective(c, "runAsNonRoot") == true && user["is"] != nil && user.number("is") == 0 {
			return c.name
		}
	}
	return ""
}

// podsAdmitted: pods that a namespace does not admit never come, and nothing
// but an event of their controller says so.
var podsAdmitted = world.Rule{
	ID: "helm/pods-admitted", Source: "kubernetes.io/docs/concepts/security/pod-security-admission; " +
		"…/tasks/configure-pod-container/security-context: runAsNonRoot",
	Test: func(op *world.Op) error {
		if why := forbidden(op, planOf(op.Object)); why != "" {
			return timedOut(op, "%s", why)
		}
		return nil
	},
}

// forbidden returns why a pod of a plan does not come up in its namespace, or "".
func forbidden(op *world.Op, p *plan) string {
	level := kubernetes.Enforced(op, op.Str("namespace"))
	for _, each := range p.pods {
		if broken := each.shape.breaches(level); broken != nil {
			return fmt.Sprintf("FailedCreate: create Pod %s failed error: pods %q is forbidden: violates PodSecurity \"%s:latest\": %s",
				each.Name, each.Name, level, strings.Join(broken, ", "))
		}
		if name := each.shape.asRoot(); name != "" {
			return fmt.Sprintf("CreateContainerConfigError: Error: container's runAsUser breaks non-root policy (pod: %q, container: %s)",
				each.Name+"_"+op.Str("namespace"), name)
		}
	}
	return ""
}
