package settings

// The versions a stack gets that says nothing, and where each was checked. The
// charts' stand in chartSources.
const (
	// EKS: in standard support, and within what every chart renders for.
	defaultKubernetesVersion = "1.35"

	// The last minor version of Elastic's 8 series; chart 8.5.1 starts its
	// images unchanged. Image of Elasticsearch, Logstash, Kibana and Filebeat alike.
	defaultElasticImage = "8.19.20"

	// https://github.com/elastic/helm-charts, the last releases of an archived
	// repository. Values of both rendered with Helm 3.11.3 for 1.31 to 1.35.
	// Kibana's 8.5.1 has hooks that fail; 7.17.3 has none and starts an 8.19 image.
	elasticRepository = "https://helm.elastic.co"

	// https://github.com/prometheus-community/helm-charts. The CRDs and the stack
	// carry the same prometheus-operator, v0.93.1: raise both together.
	prometheusRepository = "https://prometheus-community.github.io/helm-charts"
)
