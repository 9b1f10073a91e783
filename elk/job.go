package elk

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// Directories in the container of a Job.
const (
	jobFiles     = "/setup"
	jobAuthority = "/authority"
)

// jobTries is how many pods a Job has before it fails, the first among them.
const jobTries = 3

// variables are those that a Job's script reads its login from.
type variables struct{ Username, Password string }

// job is a Job that runs a script once. With other files or another image it is
// another Job, which runs again.
type job struct {
	title     string            // what its name begins with; of its resources the name
	files     map[string]string // the script and what it reads
	script    string            // the file that runs
	image     string            // it has bash and curl, and its node has it
	login     names.Login       // as whom
	variables variables
	authority string // the release whose certificate's authority it trusts
	seconds   int    // how long each pod waits
}

// name is the Job's, and that of the ConfigMap with its files: of their content.
func (j job) name() string {
	var parts []string
	for _, file := range slices.Sorted(maps.Keys(j.files)) {
		parts = append(parts, j.files[file])
	}
	sum := sha256.Sum256([]byte(strings.Join(append(parts, j.image), "\x00")))
	return fmt.Sprintf("%s-%x", j.title, sum[:5])
}

// run registers the Job. It waits for what its script asks.
func (j job) run(ctx *pulumi.Context, tenant *kube.Tenant, asks []pulumi.Resource, opts ...pulumi.ResourceOption) error {
	metadata := func(annotations pulumi.StringMap) *metav1.ObjectMetaArgs {
		return &metav1.ObjectMetaArgs{
			Name: pulumi.String(j.name()), Namespace: pulumi.String(names.ELKNamespace), Annotations: annotations,
		}
	}
	files, err := corev1.NewConfigMap(ctx, j.title, &corev1.ConfigMapArgs{Metadata: metadata(nil), Data: pulumi.ToStringMap(j.files)}, tenant.Options()...)
	if err != nil {
		return fmt.Errorf("create ConfigMap %s: %w", j.title, err)
	}
	_, err = batchv1.NewJob(ctx, j.title, &batchv1.JobArgs{
		// A Job that failed stays so: without this, every later up would say so
		// again and do nothing (pulumi-kubernetes v3.30.2 provider.go, Diff).
		Metadata: metadata(pulumi.StringMap{"pulumi.com/replaceUnready": pulumi.String("true")}),
		Spec:     j.spec(),
	}, append(tenant.OptionsAfter(append(asks,
		files,                       // its pod mounts them
		tenant.Made(j.login.Secret), // its container reads the login from it
	)...), opts...)...)
	if err != nil {
		return fmt.Errorf("create Job %s: %w", j.title, err)
	}
	return nil
}

func (j job) spec() *batchv1.JobSpecArgs {
	fromSecret := func(name, key string) *corev1.EnvVarArgs {
		return &corev1.EnvVarArgs{Name: pulumi.String(name), ValueFrom: &corev1.EnvVarSourceArgs{SecretKeyRef: &corev1.SecretKeySelectorArgs{
			Name: pulumi.String(j.login.Secret), Key: pulumi.String(key),
		}}}
	}
	mount := func(volume, directory string) *corev1.VolumeMountArgs {
		return &corev1.VolumeMountArgs{Name: pulumi.String(volume), MountPath: pulumi.String(directory), ReadOnly: pulumi.Bool(true)}
	}
	quantities := func(cpu, memory string) pulumi.StringMap {
		return pulumi.StringMap{"cpu": pulumi.String(cpu), "memory": pulumi.String(memory)}
	}
	labels := pulumi.StringMap{"app": pulumi.String(j.title)}
	return &batchv1.JobSpecArgs{
		// Each of the pods waits for itself, too. No ttlSecondsAfterFinished: the
		// Job would be gone, and the next refresh would have it made again.
		BackoffLimit: pulumi.Int(jobTries - 1),
		// Below what the provider waits.
		ActiveDeadlineSeconds: pulumi.Int(jobTries*j.seconds + 30),
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
					Image:   pulumi.String(j.image),
					Command: pulumi.ToStringArray([]string{"bash", jobFiles + "/" + j.script}),
					Env: corev1.EnvVarArray{
						fromSecret(j.variables.Username, names.UsernameKey), fromSecret(j.variables.Password, names.PasswordKey),
					},
					VolumeMounts: corev1.VolumeMountArray{mount("setup", jobFiles), mount("authority", jobAuthority)},
					Resources:    &corev1.ResourceRequirementsArgs{Requests: quantities("10m", "32Mi"), Limits: quantities("500m", "128Mi")},
					SecurityContext: &corev1.SecurityContextArgs{
						AllowPrivilegeEscalation: pulumi.Bool(false), ReadOnlyRootFilesystem: pulumi.Bool(true),
						Capabilities: &corev1.CapabilitiesArgs{Drop: pulumi.ToStringArray([]string{"ALL"})},
					},
				}},
				Volumes: corev1.VolumeArray{
					&corev1.VolumeArgs{Name: pulumi.String("setup"), ConfigMap: &corev1.ConfigMapVolumeSourceArgs{Name: pulumi.String(j.name())}},
					// The private key beside it is none of the Job's business.
					&corev1.VolumeArgs{Name: pulumi.String("authority"), Secret: &corev1.SecretVolumeSourceArgs{
						SecretName: pulumi.String(tlsSecret(j.authority)),
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
