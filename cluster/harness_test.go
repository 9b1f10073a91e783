package cluster

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/network"
)

// The types these tests look for.
const (
	typeAddon       = "aws:eks/addon:Addon"
	typeAttachment  = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
	typeAWSAuth     = "kubernetes:core/v1:ConfigMap"
	typeCluster     = "eks:index:Cluster"
	typeEKSCluster  = "aws:eks/cluster:Cluster"
	typeIRSARole    = "eks-elk:cluster:IRSARole"
	typeKey         = "aws:kms/key:Key"
	typeLogGroup    = "aws:cloudwatch/logGroup:LogGroup"
	typeNodeGroup   = "eks:index:ManagedNodeGroup"
	typeInnerGroup  = "aws:eks/nodeGroup:NodeGroup"
	typeNamespace   = "kubernetes:core/v1:Namespace"
	typeOIDC        = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
	typeProvider    = "pulumi:providers:kubernetes"
	typeRole        = "aws:iam/role:Role"
	typeStorage     = "kubernetes:storage.k8s.io/v1:StorageClass"
	typeTemplate    = "aws:ec2/launchTemplate:LaunchTemplate"
	typeNAT         = "aws:ec2/natGateway:NatGateway"
	typeRoute       = "aws:ec2/route:Route"
	typeAssociation = "aws:ec2/routeTableAssociation:RouteTableAssociation"
)

var zones = []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}

// defaultArgs are those of a stack that sets nothing; the network's part is
// filled in by run.
func defaultArgs(t *testing.T) *Args {
	s := pulumitest.Settings(t)
	return &Args{Settings: s.Cluster, NodeGroups: s.Nodes, Region: s.AWS.Region, Project: "eks-elk", Stack: "dev"}
}

// addonDefault is the version the recorded AWS calls its default.
func addonDefault(args resource.PropertyMap) resource.PropertyMap {
	return resource.PropertyMap{
		"id": args["addonName"], "addonName": args["addonName"], "kubernetesVersion": args["kubernetesVersion"],
		"version": resource.NewProperty(args["addonName"].StringValue() + "-for-" + args["kubernetesVersion"].StringValue()),
	}
}

// run records a network, a cluster in it and a namespace on the cluster.
func run(t *testing.T, change func(*Args), opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	opts = append(opts, recorder.WithCall("aws:eks/getAddonVersion:getAddonVersion", addonDefault))
	return recorder.Run(t, func(ctx *pulumi.Context) error {
		provider, err := aws.NewProvider(ctx, "aws", &aws.ProviderArgs{Region: pulumi.String("eu-central-1")})
		if err != nil {
			return err
		}
		net, err := network.New(ctx, "network", &network.Args{
			Settings: pulumitest.Settings(t).Network, Name: "eks-elk-dev", ClusterName: "eks-elk-dev", Zones: zones,
		}, pulumi.Providers(provider))
		if err != nil {
			return err
		}
		args := defaultArgs(t)
		args.AWS, args.VPCID, args.Public, args.Private = provider, net.VPC.ID().ToStringOutput(), net.Public, net.Private
		args.NATAddresses = net.NATAddresses
		if change != nil {
			change(args)
		}
		made, err := New(ctx, "cluster", args)
		if err != nil {
			return err
		}
		if _, err := corev1.NewNamespace(ctx, "tenant", nil, pulumi.Provider(made.Provider), pulumi.DependsOn(append(made.Storage, made.Ready...))); err != nil {
			return err
		}
		ctx.Export("kubeconfig", made.Kubeconfig)
		ctx.Export("storageClass", pulumi.String(made.StorageClass))
		ctx.Export("name", made.Name)
		ctx.Export("endpoint", made.Endpoint)
		return nil
	}, opts...)
}

// up is run without an error.
func up(t *testing.T, change func(*Args), opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	rec := run(t, change, opts...)
	if rec.Err != nil {
		t.Fatal(rec.Err)
	}
	return rec
}

func find(t *testing.T, rec *recorder.Recording, kind, name string) *recorder.Resource {
	t.Helper()
	found := rec.Find(kind, name)
	if found == nil {
		t.Fatalf("no %s %s among:\n%s", kind, name, strings.Join(rec.Names(), "\n"))
	}
	return found
}

// input follows a path such as "ebs.0.volumeType" into a resource's inputs.
func input(t *testing.T, of *recorder.Resource, path string) any {
	t.Helper()
	keys, err := resource.ParsePropertyPath(path)
	if err != nil {
		t.Fatal(err)
	}
	value, ok := keys.Get(resource.NewProperty(of.Inputs))
	if !ok {
		return nil
	}
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return value.Mappable()
}

func wantInputs(t *testing.T, of *recorder.Resource, want map[string]any) {
	t.Helper()
	for path, value := range want {
		if got := input(t, of, path); got != value {
			t.Errorf("%s %s: %s is %v, want %v", of.Type, of.Name, path, got, value)
		}
	}
}
