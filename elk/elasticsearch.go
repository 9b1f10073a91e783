package elk

import (
	"fmt"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/settings"
)

// elasticsearchValues are the values for chart elasticsearch 8.5.1: one node
// with every role, our own certificates on both layers, users in a file realm.
func elasticsearchValues(s settings.Elasticsearch, at place) (release.Values, error) {
	configuration, err := render("elasticsearch.yml", struct{ TLS tlsFiles }{tlsIn(elasticsearchTLSPath)})
	if err != nil {
		return nil, err
	}
	values := release.Values{
		"clusterName":         names.ElasticsearchCluster,
		"nodeGroup":           names.ElasticsearchNodeGroup,
		"replicas":            1,
		"minimumMasterNodes":  1,
		"protocol":            "https", // of the readiness probe
		"createCert":          false,
		"secret":              release.Values{"enabled": false}, // the chart's password changes with every upgrade
		"tests":               release.Values{"enabled": false}, // the test pod's name changes with every render
		"roles":               []string{"master", "data", "ingest", "remote_cluster_client", "transform"},
		"esConfig":            release.Values{"elasticsearch.yml": configuration},
		"esJavaOpts":          fmt.Sprintf("-Xms%[1]s -Xmx%[1]s", s.Heap),
		"resources":           resources(s.Resources),
		"volumeClaimTemplate": release.Claim(at.StorageClass, s.Storage),
		"podAnnotations":      annotations(at.Checksums),
		"extraEnvs": []release.Values{
			// The built-in user's first password, and the readiness probe's.
			envFromSecret("ELASTIC_PASSWORD", elasticCredentials, names.PasswordKey),
		},
		"secretMounts": []release.Values{
			mountTLSPrivately(elasticsearchTLS, elasticsearchTLSPath),
			mountKey("file-realm-users", fileRealm, fileRealmUsers, elasticsearchConfig),
			mountKey("file-realm-users-roles", fileRealm, fileRealmUsersRoles, elasticsearchConfig),
			mountKey("file-realm-roles", fileRealm, fileRealmRoles, elasticsearchConfig),
		},
		// With one data node a replica is never allocated: the chart's default
		// of green would keep a restarted pod unready for ever.
		"clusterHealthCheckParams": "wait_for_status=yellow&timeout=1s",
		// Nodes with Amazon Linux 2023 have vm.max_map_count 524288 already; the
		// init container that would set it is privileged.
		"sysctlInitContainer": release.Values{"enabled": false},
		"antiAffinity":        "soft",
		"enableServiceLinks":  false,
		"rbac":                release.Values{"create": false, "automountToken": false},
		"podSecurityContext":  release.Values{"fsGroup": 1000, "runAsUser": 1000},
		"securityContext":     unprivileged(),
	}
	image(values, at.ImageRegistry, "elasticsearch/elasticsearch", at.ImageTag)
	return values, nil
}

// mountTLSPrivately mounts a certificate's Secret so that no other user of the
// container can read the key.
func mountTLSPrivately(secret, directory string) release.Values {
	mount := mountSecret(secret, directory)
	mount["defaultMode"] = 0o440
	return mount
}
