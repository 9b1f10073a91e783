package elk

import (
	"fmt"
	"math/big"
	"regexp"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/settings"
)

// logstashEnv are the variables that the pipeline reads. They are no settings
// of logstash.yml: the image would write such a one into that file, which is
// mounted read-only.
var logstashEnv = struct{ Username, Password string }{"ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"}

// indexTemplateFile is the index template's name in Logstash's configuration.
const indexTemplateFile = "index-template.json"

// logstashValues are the values for chart logstash 8.5.1: the output of uptime
// every 30 seconds, and Beats over TLS, through a persisted queue.
func logstashValues(s settings.Logstash, at place) (release.Values, error) {
	queue, err := queueMaxBytes(s.Storage)
	if err != nil {
		return nil, err
	}
	data := struct {
		TLS                                                               tlsFiles
		Env                                                               any
		Index, BeatsIndex, ElasticsearchURL, IndexTemplate, QueueMaxBytes string
		BeatsPort                                                         int
	}{
		TLS: tlsIn(logstashTLSPath), Env: logstashEnv,
		Index: names.UptimeIndex, BeatsIndex: names.BeatsIndex, BeatsPort: names.Beats.Port,
		ElasticsearchURL: elasticsearchURL,
		IndexTemplate:    logstashConfig + "/" + indexTemplateFile,
		QueueMaxBytes:    queue,
	}
	files := map[string]string{}
	for _, name := range []string{"logstash.yml", "logstash.conf", indexTemplateFile} {
		if files[name], err = render(name, data); err != nil {
			return nil, err
		}
	}
	values := release.Values{
		"fullnameOverride": names.LogstashRelease,
		"replicas":         1,
		"logstashConfig": release.Values{
			"logstash.yml":    files["logstash.yml"],
			indexTemplateFile: files[indexTemplateFile],
		},
		// Under any other name it would join the image's own logstash.conf,
		// which reads Beats without TLS and writes to standard output.
		"logstashPipeline":    release.Values{"logstash.conf": files["logstash.conf"]},
		"logstashJavaOpts":    fmt.Sprintf("-Xms%[1]s -Xmx%[1]s", s.Heap),
		"resources":           resources(s.Resources),
		"persistence":         release.Values{"enabled": true},
		"volumeClaimTemplate": release.Claim(at.StorageClass, s.Storage),
		"podAnnotations":      annotations(at.Checksums),
		"extraEnvs": []release.Values{
			envFromSecret(logstashEnv.Username, names.LogstashLogin.Secret, names.UsernameKey),
			envFromSecret(logstashEnv.Password, names.LogstashLogin.Secret, names.PasswordKey),
		},
		"secretMounts": []release.Values{mountSecret(logstashTLS, logstashTLSPath)},
		"extraPorts":   []release.Values{{"name": "beats", "containerPort": names.Beats.Port}},
		"service": release.Values{
			"type":  "ClusterIP",
			"ports": []release.Values{{"name": "beats", "port": names.Beats.Port, "protocol": "TCP", "targetPort": names.Beats.Port}},
		},
		"antiAffinity":    "soft",
		"securityContext": unprivileged(),
	}
	image(values, at.ImageRegistry, "logstash/logstash", at.ImageTag)
	return values, nil
}

var quantity = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)([kMGTPE]|[KMGTPE]i)?$`)

// queueMaxBytes is a quarter of the volume, in Logstash's notation: Logstash
// does not start with a queue that its volume has no room for, and the volume
// also holds the dead letter queue and the page files being replaced.
func queueMaxBytes(storage string) (string, error) {
	parts := quantity.FindStringSubmatch(storage)
	if parts == nil {
		return "", fmt.Errorf("logstash storage %q is not a quantity such as 4Gi", storage)
	}
	bytes, _ := new(big.Rat).SetString(parts[1])
	bytes.Mul(bytes, new(big.Rat).SetInt(unit(parts[2])))
	megabytes := new(big.Rat).Quo(bytes, big.NewRat(4<<20, 1))
	whole := new(big.Int).Quo(megabytes.Num(), megabytes.Denom())
	return whole.String() + "mb", nil
}

// unit is the factor of a quantity's suffix
// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
func unit(suffix string) *big.Int {
	exponents := map[byte]int64{'k': 1, 'K': 1, 'M': 2, 'G': 3, 'T': 4, 'P': 5, 'E': 6}
	if suffix == "" {
		return big.NewInt(1)
	}
	base := int64(1000)
	if len(suffix) == 2 {
		base = 1024
	}
	return new(big.Int).Exp(big.NewInt(base), big.NewInt(exponents[suffix[0]]), nil)
}
