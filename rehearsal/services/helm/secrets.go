package helm

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// secretsOf returns the Secrets a pod takes something from, or why the kubelet
// does not start it.
func secretsOf(op *world.Op, p pod) (found []*world.Object, why string) {
	namespace := home(op)
	get := func(name string) *world.Object { return kubernetes.Get(op, kubernetes.Secret, namespace, name) }
	for _, m := range p.mounts {
		if m.secret == "" {
			continue // the chart's own
		}
		s := get(m.secret)
		if s == nil {
			return nil, fmt.Sprintf("FailedMount: MountVolume.SetUp failed for volume %q : secret %q not found in namespace %s", m.name, m.secret,
				namespace)
		}
		if _, ok := kubernetes.Data(s)[m.subPath]; m.subPath != "" && !ok {
			return nil, fmt.Sprintf("FailedMount: subPath %q of volume %q: Secret %s/%s has no key %s", m.subPath, m.name, namespace, m.secret,
				m.subPath)
		}
		found = add(found, s)
	}
	for _, e := range p.env {
		s := get(e.secret)
		if s == nil && e.optional {
			continue
		}
		if s == nil {
			return nil, fmt.Sprintf("CreateContainerConfigError: secret %q not found in namespace %s%s", e.secret, namespace,
				forVariable(e.variable))
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

// resolve returns the Secret and the key that a path in a pod is, or false when
// nothing is mounted there.
func resolve(mounts []mount, file string) (secretKey, bool) {
	if file == "" {
		return secretKey{}, false
	}
	for _, m := range mounts {
		switch {
		case m.subPath != "" && m.path == file:
			return secretKey{secret: m.secret, key: m.subPath}, true
		case m.subPath == "" && path.Dir(file) == strings.TrimSuffix(m.path, "/"):
			return secretKey{secret: m.secret, key: path.Base(file)}, true
		}
	}
	return secretKey{}, false
}

// pathInConfig finds the absolute paths of certificates and keys in a
// configuration text.
var pathInConfig = regexp.MustCompile(`/[\w./-]+\.(?:crt|key|pem|cer|p12|jks)\b`)

// files returns the files that the pod reads: certificates and keys that its texts
// name, and others.
func (p pod) files() []string {
	out := slices.Clone(p.reads)
	for _, text := range p.configs {
		out = append(out, pathInConfig.FindAllString(text, -1)...)
	}
	return out
}
