package main

import (
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/cloudwatch"
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	_ "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/kms"
	_ "github.com/pulumi/pulumi-eks/sdk/go/eks"
	_ "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	_ "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	_ "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3"
	_ "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	_ "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1"
	_ "github.com/pulumi/pulumi-random/sdk/v4/go/random"
	_ "github.com/pulumi/pulumi-tls/sdk/v4/go/tls"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {}
