package monitoring

import (
	"fmt"
	"path"
	"strings"

	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/kube"
)

// DataSource is a place that Grafana asks besides its own Prometheus, over TLS, as
// a user of its own. That place lets the user in: its password is among
// Monitoring.Readers. All fields are required.
type DataSource struct {
	Name, UID, Type, URL string
	Login                names.Login        // its Secret is made here; what Role may, the place says
	Authority            pulumi.StringInput // whose certificate the place shows, PEM
	Options              kube.Values        // jsonData of the type
}

// authorityKey is the key of the Secret with the authority's certificate.
const authorityKey = "ca.crt"

// newReaders makes a password and a Secret for each data source.
func (m *Monitoring) newReaders(ctx *pulumi.Context, sources []DataSource) error {
	m.Readers = map[string]*random.RandomPassword{}
	for _, source := range sources {
		password, err := m.tenant.Password(ctx, source.Login.User)
		if err != nil {
			return err
		}
		m.Readers[source.Login.User] = password
		if err := m.tenant.Secret(ctx, source.Login.Secret, kube.Opaque, pulumi.StringMap{
			names.UsernameKey: pulumi.String(source.Login.User),
			names.PasswordKey: password.Result,
			authorityKey:      source.Authority,
		}); err != nil {
			return err
		}
	}
	return nil
}

// directory is where Grafana finds the data source's authority.
func (s DataSource) directory() string { return path.Join("/etc/secrets", s.UID) }

// variable is an environment variable of Grafana's.
func (s DataSource) variable(what string) string {
	return strings.ToUpper(fmt.Sprintf("DATASOURCE_%s_%s", s.UID, what))
}

// provisioned is the data source in Grafana's file. What is secret comes from the
// environment and from a file when Grafana reads it
// (https://grafana.com/docs/grafana/latest/administration/provisioning/#using-environment-variables).
func (s DataSource) provisioned() kube.Values {
	options := kube.Values{"tlsAuthWithCACert": true}
	for key, value := range s.Options {
		options[key] = value
	}
	return kube.Values{
		"name": s.Name, "type": s.Type, "uid": s.UID, "access": "proxy", "url": s.URL,
		"basicAuth": true, "basicAuthUser": "$" + s.variable("username"),
		"jsonData": options,
		"secureJsonData": kube.Values{
			"basicAuthPassword": "$" + s.variable("password"),
			"tlsCACert":         fmt.Sprintf("$__file{%s}", path.Join(s.directory(), authorityKey)),
		},
	}
}

// readBy adds to Grafana's values what its data sources need.
func readBy(grafana kube.Values, sources []DataSource) {
	if len(sources) == 0 {
		return
	}
	env, sums := kube.Values{}, kube.Checksums{}
	var mounts []kube.Values
	for _, s := range sources {
		for _, key := range []string{names.UsernameKey, names.PasswordKey} {
			env[s.variable(key)] = kube.Values{"secretKeyRef": kube.Values{"name": s.Login.Secret, "key": key}}
		}
		mounts = append(mounts, kube.Values{
			"name": s.Login.Secret, "secretName": s.Login.Secret, "mountPath": s.directory(), "readOnly": true,
			"defaultMode": 0o440, // by fsGroup; the password is in it, too
		})
		sums[s.UID] = s.Login.Secret
	}
	grafana["envValueFrom"], grafana["extraSecretMounts"], grafana["podAnnotations"] = env, mounts, sums
}
