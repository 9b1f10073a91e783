package mutation

// hearing are faults for which an alert reaches nobody, on a stack whose alerts should.
var hearing = []Mutation{
	unheard("Alertmanager's Secret is another", "Release", "kube-prometheus-stack",
		set("alertmanager-kube-prometheus-stack", "values", "alertmanager", "alertmanagerSpec", "configSecret"), "helm/alertmanager-configured"),
	unheard("Alertmanager's configuration under another key", "Secret", "alertmanager-config",
		rename("alertmanager.yaml", "alertmanager.yml", "stringData"), "helm/alertmanager-configured"),
	unheard("configuration that Alertmanager does not load", "Secret", "alertmanager-config",
		replaceIn("receiver: warning", "receiver: warnings", "stringData", "alertmanager.yaml"), `undefined receiver "warnings" used in route`),
	unheard("credential that is no file", "Secret", "alertmanager-config", rename("slack-url", "slack", "stringData"),
		"helm/alertmanager-reads-credentials"),
	unheard("credential in Alertmanager's configuration", "Secret", "alertmanager-config",
		replaceIn("api_url_file: /etc/alertmanager/secrets/alertmanager-config/slack-url", "api_url: https://hooks.slack.com/services/T0/B0/0123456789",
			"stringData", "alertmanager.yaml"), "helm/alertmanager-hides-credentials"),
	unheard("credential in the values", "Release", "kube-prometheus-stack",
		set("https://hooks.slack.com/services/T0/B0/0123456789", "values", "alertmanager", "annotations", "to"), "helm/no-secret-in-values"),
	unheard("Alertmanager without its role", "Release", "kube-prometheus-stack", unset("values", "alertmanager", "serviceAccount"),
		"helm/alertmanager-publishes"),
	unheard("role that may publish to another topic", "RolePolicy", "alertmanager", replaceIn(":alerts", ":others", "policy"), "helm/alertmanager-publishes"),
	unheard("Alertmanager does not wait for its Secret", "Release", "kube-prometheus-stack", forget("Secret::alertmanager-config"), "missing edge"),
	unheard("Alertmanager does not wait for its rights", "Release", "kube-prometheus-stack", forget("RolePolicy::alertmanager"), "missing edge"),
}

func unheard(name, typ, on string, do change, wants string) Mutation {
	return Mutation{Name: name, Type: typ, On: on, Do: do, Stack: Heard, Wants: wants}
}
