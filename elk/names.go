package elk

import (
	"fmt"

	"eks-elk/internal/names"
)

// elasticsearchURL is where the others in the namespace find Elasticsearch.
var elasticsearchURL = fmt.Sprintf("https://%s:%d", names.Elasticsearch.Name, names.Elasticsearch.Port)

// Secrets in the namespace, those of logins apart.
const (
	elasticsearchTLS   = "elasticsearch-tls"
	logstashTLS        = "logstash-tls"
	kibanaTLS          = "kibana-tls"
	elasticCredentials = "elastic-credentials"
	fileRealm          = "elasticsearch-file-realm"
)

// Keys that Kibana's credentials have besides the login.
const (
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
