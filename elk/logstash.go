package elk

import (
	"fmt"

	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// logstashEnv are the variables that the pipeline reads. They are no settings
// of logstash.yml: the image would write such a one into that file, which is
// mounted read-only.
var logstashEnv = struct{ Username, Password string }{"ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"}

// jsonField is the field below which the JSON of a message is.
const jsonField = "app"

// Directories in the image.
const (
	logstashConfig  = "/usr/share/logstash/config"
	logstashTLSPath = logstashConfig + "/certs"
)

// logstash reads the output of uptime every 30 seconds, and Beats over TLS,
// through a persisted queue. It comes up beside Elasticsearch and asks for it
// every five seconds; until it answers, what arrives is in the queue.
func logstash(in inputs) (kube.Release, error) {
	values, err := logstashValues(in)
	return kube.Release{
		Name:   names.LogstashRelease,
		Chart:  in.Charts.Logstash,
		Values: values,
	}, err
}

func logstashValues(in inputs) (kube.Values, error) {
	s := in.Settings.Logstash
	data := struct {
		TLS                                        tlsFiles
		Env                                        any
		Index, Stream, JSONField, ElasticsearchURL string
		QueueMaxBytes, DeadLetterMaxBytes          string
		BeatsPort                                  int
		Authenticated                              bool
	}{
		TLS: tlsIn(logstashTLSPath), Env: logstashEnv,
		Index: names.UptimeIndex, Stream: names.LogsStream, JSONField: jsonField,
		BeatsPort: names.Beats.Port, Authenticated: in.Logs.Enabled,
		ElasticsearchURL: elasticsearchURL,
		// Logstash does not start with a queue that its volume has no room for,
		// and needs room for page files that are being replaced.
		QueueMaxBytes:      shareOf(s.Storage, 4),
		DeadLetterMaxBytes: shareOf(s.Storage, 8),
	}
	config, err := render("logstash.yml", data)
	if err != nil {
		return nil, err
	}
	pipeline, err := render("logstash.conf", data)
	if err != nil {
		return nil, err
	}
	values := kube.Values{
		"fullnameOverride": names.LogstashRelease,
		"replicas":         1,
		"logstashConfig":   kube.Values{"logstash.yml": config},
		// Under any other name it would join the image's own logstash.conf,
		// which reads Beats without TLS and writes to standard output.
		"logstashPipeline":    kube.Values{"logstash.conf": pipeline},
		"logstashJavaOpts":    fmt.Sprintf("-Xms%[1]s -Xmx%[1]s", s.Heap),
		"resources":           resources(s.Resources),
		"persistence":         kube.Values{"enabled": true},
		"volumeClaimTemplate": kube.Claim(in.Kubernetes.StorageClass, s.Storage),
		"podAnnotations":      kube.Checksums{"tls": tlsSecret(names.LogstashRelease), "credentials": names.LogstashLogin.Secret},
		"extraEnvs": []kube.Values{
			envFromSecret(logstashEnv.Username, names.LogstashLogin.Secret, names.UsernameKey),
			envFromSecret(logstashEnv.Password, names.LogstashLogin.Secret, names.PasswordKey),
		},
		"secretMounts": []kube.Values{mountSecret(tlsSecret(names.LogstashRelease), logstashTLSPath)},
		"extraPorts":   []kube.Values{{"name": "beats", "containerPort": names.Beats.Port}},
		"service": kube.Values{
			"type":  "ClusterIP",
			"ports": []kube.Values{{"name": "beats", "port": names.Beats.Port, "protocol": "TCP", "targetPort": names.Beats.Port}},
		},
		"antiAffinity":    "soft",
		"securityContext": unprivileged(),
	}
	in.image(values, "logstash/logstash")
	return values, nil
}

// shareOf returns one of so many parts of a volume, in Logstash's notation.
func shareOf(storage settings.Quantity, parts int64) string {
	return fmt.Sprintf("%dmb", storage.Bytes()/parts>>20)
}
