package elk

import (
	"fmt"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/settings"
)

// kibanaEnv are the variables that kibana.yml reads. They are none of the names
// that Kibana's image turns into process arguments, which would show the
// password in every process list.
var kibanaEnv = struct {
	Username, Password, SecurityKey, SavedObjectsKey, ReportingKey string
}{"KBN_ES_USERNAME", "KBN_ES_PASSWORD", "KBN_SECURITY_KEY", "KBN_SAVED_OBJECTS_KEY", "KBN_REPORTING_KEY"}

// kibanaValues are the values for chart kibana 7.17.3, which runs newer images
// as well. The hooks of chart 8.5.1 fail every upgrade
// (https://github.com/elastic/helm-charts/issues/1766).
func kibanaValues(s settings.Kibana, at place) (release.Values, error) {
	configuration, err := render("kibana.yml", struct {
		Name string
		TLS  tlsFiles
		Env  any
	}{names.KibanaRelease, tlsIn(kibanaTLSPath), kibanaEnv})
	if err != nil {
		return nil, err
	}
	values := release.Values{
		"fullnameOverride":   names.KibanaRelease,
		"elasticsearchHosts": elasticsearchURL,
		"protocol":           "https",       // of the readiness probe
		"healthCheckPath":    "/api/status", // answers without a login, 503 until Elasticsearch does
		"kibanaConfig":       release.Values{"kibana.yml": configuration},
		"resources":          resources(s.Resources),
		"podAnnotations":     annotations(at.Checksums),
		"extraEnvs": []release.Values{
			envFromSecret(kibanaEnv.Username, names.KibanaLogin.Secret, names.UsernameKey),
			envFromSecret(kibanaEnv.Password, names.KibanaLogin.Secret, names.PasswordKey),
			envFromSecret(kibanaEnv.SecurityKey, names.KibanaLogin.Secret, securityKey),
			envFromSecret(kibanaEnv.SavedObjectsKey, names.KibanaLogin.Secret, savedObjectsKey),
			envFromSecret(kibanaEnv.ReportingKey, names.KibanaLogin.Secret, reportingKey),
			{"name": "NODE_OPTIONS", "value": fmt.Sprintf("--max-old-space-size=%d", s.Heap.Bytes()>>20)},
		},
		"secretMounts":   []release.Values{mountSecret(kibanaTLS, kibanaTLSPath)},
		"automountToken": false,
		"readinessProbe": release.Values{
			"failureThreshold":    3,
			"initialDelaySeconds": 30,
			"periodSeconds":       10,
			"successThreshold":    1,
			"timeoutSeconds":      10,
		},
		"securityContext": unprivileged(),
	}
	image(values, at.ImageRegistry, "kibana/kibana", at.ImageTag)
	return values, nil
}
