// Package clustertest makes worlds with a cluster in them, for tests of what
// lives on clusters: EKS with a node group, coredns and the EBS CSI driver with
// its role, as a stack has them, without the network below.
package clustertest

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/random"
	"eks-elk/rehearsal/services/tls"
	"eks-elk/rehearsal/world"
)

// Server is the API server's address; Name the cluster's.
const (
	Server = "https://127.0.0.1:6443/DEV"
	Name   = "dev"

	region = "eu-central-1"
	host   = "oidc.eks.eu-central-1.amazonaws.com/id/DEV"
	setUp  = "test:setup"
)

// Cluster is a world with a cluster in it.
type Cluster struct {
	World *world.World
	t     testing.TB
}

// Options leave something of the cluster out.
type Options struct {
	Nodes        int                   // in zones a and b in turn; 0: two
	InstanceType string                // "": m5.xlarge
	Without      []string              // ids of what build makes, or "nodes"
	Empty        bool                  // no cluster at all
	Types        []*world.ResourceType // beside Kubernetes', such as Helm's
}

// New makes a world with an EKS cluster in it.
func New(t testing.TB, o Options) *Cluster {
	t.Helper()
	c := &Cluster{World: world.New(), t: t}
	setup := &world.ResourceType{Token: setUp, Title: "setup", Service: "test", Made: func(op *world.Op) error { return build(op, o) }}
	if err := c.World.Register(slices.Concat(ec2.ResourceTypes(), iam.ResourceTypes(), eks.ResourceTypes(), kubernetes.ResourceTypes(),
		random.ResourceTypes(), tls.ResourceTypes(), o.Types, []*world.ResourceType{setup})...); err != nil {
		t.Fatal(err)
	}
	if o.Empty {
		return c
	}
	if _, _, err := c.World.Create(world.Call{URN: "urn:setup", Type: setUp,
		Session: world.Session{Package: "aws", Region: region}}); err != nil {
		t.Fatal(err)
	}
	c.World.ResetJournal()
	return c
}

// build puts everything into the world that the options do not leave out.
func build(op *world.Op, o Options) error {
	op.Remove(op.Object)
	spawn := func(typ, id string, outputs map[string]any, parents ...*world.Object) (*world.Object, error) {
		made, err := op.CreateManaged(typ, id, "", outputs, parents...)
		if err == nil {
			made.URN, made.Name = "urn:"+typ+"::"+id, id
		}
		return made, err
	}
	_, err := spawn(eks.ClusterType, Name, map[string]any{
		"name": Name, "endpoint": Server, "version": "1.35",
		"identities": []any{map[string]any{"oidcs": []any{map[string]any{"issuer": "https://" + host}}}},
	})
	if err != nil {
		return err
	}
	provider, role := "arn:aws:iam::123456789012:oidc-provider/"+host, "arn:aws:iam::123456789012:role/ebs-csi"
	for _, each := range []struct {
		typ, id string
		out     map[string]any
	}{
		{iam.OpenIDConnectProvider, provider, map[string]any{"arn": provider, "url": host, "clientIdLists": []any{"sts.amazonaws.com"}}},
		{iam.Role, "ebs-csi", map[string]any{"arn": role, "name": "ebs-csi", "assumeRolePolicy": trust(provider, "system:serviceaccount:kube-system:ebs-csi-controller-sa")}},
		{iam.RolePolicyAttachment, "ebs-csi-policy",
			map[string]any{"role": "ebs-csi", "policyArn": "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"}},
		{eks.AddonType, Name + ":" + eks.CoreDNS, map[string]any{"clusterName": Name, "addonName": eks.CoreDNS}},
		{eks.AddonType, Name + ":" + eks.EBSCSI,
			map[string]any{"clusterName": Name, "addonName": eks.EBSCSI, "serviceAccountRoleArn": role, "preserve": true}},
		{eks.AddonType, Name + ":" + eks.VPCCNI, map[string]any{"clusterName": Name, "addonName": eks.VPCCNI, "preserve": true}},
	} {
		if slices.Contains(o.Without, each.id) {
			continue
		}
		if _, err := spawn(each.typ, each.id, each.out); err != nil {
			return err
		}
	}
	if slices.Contains(o.Without, "nodes") {
		return nil
	}
	group, err := spawn(eks.NodeGroupType, Name+":default", map[string]any{"clusterName": Name, "nodeGroupName": "default"})
	if err != nil {
		return err
	}
	for i := range cmp.Or(o.Nodes, 2) {
		_, err := op.CreateManaged(ec2.Instance, fmt.Sprintf("i-%d", i), eks.Owner, map[string]any{
			"instanceType": cmp.Or(o.InstanceType, "m5.xlarge"), "availabilityZone": region + string(rune('a'+i%2)), "privateDns": fmt.Sprintf("ip-10-1-0-%d", i),
		}, group)
		if err != nil {
			return err
		}
	}
	return nil
}

func trust(provider, subject string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":%q},`+
		`"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{%q:%q,%q:"sts.amazonaws.com"}}}]}`,
		provider, host+":sub", subject, host+":aud")
}

// Role makes a role that one service account may assume.
func (c *Cluster) Role(name, subject string) *world.Object {
	c.t.Helper()
	return c.Must(iam.Role, name, map[string]any{
		"name": name, "assumeRolePolicy": trust("arn:aws:iam::123456789012:oidc-provider/"+host, subject),
	})
}

// call is a provider's: with the inputs that the type fills in.
func (c *Cluster) call(typ, name string, in map[string]any) world.Call {
	c.t.Helper()
	k, err := c.World.ResourceType(typ)
	if err != nil {
		c.t.Fatal(err)
	}
	inputs := k.Defaults.Copy()
	maps.Copy(inputs, resource.NewPropertyMapFromMap(in))
	session := world.Session{Package: "kubernetes", Server: Server}
	if strings.HasPrefix(typ, "aws:") {
		session = world.Session{Package: "aws", Region: region}
	}
	return world.Call{URN: "urn:pulumi:dev::eks-elk::" + typ + "::" + name, Type: typ, Name: name, Session: session, Inputs: inputs}
}

// Create makes a thing as a provider does.
func (c *Cluster) Create(typ, name string, in map[string]any) (*world.Object, error) {
	c.t.Helper()
	id, _, err := c.World.Create(c.call(typ, name, in))
	if err != nil {
		return nil, err
	}
	return c.Get(typ, id), nil
}

// Must makes a thing that has to be made.
func (c *Cluster) Must(typ, name string, in map[string]any) *world.Object {
	c.t.Helper()
	o, err := c.Create(typ, name, in)
	if err != nil {
		c.t.Fatalf("create %s %s: %v", typ, name, err)
	}
	return o
}

// Update changes a thing to other inputs.
func (c *Cluster) Update(o *world.Object, in map[string]any) error {
	c.t.Helper()
	call := c.call(o.Type.Token, o.Name, in)
	call.ID = o.ID
	_, err := c.World.Update(call)
	return err
}

// Delete takes a thing away.
func (c *Cluster) Delete(typ, id string) error {
	call := c.call(typ, id, nil)
	if o := c.Get(typ, id); o != nil {
		call.URN, call.Session = o.URN, o.Session
	}
	call.ID = id
	return c.World.Delete(call)
}

// Change sets outputs of what is there, as another service would.
func (c *Cluster) Change(typ, id, output string, value any) {
	c.t.Helper()
	o := c.Get(typ, id)
	if o == nil {
		c.t.Fatalf("there is no %s %s", typ, id)
	}
	o.Outputs[resource.PropertyKey(output)] = resource.NewPropertyValue(value)
}

// Get returns a thing by type and id, or nil.
func (c *Cluster) Get(typ, id string) *world.Object {
	for _, o := range c.World.Objects(typ) {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// Namespace and Secret make one each.
func (c *Cluster) Namespace(name string) *world.Object {
	c.t.Helper()
	return c.Must(kubernetes.Namespace, name, map[string]any{"metadata": map[string]any{"name": name}})
}

// Secret makes an Opaque one of plain texts.
func (c *Cluster) Secret(namespace, name string, content map[string]any) *world.Object {
	c.t.Helper()
	data := map[string]any{}
	for key, text := range content {
		data[key] = base64.StdEncoding.EncodeToString([]byte(text.(string)))
	}
	return c.Must(kubernetes.Secret, name, map[string]any{
		"metadata": map[string]any{"namespace": namespace, "name": name}, "data": data,
	})
}

// StorageClass makes the stack's gp3, changed as the test says.
func (c *Cluster) StorageClass(change map[string]any) *world.Object {
	c.t.Helper()
	in := map[string]any{
		"metadata":    map[string]any{"name": "gp3", "annotations": map[string]any{"storageclass.kubernetes.io/is-default-class": "true"}},
		"provisioner": kubernetes.EBSDriver, "volumeBindingMode": "WaitForFirstConsumer", "allowVolumeExpansion": true,
		"parameters": map[string]any{"type": "gp3", "encrypted": "true"},
	}
	maps.Copy(in, change)
	return c.Must(kubernetes.StorageClass, "gp3", in)
}

// Refused asserts that an error is the refusal of a rule, in the service's words.
func Refused(t testing.TB, err error, rule, wording string) {
	t.Helper()
	var refused *world.Error
	if !errors.As(err, &refused) {
		t.Errorf("got %v, want the refusal of %s", err, rule)
		return
	}
	if refused.Rule != rule || !strings.Contains(refused.Error(), wording) {
		t.Errorf("refused by %s: %s\nwant %s saying %q", refused.Rule, refused, rule, wording)
	}
}

// Violated asserts that the world recorded violations of exactly these rules
// of Kubernetes and Helm, in any order, each once or more. What EKS has to say
// of a cluster without a network is left out.
func (c *Cluster) Violated(rules ...string) {
	c.t.Helper()
	var got []string
	for _, v := range c.World.Violations() {
		if !slices.Contains(got, v.Rule) && !strings.HasPrefix(v.Rule, "eks/") {
			got = append(got, v.Rule)
		}
	}
	slices.Sort(got)
	slices.Sort(rules)
	if !slices.Equal(got, rules) {
		c.t.Errorf("violations %v, want %v: %v", got, rules, c.World.Violations())
	}
}

// Needed returns the rules by which one thing needed another.
func (c *Cluster) Needed(from, to *world.Object) []string {
	var out []string
	for _, e := range c.World.Edges() {
		if e.From.Key() == from.Key() && e.To.Key() == to.Key() {
			out = append(out, e.Rule)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
