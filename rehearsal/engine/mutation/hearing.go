package mutation

// hearing are faults for which an alert reaches nobody, on a stack whose alerts should.
var hearing = append(sharing("hearing", Heard, []Mutation{
	unordered("Alertmanager does not wait for its Secret", "Release", "kube-prometheus-stack", "Release::kube-prometheus-stack", "Secret::alertmanager-config"),
	unordered("Alertmanager does not wait for its rights", "Release", "kube-prometheus-stack", "Release::kube-prometheus-stack", "RolePolicy::alertmanager"),
}),
	// Whether it may publish shows in a configuration that is loaded alone.
	wrong("configuration that Alertmanager does not load", "Secret", "alertmanager-config",
		replaceIn("receiver: warning", "receiver: warnings", "stringData", "alertmanager.yaml"), `undefined receiver "warnings" used in route`).of(Heard),
)
