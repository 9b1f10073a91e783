package helm

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// secretsOf returns the Secrets a pod takes something from, or why the kubelet
// does not start it.
func secretsOf(op *world.Op, p pod) (found []*world.Object, why string) {
	namespace := op.Str("namespace")
	get := func(name string) *world.Object { return kubernetes.Get(op, kubernetes.Secret, namespace, name) }
	for _, m := range p.mounts {
		if m.secret == "" {
			continue // the chart's own
		}
		s := get(m.secret)
		if s == nil {
			return nil, fmt.Sprintf("FailedMount: MountVolume.SetUp failed for volume %q : secret %q not found in namespace %s", m.name, m.secret, namespace)
		}
		if _, ok := kubernetes.Data(s)[m.subPath]; m.subPath != "" && !ok {
			return nil, fmt.Sprintf("FailedMount: subPath %q of volume %q: Secret %s/%s has no key %s", m.subPath, m.name, namespace, m.secret, m.subPath)
		}
		found = add(found, s)
	}
	for _, e := range p.env {
		s := get(e.secret)
		if s == nil && e.optional {
			continue
		}
		if s == nil {
			return nil, fmt.Sprintf("CreateContainerConfigError: secret %q not found in namespace %s%s", e.secret, namespace, forVariable(e.variable))
		}
		if _, ok := kubernetes.Data(s)[e.key]; e.key != "" && !ok && !e.optional {
			return nil, fmt.Sprintf("CreateContainerConfigError: couldn't find key %s in Secret %s/%s", e.key, namespace, e.secret)
		}
		found = add(found, s)
	}
	for _, file := range p.files() {
		k, ok := resolve(p.mounts, file)
		if !ok {
			return nil, fmt.Sprintf("CrashLoopBackOff: %s: no such file: nothing is mounted there", file)
		}
		if k.secret == "" {
			continue
		}
		s := get(k.secret)
		if _, ok := kubernetes.Data(s)[k.key]; !ok {
			return nil, fmt.Sprintf("CrashLoopBackOff: %s: no such file: Secret %s/%s has no key %s", file, namespace, k.secret, k.key)
		}
	}
	return found, ""
}

// uses says what the pods of a release take from a Secret: "reads
// kibana-credentials key password for KBN_ES_PASSWORD, mounts …".
func uses(p *plan, secret string) string {
	var out []string
	say := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for _, each := range p.pods {
		for _, e := range each.env {
			switch {
			case e.secret != secret:
			case e.key == "":
				say("reads all of %s", secret)
			default:
				say("reads %s key %s for %s", secret, e.key, e.variable)
			}
		}
		for _, m := range each.mounts {
			if m.secret == secret {
				say("mounts %s at %s", secret, m.path)
			}
		}
	}
	return strings.Join(out, ", ")
}

func forVariable(name string) string {
	if name == "" {
		return ""
	}
	return " (for " + name + ")"
}
