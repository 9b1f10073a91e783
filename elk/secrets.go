package elk

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/release"
)

// secret is a Secret and the checksum of its content.
type secret struct {
	resource *corev1.Secret
	checksum pulumi.StringOutput
}

// newSecret makes an opaque Secret in the namespace.
func (e *Elk) newSecret(ctx *pulumi.Context, name string, content pulumi.StringMap) (*secret, error) {
	made, err := corev1.NewSecret(ctx, name, &corev1.SecretArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:      pulumi.String(name),
			Namespace: pulumi.String(names.ELKNamespace),
		},
		Type:       pulumi.String("Opaque"),
		StringData: content,
	}, e.inNamespace()...)
	if err != nil {
		return nil, fmt.Errorf("create Secret %s: %w", name, err)
	}
	return &secret{made, release.Checksum(content)}, nil
}

// secrets are the Secrets that hold passwords and keys.
type secrets struct {
	elastic, kibana, logstash, exporter, fileRealm *secret
}

func (e *Elk) newSecrets(ctx *pulumi.Context, passwords map[string]*random.RandomPassword) (*secrets, error) {
	var made secrets
	for _, login := range []struct {
		into **secret
		name string
		user string
		keys map[string]string // further keys, by the name of what fills them
	}{
		{&made.elastic, elasticCredentials, names.Superuser, nil},
		{&made.logstash, names.LogstashLogin.Secret, names.LogstashLogin.User, nil},
		{&made.exporter, names.ExporterLogin.Secret, names.ExporterLogin.User, nil},
		{&made.kibana, names.KibanaLogin.Secret, names.KibanaLogin.User, map[string]string{
			"kibana-encryption-key":    securityKey,
			"kibana-saved-objects-key": savedObjectsKey,
			"kibana-reporting-key":     reportingKey,
		}},
	} {
		content := pulumi.StringMap{
			names.UsernameKey: pulumi.String(login.user),
			names.PasswordKey: passwords[login.user].Result,
		}
		for name, key := range login.keys {
			password, err := e.newPassword(ctx, name)
			if err != nil {
				return nil, err
			}
			content[key] = password.Result
		}
		secret, err := e.newSecret(ctx, login.name, content)
		if err != nil {
			return nil, err
		}
		*login.into = secret
	}
	content, err := fileRealmContent(passwords)
	if err != nil {
		return nil, err
	}
	made.fileRealm, err = e.newSecret(ctx, fileRealm, content)
	return &made, err
}
