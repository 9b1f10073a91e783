package helm

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// plan is what a release puts on the cluster for its values, and what its pods
// ask for before they are ready.
type plan struct {
	pods     []pod
	claims   []claim
	services []string // names in the release's namespace

	defines []string // kinds whose definitions it brings
	custom  []string // kinds it has custom resources of

	serves  *elasticsearchNode // it is Elasticsearch
	clients []client           // it is a client of Elasticsearch
	sources []client           // it asks Elasticsearch when a person asks it
	beats   []listener         // it is a server of Beats
	senders []sender           // it is a client of one
	fills   []fill             // what it writes there

	login *login // it is Grafana, with a database

	serverCerts []serverCert // certificates it shows to clients

	keys  []secretKey // encryption keys, of 32 characters at least
	pkcs8 []secretKey // private keys that must be PKCS#8

	bundled        bool     // it installs the definitions itself, once
	hookSecrets    []string // Secrets its hooks make and leave
	kubeletService bool     // its operator makes kube-system/kube-prometheus-stack-kubelet

	// broken are reasons why its pods never become ready, whatever else is on
	// the cluster: each a sentence.
	broken []finding
	// invalid are objects that the API server refuses when Helm makes them.
	invalid []finding
	// wrong are things the chart takes although they end badly.
	wrong   []finding
	warnsOn map[string][]finding // only on a cluster of that type
}

// finding is something a rule has to say.
type finding struct{ rule, text string }

// pod is one pod of the release with everything it takes from Secrets.
type pod struct {
	kubernetes.Demand
	env    []secretKey
	mounts []mount
	// configs are the texts it reads: every path in them that lies under a
	// mount must be there.
	configs []string
	reads   []string // files that it reads besides
	surge   bool     // a new one starts before the old one ends
	shape   shape
}

// secretKey is an environment variable from a Secret.
type secretKey struct {
	variable, secret, key string
	optional              bool
}

// mount is a Secret in the file system, whole or (subPath) one key of it.
type mount struct{ name, secret, path, subPath string }

// claim is a PersistentVolumeClaim and the pod that mounts it.
type claim struct {
	kubernetes.Claim
	// template says that it comes from a StatefulSet's volumeClaimTemplates,
	// which cannot change; of is that StatefulSet.
	template bool
	of       string
	operator bool // the StatefulSet is the prometheus operator's
}

func (p *plan) breaks(rule, format string, args ...any) {
	p.broken = append(p.broken, finding{rule, fmt.Sprintf(format, args...)})
}

func (p *plan) warns(rule, format string, args ...any) {
	p.wrong = append(p.wrong, finding{rule, fmt.Sprintf(format, args...)})
}

// planOf returns what a release is: its chart's model over its values.
func planOf(o *world.Object) *plan {
	c := chartOf(o)
	p := &plan{warnsOn: map[string][]finding{}}
	c.model(p, rel{name: o.Str("name"), namespace: o.Str("namespace"), version: c.version}, given(o).over(c.defaults))
	return p
}

// rel is what templates know of their release.
type rel struct{ name, namespace, version string }

// fullname is what the template of the same name gives in the charts of the
// Prometheus community: the release's name, with the chart's unless it is in it.
func fullname(r rel, chart string, v values) string {
	if name := v.str("fullnameOverride"); name != "" {
		return name
	}
	if strings.Contains(r.name, chart) {
		return r.name
	}
	return r.name + "-" + chart
}

// container adds a container's requests to the pod; without requests the limits
// count (kubernetes.io/docs/concepts/configuration/manage-resources-containers).
func (p *pod) container(v values) error {
	requests, limits := v.sub("requests"), v.sub("limits")
	pick := func(key string) string {
		if s := requests.str(key); s != "" {
			return s
		}
		return limits.str(key)
	}
	cpu, err := kubernetes.CPUMilli(pick("cpu"))
	if err != nil {
		return err
	}
	memory, err := kubernetes.MemoryMi(pick("memory"))
	if err != nil {
		return err
	}
	p.CPUMilli += cpu
	p.MemoryMi += memory
	for _, key := range []string{"cpu", "memory"} {
		if err := within(requests.str(key), limits.str(key), key); err != nil {
			return err
		}
	}
	return nil
}

func within(request, limit, what string) error {
	if request == "" || limit == "" {
		return nil
	}
	measure := kubernetes.MemoryMi
	if what == "cpu" {
		measure = kubernetes.CPUMilli
	}
	low, err := measure(request)
	if err != nil {
		return err
	}
	high, err := measure(limit)
	if err != nil {
		return err
	}
	if low > high {
		return fmt.Errorf("spec.containers[0].resources.requests: Invalid value: %q: must be less than or equal to %s limit of %s", request,
			what, limit)
	}
	return nil
}

// resources adds a container to a pod of the plan and notes what is wrong with
// its resources.
func (p *plan) resources(to *pod, containers ...values) {
	for _, c := range containers {
		if err := to.container(c); err != nil {
			p.breaks("helm/resources-valid", "pod %s: %s", to.Name, err)
		}
	}
}

// storage reads the size of a volume.
func (p *plan) storage(text string) int {
	n, err := kubernetes.GiB(text)
	if err != nil || n == 0 {
		p.breaks("helm/storage-valid", "spec.resources.requests.storage: Invalid value: %q", text)
	}
	return n
}

// elasticPod reads what the three Elastic charts have in common.
func (p *plan) elasticPod(name, program string, v values) pod {
	out := pod{Demand: kubernetes.Demand{Name: name, Apart: v.str("antiAffinity") == "hard"}, shape: shapes(v, program)}
	p.resources(&out, v.sub("resources"))
	for _, c := range v.items("extraContainers") {
		p.resources(&out, c.sub("resources"))
	}
	for _, e := range v.items("extraEnvs") {
		if ref := e.sub("valueFrom", "secretKeyRef"); ref != nil {
			out.env = append(out.env, secretKey{e.str("name"), ref.str("name"), ref.str("key"), ref.is("optional")})
		}
	}
	for _, e := range v.items("envFrom") {
		if ref := e.sub("secretRef"); ref != nil {
			out.env = append(out.env, secretKey{secret: ref.str("name"), optional: ref.is("optional")})
		}
	}
	out.mounts = secretMounts(v)
	for _, k := range v.items("keystore") {
		name := k.str("secretName")
		out.mounts = append(out.mounts, mount{"keystore-" + name, name, "/tmp/keystoreSecrets/" + name, ""})
	}
	return out
}

func secretMounts(v values) []mount {
	var out []mount
	for _, m := range v.items("secretMounts") {
		out = append(out, mount{m.str("name"), m.str("secretName"), m.str("path"), m.str("subPath")})
	}
	return out
}

// templated makes the claims of a StatefulSet's volumeClaimTemplates and has
// its pods mount them.
func (p *plan) templated(pods []pod, template, set string, v values) {
	if v.at("resources", "requests", "storage") == nil {
		p.breaks("helm/storage-valid", "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value")
		return
	}
	for i := range pods {
		name := fmt.Sprintf("%s-%s-%d", template, set, i)
		pods[i].Claims = append(pods[i].Claims, name)
		p.claims = append(p.claims, claim{
			Claim:    kubernetes.Claim{Name: name, Class: v.str("storageClassName"), GiB: p.storage(v.str("resources", "requests", "storage"))},
			template: true, of: set,
		})
	}
}
