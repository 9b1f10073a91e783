package elk

import (
	"fmt"
	"time"

	"eks-elk/internal/names"
	"eks-elk/kube"
)

// kibanaEnv are the variables that kibana.yml reads. They are none of the names
// that Kibana's image turns into process arguments, which would show the
// password in every process list.
var kibanaEnv = struct {
	Username, Password, SecurityKey, SavedObjectsKey, ReportingKey string
}{"KBN_ES_USERNAME", "KBN_ES_PASSWORD", "KBN_SECURITY_KEY", "KBN_SAVED_OBJECTS_KEY", "KBN_REPORTING_KEY"}

const kibanaTLSPath = "/usr/share/kibana/config/certs"

// kibana is one stateless node. Chart 7.17.3 runs newer images as well, and the
// hooks of chart 8.5.1 fail every upgrade (https://github.com/elastic/helm-charts/issues/1766).
func kibana(in inputs) (kube.Release, error) {
	values, err := kibanaValues(in)
	return kube.Release{
		Name:   names.KibanaRelease,
		Chart:  in.Charts.Kibana,
		Values: values,
		// It comes up beside Elasticsearch, and its probe gets 503 until that answers:
		// all that Elasticsearch is allowed, and ten minutes of its own.
		Timeout: elasticsearchTimeout + 10*time.Minute,
	}, err
}

func kibanaValues(in inputs) (kube.Values, error) {
	s := in.Settings.Kibana
	configuration, err := render("kibana.yml", struct {
		Name string
		TLS  tlsFiles
		Env  any
	}{names.KibanaRelease, tlsIn(kibanaTLSPath), kibanaEnv})
	if err != nil {
		return nil, err
	}
	values := kube.Values{
		"fullnameOverride":   names.KibanaRelease,
		"elasticsearchHosts": elasticsearchURL,
		"protocol":           "https",       // of the readiness probe
		"healthCheckPath":    "/api/status", // answers without a login, 503 until Elasticsearch does
		"kibanaConfig":       kube.Values{"kibana.yml": configuration},
		"resources":          resources(s.Resources),
		"podAnnotations":     kube.Checksums{"tls": tlsSecret(names.KibanaRelease), "credentials": names.KibanaLogin.Secret},
		"extraEnvs": []kube.Values{
			envFromSecret(kibanaEnv.Username, names.KibanaLogin.Secret, names.UsernameKey),
			envFromSecret(kibanaEnv.Password, names.KibanaLogin.Secret, names.PasswordKey),
			envFromSecret(kibanaEnv.SecurityKey, names.KibanaLogin.Secret, securityKey),
			envFromSecret(kibanaEnv.SavedObjectsKey, names.KibanaLogin.Secret, savedObjectsKey),
			envFromSecret(kibanaEnv.ReportingKey, names.KibanaLogin.Secret, reportingKey),
			{"name": "NODE_OPTIONS", "value": fmt.Sprintf("--max-old-space-size=%d", s.Heap.Bytes()>>20)},
		},
		"secretMounts":   []kube.Values{mountSecret(tlsSecret(names.KibanaRelease), kibanaTLSPath)},
		"automountToken": false,
		"readinessProbe": kube.Values{
			"failureThreshold":    3,
			"initialDelaySeconds": 30,
			"periodSeconds":       10,
			"successThreshold":    1,
			"timeoutSeconds":      10,
		},
		"securityContext": unprivileged(),
	}
	in.image(values, "kibana/kibana")
	return values, nil
}
