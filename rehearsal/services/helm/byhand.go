package helm

import (
	"regexp"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// LoseVolume gives a claim an empty volume in place of its own: somebody deleted
// the old one, or it failed. The new pod starts on it.
func LoseVolume(w *world.World, claim string) {
	onClaim(w, claim, func(claim *world.Object) { claim.Records = nil })
}

// FillVolume brings a volume of Elasticsearch above the flood stage.
func FillVolume(w *world.World, claim string) {
	onClaim(w, claim, func(claim *world.Object) { contentsOf(claim).full = true })
}

// SetLogin changes the password in Grafana's database; "" is the one of the Secret.
func SetLogin(w *world.World, claim, password string) {
	onClaim(w, claim, func(claim *world.Object) { contentsOf(claim).login = password })
}

// ChangeElastic changes the password of elastic as a person does in Kibana: in the
// index .security, where the reserved realm looks for it. Without that realm the
// API finds no such user (elasticsearch NativeUsersStore.changePassword).
func ChangeElastic(w *world.World, release *world.Object) error {
	return w.Act(release, func(op *world.Op) error {
		if data := dataOf(op); data != nil && planOf(release).serves.reserved {
			data.elastic = true
		}
		return nil
	})
}

// RefuseDocument has Elasticsearch refuse a document of a release of Logstash,
// which keeps it if it has a dead letter queue on a volume.
func RefuseDocument(w *world.World, release *world.Object) error {
	config, claims := given(release).str("logstashConfig", "logstash.yml"), planOf(release).claims
	if len(claims) > 0 && setting(config, "dead_letter_queue.enable") == "true" {
		onClaim(w, release.Str("namespace")+"/"+claims[0].Name, func(claim *world.Object) { contentsOf(claim).refused = true })
	}
	return nil
}

// Refused returns the documents that are kept although Elasticsearch refused them.
func Refused(w *world.World) []string {
	var out []string
	for _, claim := range w.Objects(kubernetes.PersistentVolumeClaim) {
		if kept, ok := claim.Records.(*contents); ok && kept.refused {
			out = append(out, "the refused document in the dead letter queue of "+claim.ID)
		}
	}
	return out
}

// byHand is what commands of docs/troubleshooting.md do to the pods and volumes of
// releases: their first group is the namespace, the second what is named.
var byHand = []struct {
	form *regexp.Regexp
	does func(w *world.World, namespace, name string)
}{
	{regexp.MustCompile(`^kubectl -n (\S+) (?:scale statefulset|rollout restart deployment) (\S+)`), restart},
	{regexp.MustCompile(`^kubectl -n (\S+) patch pvc (\S+)`), func(w *world.World, namespace, name string) {
		onClaim(w, namespace+"/"+name, func(claim *world.Object) { contentsOf(claim).full = false })
	}},
	{regexp.MustCompile(`^kubectl -n (\S+) delete statefulset (\S+) --cascade=orphan`), func(w *world.World, namespace, name string) {
		onClaim(w, namespace+"/"+name+"-"+name+"-0", func(claim *world.Object) { contentsOf(claim).orphaned = true })
	}},
	{regexp.MustCompile(`()(grafana) cli admin reset-admin-password`), func(w *world.World, _, name string) {
		SetLogin(w, "monitoring/kube-prometheus-stack-"+name, "")
	}},
}

// ByHand does what a command line does. It tells whether it is a known one.
func ByHand(w *world.World, line string) bool {
	for _, each := range byHand {
		if m := each.form.FindStringSubmatch(line); m != nil {
			each.does(w, m[1], m[2])
			return true
		}
	}
	return false
}

// restart ends the pods of a release: what they do once after each start, they do again.
func restart(w *world.World, namespace, release string) {
	for _, o := range w.Objects(Release) {
		for _, pod := range w.Objects(kubernetes.Pod) {
			if o.ID == namespace+"/"+release && pod.Str("of") == o.Key() {
				w.Patch(pod, func(pod *world.Object) { pod.Records = nil })
			}
		}
	}
}

// onClaim changes a claim, by its namespace and name.
func onClaim(w *world.World, id string, change func(claim *world.Object)) {
	for _, claim := range w.Objects(kubernetes.PersistentVolumeClaim) {
		if claim.ID == id {
			w.Patch(claim, change)
		}
	}
}
