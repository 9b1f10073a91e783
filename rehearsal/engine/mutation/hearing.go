package mutation

// hearing are faults for which an alert reaches nobody, on a stack whose alerts should.
var hearing = []Mutation{
	wrong("configuration that Alertmanager does not load", "Secret", "alertmanager-config",
		replaceIn("receiver: warning", "receiver: warnings", "stringData", "alertmanager.yaml"), `undefined receiver "warnings" used in route`).of(Heard),
	unheard("Alertmanager does not wait for its Secret", "Secret::alertmanager-config"),
	unheard("Alertmanager does not wait for its rights", "RolePolicy::alertmanager"),
}

func unheard(name, misses string) Mutation {
	m := unordered(name, "Release", "kube-prometheus-stack", "Release::kube-prometheus-stack", misses).of(Heard)
	m.Life = "hearing"
	return m
}
