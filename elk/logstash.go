package elk

import (
	"fmt"

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
		QueueMaxBytes:    queueMaxBytes(s.Storage),
	}
	files := map[string]string{}
	for _, name := range []string{"logstash.yml", "logstash.conf", indexTemplateFile} {
		text, err := render(name, data)
		if err != nil {
			return nil, err
		}
		files[name] = text
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

// queueMaxBytes is a quarter of the volume, in Logstash's notation: Logstash
// does not start with a queue that its volume has no room for, and the volume
// also holds the dead letter queue and the page files being replaced.
func queueMaxBytes(storage settings.Quantity) string {
	return fmt.Sprintf("%dmb", storage.Bytes()/(4<<20))
}
