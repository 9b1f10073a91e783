package elk

import "eks-elk/release"

// Namespace holds Elasticsearch, Logstash, Kibana and what they need.
const Namespace = "elk"

// Names that the charts give their Services. The Elasticsearch chart joins
// clusterName and nodeGroup; the other two take fullnameOverride.
const (
	clusterName          = "security"
	nodeGroup            = "master"
	elasticsearchService = clusterName + "-" + nodeGroup
	logstashName         = "logstash"
	kibanaName           = "kibana"
)

// elasticsearchURL is where the others in the namespace find Elasticsearch.
const elasticsearchURL = "https://" + elasticsearchService + ":9200"

// Secrets in the namespace.
const (
	elasticsearchTLS    = "elasticsearch-tls"
	logstashTLS         = "logstash-tls"
	kibanaTLS           = "kibana-tls"
	elasticCredentials  = "elastic-credentials"
	kibanaCredentials   = "kibana-credentials"
	logstashCredentials = "logstash-credentials"
	exporterCredentials = "es-exporter-credentials"
	fileRealm           = "elasticsearch-file-realm"
)

// Keys of the credentials Secrets; the last three are Kibana's alone.
const (
	usernameKey     = "username"
	passwordKey     = "password"
	securityKey     = "encryptionKey"
	savedObjectsKey = "savedObjectsKey"
	reportingKey    = "reportingKey"
)

// Keys of the file realm's Secret: the file names Elasticsearch looks for
// (https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/file-based).
const (
	fileRealmUsers      = "users"
	fileRealmUsersRoles = "users_roles"
	fileRealmRoles      = "roles.yml"
)

// Directories in the images.
const (
	elasticsearchConfig  = "/usr/share/elasticsearch/config"
	elasticsearchTLSPath = elasticsearchConfig + "/certs"
	logstashConfig       = "/usr/share/logstash/config"
	logstashTLSPath      = logstashConfig + "/certs"
	kibanaTLSPath        = "/usr/share/kibana/config/certs"
)

// Indices that Logstash writes.
const (
	uptimeIndex = "logstash"
	beatsIndex  = "logstash-beats"
)

// beatsPort is where Logstash listens for Beats over TLS.
const beatsPort = 5044

// Services that a person or another component may want to reach.
var (
	elasticsearchAPI = release.Service{Namespace: Namespace, Name: elasticsearchService, Port: 9200, LocalPort: 9200, Scheme: "https"}
	kibanaPage       = release.Service{Namespace: Namespace, Name: kibanaName, Port: 5601, LocalPort: 5601, Scheme: "https"}
	beatsInput       = release.Service{Namespace: Namespace, Name: logstashName, Port: beatsPort, LocalPort: beatsPort, Scheme: "tls"}
)
