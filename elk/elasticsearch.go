package elk

import (
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/kube"
)

// Directories in the image.
const (
	elasticsearchConfig  = "/usr/share/elasticsearch/config"
	elasticsearchTLSPath = elasticsearchConfig + "/certs"
)

// trustFile says whom a node takes for another one.
const trustFile = "trust.yml"

// elasticsearchTimeout is for 600 MB to pull, a volume to wait for and a cluster
// to start.
const elasticsearchTimeout = 15 * time.Minute

// elasticsearch is one node with every role, our own certificates on both
// layers, and users in a file realm.
func elasticsearch(in inputs) (kube.Release, error) {
	values, err := elasticsearchValues(in)
	return kube.Release{
		Name:    names.ElasticsearchRelease,
		Chart:   in.Charts.Elasticsearch,
		Values:  values,
		Timeout: elasticsearchTimeout,
		// A snapshot that begins before its role may write fails.
		Options: []pulumi.ResourceOption{pulumi.DependsOn(in.Backups.ready())},
	}, err
}

func elasticsearchValues(in inputs) (kube.Values, error) {
	s := in.Settings.Elasticsearch
	configuration, err := render("elasticsearch.yml", struct {
		TLS   tlsFiles
		Trust string
	}{tlsIn(elasticsearchTLSPath), trustFile})
	if err != nil {
		return nil, err
	}
	trusts, err := render(trustFile, struct{ Host string }{names.Elasticsearch.Host()})
	if err != nil {
		return nil, err
	}
	values := kube.Values{
		"clusterName":         names.ElasticsearchCluster,
		"nodeGroup":           names.ElasticsearchNodeGroup,
		"replicas":            1,
		"minimumMasterNodes":  1,
		"protocol":            "https", // of the readiness probe
		"createCert":          false,
		"secret":              kube.Values{"enabled": false}, // the chart's password changes with every upgrade
		"tests":               kube.Values{"enabled": false}, // the test pod's name changes with every render
		"roles":               []string{"master", "data", "ingest", "remote_cluster_client", "transform"},
		"esConfig":            kube.Values{"elasticsearch.yml": configuration, trustFile: trusts},
		"esJavaOpts":          fmt.Sprintf("-Xms%[1]s -Xmx%[1]s", s.Heap),
		"resources":           resources(s.Resources),
		"volumeClaimTemplate": kube.Claim(in.Kubernetes.StorageClass, s.Storage),
		"podAnnotations": kube.Checksums{
			"tls": tlsSecret(names.ElasticsearchRelease), "credentials": elasticCredentials, "file-realm": fileRealm,
		},
		"extraEnvs": []kube.Values{
			// The readiness probe's.
			envFromSecret("ELASTIC_PASSWORD", elasticCredentials, names.PasswordKey),
		},
		"secretMounts": []kube.Values{
			mountTLSPrivately(tlsSecret(names.ElasticsearchRelease), elasticsearchTLSPath),
			mountKey("file-realm-users", fileRealm, fileRealmUsers, elasticsearchConfig),
			mountKey("file-realm-users-roles", fileRealm, fileRealmUsersRoles, elasticsearchConfig),
			mountKey("file-realm-roles", fileRealm, fileRealmRoles, elasticsearchConfig),
		},
		// A started pod is ready when its node answers. With the chart's default of
		// green, one replica, which one data node never allocates, would keep it out
		// of its Service for ever; with yellow, one damaged index, which can then be
		// neither repaired nor deleted.
		"clusterHealthCheckParams": "wait_for_nodes=1&timeout=1s",
		// Nodes with Amazon Linux 2023 have vm.max_map_count 524288 already; the
		// init container that would set it is privileged.
		"sysctlInitContainer": kube.Values{"enabled": false},
		"antiAffinity":        "soft",
		"enableServiceLinks":  false,
		"rbac":                kube.Values{"create": false, "automountToken": false},
		"podSecurityContext":  kube.Values{"fsGroup": 1000, "runAsUser": 1000},
		"securityContext":     unprivileged(),
	}
	in.image(values, "elasticsearch/elasticsearch")
	if in.Settings.FileSettings {
		err = in.holdByFile(values)
	}
	if in.Backups != nil {
		in.Backups.credential(values)
	}
	return values, err
}

// mountTLSPrivately mounts a certificate's Secret so that no other user of the
// container can read the key.
func mountTLSPrivately(secret, directory string) kube.Values {
	mount := mountSecret(secret, directory)
	mount["defaultMode"] = 0o440
	return mount
}
