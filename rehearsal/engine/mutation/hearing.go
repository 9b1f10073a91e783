package mutation

// hearing are faults for which an alert reaches nobody, on a stack whose alerts should.
var hearing = []Mutation{
	unheard("configuration that Alertmanager does not load", "Secret", "alertmanager-config",
		replaceIn("receiver: warning", "receiver: warnings", "stringData", "alertmanager.yaml"), `undefined receiver "warnings" used in route`),
	unheard("role that may publish to another topic", "RolePolicy", "alertmanager", replaceIn(":alerts", ":others", "policy"), "helm/alertmanager-publishes"),
	unheard("Alertmanager does not wait for its Secret", "Release", "kube-prometheus-stack", forget("Secret::alertmanager-config"), "missing edge"),
	unheard("Alertmanager does not wait for its rights", "Release", "kube-prometheus-stack", forget("RolePolicy::alertmanager"), "missing edge"),
}

func unheard(name, typ, on string, do change, wants string) Mutation {
	return Mutation{Name: name, Type: typ, On: on, Do: do, Stack: Heard, Wants: wants}
}
