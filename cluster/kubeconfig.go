package cluster

import (
	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/kubeconfig"
)

// access is who asks for a token, and where.
type access struct {
	cluster string
	region  string
	profile string // empty: the credential chain of whoever uses the kubeconfig
	role    string // assumed before a token is asked for; empty: none
}

// newKubeconfig leaves the token to the AWS CLI, so nothing in it expires. The
// region and the output format are said, because the CLI's own defaults differ
// from machine to machine.
func newKubeconfig(who access, endpoint, certificateAuthority string) (string, error) {
	exec := &kubeconfig.Exec{
		APIVersion: "client.authentication.k8s.io/v1beta1",
		Command:    "aws",
		Args: []string{
			"eks", "get-token", "--cluster-name", who.cluster, "--region", who.region, "--output", "json",
		},
		// A role with MFA asks for its code when there is a terminal.
		InteractiveMode: "IfAvailable",
	}
	if who.role != "" {
		exec.Args = append(exec.Args, "--role-arn", who.role)
	}
	if who.profile != "" {
		exec.Env = []kubeconfig.Env{{Name: "AWS_PROFILE", Value: who.profile}}
	}
	return marshalled(&kubeconfig.Config{
		APIVersion:     "v1",
		Kind:           "Config",
		Clusters:       []kubeconfig.NamedCluster{{Name: who.cluster, Cluster: kubeconfig.Cluster{Server: endpoint, CertificateAuthorityData: certificateAuthority}}},
		Contexts:       []kubeconfig.NamedContext{{Name: who.cluster, Context: kubeconfig.Context{Cluster: who.cluster, User: who.cluster}}},
		CurrentContext: who.cluster,
		Users:          []kubeconfig.NamedUser{{Name: who.cluster, User: kubeconfig.User{Exec: exec}}},
	})
}

// kubeconfigOf is the secret kubeconfig of a cluster, as JSON.
func kubeconfigOf(who access, cluster awseks.ClusterOutput) pulumi.StringOutput {
	text := pulumi.All(cluster.Endpoint(), cluster.CertificateAuthority().Data()).ApplyT(
		func(known []any) (string, error) {
			var authority string
			if data := known[1].(*string); data != nil {
				authority = *data
			}
			return newKubeconfig(who, known[0].(string), authority)
		}).(pulumi.StringOutput)
	return pulumi.ToSecret(text).(pulumi.StringOutput)
}
