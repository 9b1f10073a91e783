package cluster

import (
	"encoding/json"
	"fmt"

	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// kubeconfig is the part of client-go's clientcmd/api/v1.Config that a cluster
// with an exec credential plugin needs.
type kubeconfig struct {
	APIVersion     string              `json:"apiVersion"`
	Kind           string              `json:"kind"`
	Clusters       []kubeconfigCluster `json:"clusters"`
	Contexts       []kubeconfigContext `json:"contexts"`
	CurrentContext string              `json:"current-context"`
	Users          []kubeconfigUser    `json:"users"`
}

type kubeconfigCluster struct {
	Name    string `json:"name"`
	Cluster struct {
		Server                   string `json:"server"`
		CertificateAuthorityData string `json:"certificate-authority-data"` // base64 of PEM
	} `json:"cluster"`
}

type kubeconfigContext struct {
	Name    string `json:"name"`
	Context struct {
		Cluster string `json:"cluster"`
		User    string `json:"user"`
	} `json:"context"`
}

type kubeconfigUser struct {
	Name string `json:"name"`
	User struct {
		Exec execCredential `json:"exec"`
	} `json:"user"`
}

type execCredential struct {
	APIVersion      string    `json:"apiVersion"`
	Command         string    `json:"command"`
	Args            []string  `json:"args"`
	Env             []execEnv `json:"env,omitempty"`
	InteractiveMode string    `json:"interactiveMode"`
}

type execEnv struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// access is who asks for a token, and where.
type access struct {
	cluster string
	region  string
	profile string // empty: the credential chain of whoever uses the kubeconfig
}

// newKubeconfig leaves the token to the AWS CLI, so nothing in it expires. The
// region and the output format are said, because the CLI's own defaults differ
// from machine to machine.
func newKubeconfig(who access, endpoint, certificateAuthority string) kubeconfig {
	cluster := kubeconfigCluster{Name: who.cluster}
	cluster.Cluster.Server = endpoint
	cluster.Cluster.CertificateAuthorityData = certificateAuthority

	context := kubeconfigContext{Name: who.cluster}
	context.Context.Cluster = who.cluster
	context.Context.User = who.cluster

	user := kubeconfigUser{Name: who.cluster}
	user.User.Exec = execCredential{
		APIVersion: "client.authentication.k8s.io/v1beta1",
		Command:    "aws",
		Args: []string{
			"eks", "get-token", "--cluster-name", who.cluster, "--region", who.region, "--output", "json",
		},
		// A role with MFA asks for its code when there is a terminal.
		InteractiveMode: "IfAvailable",
	}
	if who.profile != "" {
		user.User.Exec.Env = []execEnv{{Name: "AWS_PROFILE", Value: who.profile}}
	}
	return kubeconfig{
		APIVersion:     "v1",
		Kind:           "Config",
		Clusters:       []kubeconfigCluster{cluster},
		Contexts:       []kubeconfigContext{context},
		CurrentContext: who.cluster,
		Users:          []kubeconfigUser{user},
	}
}

func (k kubeconfig) marshal() (string, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return "", fmt.Errorf("marshal kubeconfig: %w", err)
	}
	return string(text), nil
}

// kubeconfigOf is the secret kubeconfig of a cluster, as JSON.
func kubeconfigOf(who access, cluster awseks.ClusterOutput) pulumi.StringOutput {
	text := pulumi.All(cluster.Endpoint(), cluster.CertificateAuthority().Data()).ApplyT(
		func(known []any) (string, error) {
			var authority string
			if data := known[1].(*string); data != nil {
				authority = *data
			}
			return newKubeconfig(who, known[0].(string), authority).marshal()
		}).(pulumi.StringOutput)
	return pulumi.ToSecret(text).(pulumi.StringOutput)
}
