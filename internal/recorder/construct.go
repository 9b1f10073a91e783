package recorder

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// construct makes those children of a remote component that the tests of inputs
// and of order read, by @pulumi/eks 1.0.4 (cluster.js, nodegroup.js): inputs are
// copied where the component passes them through. The real component makes more;
// a rehearsal runs it.
func (m *monitor) construct(res *Resource) ([]string, error) {
	before := len(m.resources)
	var err error
	switch res.Type {
	case "eks:index:Cluster":
		err = m.eksCluster(res)
	case "eks:index:ManagedNodeGroup":
		err = m.eksNodeGroup(res)
	}
	if err != nil {
		return nil, err
	}
	if f := m.options.outputs[res.Type]; f != nil && !m.options.preview {
		res.Outputs = merge(res.Outputs, f(res.Name, res.Inputs))
	}
	made := []string{res.URN}
	for _, child := range m.resources[before:] {
		if child.Parent == res.URN { // others are registered meanwhile
			made = append(made, child.URN)
		}
	}
	return made, nil
}

// child registers one resource below a remote component.
func (m *monitor) child(parent *Resource, typeToken, name string, inputs resource.PropertyMap, waits ...*Resource) (*Resource, error) {
	res := &Resource{
		Type: typeToken, Name: name, Parent: parent.URN, Inputs: inputs, Custom: true, Made: true,
		Dependencies: append([]string{}, parent.Dependencies...), PropertyDependencies: map[string][]string{},
		Provider: parent.Providers[strings.SplitN(typeToken, ":", 2)[0]],
	}
	for _, urns := range parent.PropertyDependencies {
		res.Dependencies = append(res.Dependencies, urns...)
	}
	for _, w := range waits {
		res.Dependencies = append(res.Dependencies, w.URN)
	}
	if err := m.transform(slices.Concat(parent.transforms, m.transforms), res); err != nil {
		return nil, err
	}
	return res, m.add(res)
}

// kubeconfig is what eks.Cluster writes (generateKubeconfig in cluster.js).
const kubeconfig = `{"apiVersion":"v1","clusters":[{"cluster":{"server":"https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com",` +
	`"certificate-authority-data":"LS0tLS1CRUdJTg=="},"name":"kubernetes"}],` +
	`"contexts":[{"context":{"cluster":"kubernetes","user":"aws"},"name":"aws"}],` +
	`"current-context":"aws","kind":"Config","users":[{"name":"aws","user":{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1",` +
	`"command":"aws","args":["eks","get-token","--cluster-name","cluster"],"env":[{"name":"KUBERNETES_EXEC_INFO","value":"{}"}]}}}]}`

func (m *monitor) eksCluster(res *Resource) error {
	in := res.Inputs
	vpc := copied(in, "endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs")
	var subnets []resource.PropertyValue
	for _, key := range []resource.PropertyKey{"publicSubnetIds", "privateSubnetIds", "subnetIds"} {
		if in[key].IsArray() {
			subnets = append(subnets, in[key].ArrayValue()...)
		}
	}
	vpc["subnetIds"] = resource.NewProperty(subnets)
	inputs := copied(in, "name", "version", "enabledClusterLogTypes")
	inputs["vpcConfig"] = resource.NewProperty(vpc)
	if tags := in["clusterTags"]; tags.HasValue() {
		inputs["tags"] = tags
	}
	if block := in["kubernetesServiceIpAddressRange"]; block.HasValue() {
		inputs["kubernetesNetworkConfig"] = resource.NewProperty(resource.PropertyMap{"serviceIpv4Cidr": block})
	}
	if key := in["encryptionConfigKeyArn"]; key.HasValue() {
		inputs["encryptionConfig"] = resource.NewProperty(resource.PropertyMap{
			"provider": resource.NewProperty(resource.PropertyMap{"keyArn": key}), "resources": resource.NewPropertyValue([]string{"secrets"}),
		})
	}
	cluster, err := m.child(res, "aws:eks/cluster:Cluster", res.Name+"-eksCluster", inputs)
	if err != nil {
		return err
	}
	config := resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewProperty(""))}
	if !m.options.preview {
		config["kubeconfig"] = resource.NewProperty(kubeconfig)
	}
	provider, err := m.child(res, "pulumi:providers:kubernetes", res.Name+"-eks-k8s", config, cluster)
	if err != nil {
		return err
	}
	roles := in["roleMappings"] // in truth a text, which has the nodes' roles as well
	if !roles.HasValue() {
		roles = resource.NewProperty([]resource.PropertyValue{})
	}
	object := props(map[string]any{"metadata": map[string]any{"name": "aws-auth", "namespace": "kube-system"}})
	object["data"] = resource.NewProperty(resource.PropertyMap{"mapRoles": roles})
	access, err := m.child(res, "kubernetes:core/v1:ConfigMap", res.Name+"-nodeAccess", object, cluster)
	if err != nil {
		return err
	}
	access.Provider = provider.URN
	if _, err := m.child(res, "pulumi:providers:kubernetes", res.Name+"-provider", config, cluster); err != nil {
		return err
	}
	res.Outputs = resource.PropertyMap{"eksCluster": reference(cluster)}
	return nil
}

func (m *monitor) eksNodeGroup(res *Resource) error {
	inputs := res.Inputs.Copy()
	delete(inputs, "cluster")
	group, err := m.child(res, "aws:eks/nodeGroup:NodeGroup", res.Name, inputs)
	if err != nil {
		return err
	}
	res.Outputs = resource.PropertyMap{"nodeGroup": reference(group)}
	return nil
}

// copied picks inputs.
func copied(in resource.PropertyMap, names ...resource.PropertyKey) resource.PropertyMap {
	out := resource.PropertyMap{}
	for _, name := range names {
		if v, ok := in[name]; ok {
			out[name] = v
		}
	}
	return out
}

func reference(res *Resource) resource.PropertyValue {
	return resource.MakeCustomResourceReference(resource.URN(res.URN), resource.ID(res.ID), "")
}
