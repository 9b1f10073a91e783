package mutation

var workload = []Mutation{
	{Name: "Secret key renamed", Type: "Secret", On: "elastic-credentials", Do: rename("password", "passwort", "stringData"), Wants: "elastic-credentials"},
	{Name: "TLS Secret without its key", Type: "Secret", On: "kibana-tls", Do: unset("stringData", "tls.key"), Wants: "tls.key"},
	{Name: "Secret in another namespace", Type: "Secret", On: "logstash-credentials", Do: set("default", "metadata", "namespace"), Wants: "logstash-credentials"},
	{Name: "release in a namespace that is not there", Type: "Release", On: "elasticsearch", Do: set("search", "namespace"), Wants: "search"},
	{Name: "chart value misspelt", Type: "Release", On: "elasticsearch", Do: rename("esJavaOpts", "esJavaOptions", "values"), Wants: "esJavaOptions"},
	{Name: "chart version that was never released", Type: "Release", On: "kibana", Do: set("7.17.99", "version"), Wants: "7.17.99"},
	{Name: "volume of a class that is not there", Type: "Release", On: "elasticsearch", Do: set("gp4", "values", "volumeClaimTemplate", "storageClassName"), Wants: "gp4"},
	{Name: "more memory than a node has", Type: "Release", On: "elasticsearch", Do: set("64Gi", "values", "resources", "requests", "memory"), Wants: "Insufficient memory"},
	{Name: "alert that Prometheus cannot read", Type: "Release", On: "kube-prometheus-stack", Do: set([]any{map[string]any{"name": "x", "rules": []any{map[string]any{"alert": "X", "expr": "rate(up)"}}}}, "values", "additionalPrometheusRulesMap", "kubelet", "groups"), Wants: "expected type range vector"},
	{Name: "dashboard that is no JSON", Type: "ConfigMap", On: "elk-dashboard", Do: set(map[string]any{"elk.json": "{"}, "data"), Wants: "kubernetes/dashboard-shows"},
	{Name: "password in the values", Type: "Release", On: "logstash", Do: set("Tr0ub4dor-and-3-more", "values", "password"), Wants: "password"},
	{Name: "Kibana asks another Elasticsearch", Type: "Release", On: "kibana", Do: set("https://elasticsearch:9200", "values", "elasticsearchHosts"), Wants: "ENOTFOUND elasticsearch"},
	{Name: "authority that is none", Type: "SelfSignedCert", On: "ca", Do: set(false, "isCaCertificate"), Wants: "Certificate Authority"},
	{Name: "certificate outlives its authority", Type: "LocallySignedCert", On: "kibana-tls", Do: set(999999, "validityPeriodHours"), Wants: "its authority only until"},
	{Name: "certificate without the name clients use", Type: "CertRequest", On: "elasticsearch-tls", Do: set([]any{"localhost"}, "dnsNames"), Wants: "security-master"},
}
