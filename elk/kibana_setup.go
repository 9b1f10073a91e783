package elk

import (
	"crypto/sha256"
	"fmt"
	"strings"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/elk/savedobjects"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// Files of the ConfigMap, and directories in the container.
const (
	setupScript    = "setup.sh"
	setupObjects   = "objects.ndjson"
	setupPath      = "/setup"
	setupAuthority = "/authority"
)

// setupEnv are the variables that the script reads.
var setupEnv = struct{ Username, Password string }{"KIBANA_USERNAME", "KIBANA_PASSWORD"}

// setupSeconds is how long one pod of the Job waits for Kibana, which is available
// when the Job begins, and for what it asks Elasticsearch.
const setupSeconds = 180

// kibanaSetup is what the Job works with: its files, its image and its name.
type kibanaSetup struct {
	files pulumi.StringMap
	image string
	name  string // of the ConfigMap and of the Job: of their content
}

func (in inputs) kibanaSetup() (kibanaSetup, error) {
	objects, err := savedobjects.Lines(kibanaContent())
	if err != nil {
		return kibanaSetup{}, err
	}
	script, err := render("kibana-setup.sh", struct {
		URL, Authority, Objects string
		Env                     any
		Seconds                 int
	}{names.Kibana.URL(), setupAuthority + "/" + certs.AuthorityKey, setupPath + "/" + setupObjects, setupEnv, setupSeconds})
	if err != nil {
		return kibanaSetup{}, err
	}
	image := in.imageOf("elasticsearch/elasticsearch")
	sum := sha256.Sum256([]byte(strings.Join([]string{objects, script, image}, "\x00")))
	return kibanaSetup{
		files: pulumi.StringMap{setupScript: pulumi.String(script), setupObjects: pulumi.String(objects)},
		image: image, name: fmt.Sprintf("kibana-setup-%x", sum[:5]),
	}, nil
}

// setUpKibana registers the Job that puts data views, searches, charts and a
// dashboard into Kibana. It runs once; with other content it is another Job.
func (in inputs) setUpKibana(ctx *pulumi.Context, tenant *kube.Tenant) error {
	setup, err := in.kibanaSetup()
	if err != nil {
		return err
	}
	metadata := func(annotations pulumi.StringMap) *metav1.ObjectMetaArgs {
		return &metav1.ObjectMetaArgs{
			Name: pulumi.String(setup.name), Namespace: pulumi.String(names.ELKNamespace), Annotations: annotations,
		}
	}
	files, err := corev1.NewConfigMap(ctx, names.KibanaSetup, &corev1.ConfigMapArgs{Metadata: metadata(nil), Data: setup.files}, tenant.Options()...)
	if err != nil {
		return fmt.Errorf("create ConfigMap %s: %w", names.KibanaSetup, err)
	}
	_, err = batchv1.NewJob(ctx, names.KibanaSetup, &batchv1.JobArgs{
		// A Job that failed stays so: without this, every later up would say so
		// again and do nothing (pulumi-kubernetes v3.30.2 provider.go, Diff).
		Metadata: metadata(pulumi.StringMap{"pulumi.com/replaceUnready": pulumi.String("true")}),
		Spec:     setup.spec(),
	}, append(tenant.Options(), pulumi.DependsOn([]pulumi.Resource{
		files, // its pod mounts them
		tenant.Made(names.KibanaSetupLogin.Secret), // its container reads the login from it
		tenant.Made(names.KibanaRelease),           // it asks Kibana
		tenant.Made(names.ElasticsearchRelease),    // which Kibana asks who logs in
	}))...)
	if err != nil {
		return fmt.Errorf("create Job %s: %w", names.KibanaSetup, err)
	}
	return nil
}

func (s kibanaSetup) spec() *batchv1.JobSpecArgs {
	fromSecret := func(name, key string) *corev1.EnvVarArgs {
		return &corev1.EnvVarArgs{Name: pulumi.String(name), ValueFrom: &corev1.EnvVarSourceArgs{SecretKeyRef: &corev1.SecretKeySelectorArgs{
			Name: pulumi.String(names.KibanaSetupLogin.Secret), Key: pulumi.String(key),
		}}}
	}
	mount := func(volume, directory string) *corev1.VolumeMountArgs {
		return &corev1.VolumeMountArgs{Name: pulumi.String(volume), MountPath: pulumi.String(directory), ReadOnly: pulumi.Bool(true)}
	}
	quantities := func(cpu, memory string) pulumi.StringMap {
		return pulumi.StringMap{"cpu": pulumi.String(cpu), "memory": pulumi.String(memory)}
	}
	labels := pulumi.StringMap{"app": pulumi.String(names.KibanaSetup)}
	return &batchv1.JobSpecArgs{
		// Each of the pods waits for itself, too. No ttlSecondsAfterFinished: the
		// Job would be gone, and the next refresh would have it made again.
		BackoffLimit: pulumi.Int(2),
		// Below the ten minutes that the provider waits.
		ActiveDeadlineSeconds: pulumi.Int(3*setupSeconds + 30),
		Template: &corev1.PodTemplateSpecArgs{
			Metadata: &metav1.ObjectMetaArgs{Labels: labels},
			Spec: &corev1.PodSpecArgs{
				RestartPolicy:                pulumi.String("Never"),
				AutomountServiceAccountToken: pulumi.Bool(false),
				EnableServiceLinks:           pulumi.Bool(false),
				Affinity:                     besideElasticsearch(),
				SecurityContext: &corev1.PodSecurityContextArgs{
					RunAsNonRoot: pulumi.Bool(true), RunAsUser: pulumi.Int(1000), RunAsGroup: pulumi.Int(1000),
					SeccompProfile: &corev1.SeccompProfileArgs{Type: pulumi.String("RuntimeDefault")},
				},
				Containers: corev1.ContainerArray{&corev1.ContainerArgs{
					Name:    pulumi.String("setup"),
					Image:   pulumi.String(s.image), // it has bash and curl, and its node has it
					Command: pulumi.ToStringArray([]string{"bash", setupPath + "/" + setupScript}),
					Env: corev1.EnvVarArray{
						fromSecret(setupEnv.Username, names.UsernameKey), fromSecret(setupEnv.Password, names.PasswordKey),
					},
					VolumeMounts: corev1.VolumeMountArray{mount("setup", setupPath), mount("authority", setupAuthority)},
					Resources:    &corev1.ResourceRequirementsArgs{Requests: quantities("10m", "32Mi"), Limits: quantities("500m", "128Mi")},
					SecurityContext: &corev1.SecurityContextArgs{
						AllowPrivilegeEscalation: pulumi.Bool(false), ReadOnlyRootFilesystem: pulumi.Bool(true),
						Capabilities: &corev1.CapabilitiesArgs{Drop: pulumi.ToStringArray([]string{"ALL"})},
					},
				}},
				Volumes: corev1.VolumeArray{
					&corev1.VolumeArgs{Name: pulumi.String("setup"), ConfigMap: &corev1.ConfigMapVolumeSourceArgs{Name: pulumi.String(s.name)}},
					// The private key beside it is none of the Job's business.
					&corev1.VolumeArgs{Name: pulumi.String("authority"), Secret: &corev1.SecretVolumeSourceArgs{
						SecretName: pulumi.String(tlsSecret(names.KibanaRelease)),
						Items: corev1.KeyToPathArray{&corev1.KeyToPathArgs{
							Key: pulumi.String(certs.AuthorityKey), Path: pulumi.String(certs.AuthorityKey),
						}},
					}},
				},
			},
		},
	}
}

// besideElasticsearch prefers the node that has the image already.
func besideElasticsearch() *corev1.AffinityArgs {
	return &corev1.AffinityArgs{PodAffinity: &corev1.PodAffinityArgs{
		PreferredDuringSchedulingIgnoredDuringExecution: corev1.WeightedPodAffinityTermArray{&corev1.WeightedPodAffinityTermArgs{
			Weight: pulumi.Int(100),
			PodAffinityTerm: &corev1.PodAffinityTermArgs{
				TopologyKey:   pulumi.String("kubernetes.io/hostname"),
				LabelSelector: &metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{"app": pulumi.String(names.Elasticsearch.Name)}},
			},
		}},
	}}
}
