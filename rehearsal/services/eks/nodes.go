package eks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// Node is a machine of a node group, ready for pods.
type Node struct {
	Name         string // ip-10-1-64-17.eu-central-1.compute.internal
	Zone         string
	InstanceType string
	CPUMilli     int // allocatable
	MemoryMi     int
	Pods         int
	Taint        string // what keeps pods off that do not tolerate it, "{dedicated: elk}"; "" nothing
	Cordoned     bool   // no pod is put there any more
	Subnet       *world.Object
	Instance     *world.Object
	Group        *world.Object

	taints []taint
}

// Nodes returns the nodes of a cluster, oldest first.
func Nodes(op *world.Op, cluster *world.Object) []Node {
	var out []Node
	for _, g := range op.Where(NodeGroupType, "clusterName", cluster.Str("name")) {
		if g.Str("status") == createFailed {
			continue // its instances never joined
		}
		for _, i := range instancesOf(op, g) {
			m, taints, first := machineOf(i.Str("instanceType")), taintsOf(g), ""
			if len(taints) > 0 {
				first = taints[0].String()
			}
			out = append(out, Node{
				Name: i.Str("privateDns"), Zone: i.Str("availabilityZone"), InstanceType: i.Str("instanceType"),
				CPUMilli: m.CPUMilli(), MemoryMi: m.MemoryMi(), Pods: m.maxPods,
				Taint: first, Cordoned: i.Bool(Cordoned), Subnet: op.Find("", i.Str("subnetId"), ec2.Subnet), Instance: i, Group: g, taints: taints,
			})
		}
	}
	return out
}

// instancesOf returns a node group's instances, oldest first.
func instancesOf(op *world.Op, group *world.Object) []*world.Object {
	var out []*world.Object
	for _, i := range op.List(ec2.Instance) {
		if slices.Contains(i.Parents, group.Key()) {
			out = append(out, i)
		}
	}
	return out
}

func nodeGroupMade(op *world.Op) error {
	if err := ownAuth(op); err != nil {
		return err
	}
	if err := watched(op); err != nil {
		return err
	}
	return scale(op)
}

// nodeGroupChanged replaces every instance when image or template are others,
// and follows the desired size.
func nodeGroupChanged(op *world.Op) error {
	if rolled(op) {
		if err := roll(op); err != nil {
			return err
		}
	}
	return scale(op)
}

// rolled says that a change replaces the group's instances.
func rolled(op *world.Op) bool {
	for _, of := range []string{"version", "releaseVersion", "launchTemplate.version"} {
		if op.Old.Str(of) != op.Str(of) {
			return true
		}
	}
	return false
}

// Resize is a group with as many nodes more as a person asks for.
func Resize(op *world.Op, more int) error {
	sizes := op.Object.Get("scalingConfig").ObjectValue().Copy()
	for _, size := range []resource.PropertyKey{"desiredSize", "maxSize"} {
		sizes[size] = resource.NewProperty(sizes[size].NumberValue() + float64(more))
	}
	op.Object.Outputs["scalingConfig"] = resource.NewProperty(sizes)
	return scale(op)
}

// Lose ends an instance of a group, for which Auto Scaling starts another one.
func Lose(op *world.Op, instance *world.Object) error {
	op.Discard(instance)
	return scale(op)
}

// scale starts and stops instances until there are as many as desired.
func scale(op *world.Op) error {
	desired := op.Object.Int("scalingConfig.desiredSize")
	if err := shrink(op, desired); err != nil {
		return err
	}
	return grow(op, desired)
}

// shrink stops instances in the zone that has most of them. Of equals it is one
// that holds a volume, whose pods then have to be lucky: Auto Scaling does not say.
func shrink(op *world.Op, to int) error {
	subnets := groupSubnets(op)
	holds := func(subnet *world.Object) int {
		return min(1, len(slices.DeleteFunc(op.List(ec2.Volume), func(v *world.Object) bool {
			return v.Str("claim") == "" || v.Str("availabilityZone") != subnet.Str("availabilityZone")
		})))
	}
	for {
		running := instancesOf(op, op.Object)
		if len(running) <= to {
			return nil
		}
		count := inSubnets(running)
		fullest := slices.MaxFunc(subnets, func(a, b *world.Object) int { return cmp.Or(count[a.ID]-count[b.ID], holds(a)-holds(b)) })
		for _, i := range slices.Backward(running) {
			if i.Str("subnetId") == fullest.ID {
				if err := op.Dismiss(i); err != nil {
					return err
				}
				break
			}
		}
	}
}

// grow starts instances, spread over the zones as Auto Scaling does.
func grow(op *world.Op, to int) error {
	running := instancesOf(op, op.Object)
	count := inSubnets(running)
	for range to - len(running) {
		roomy := slices.DeleteFunc(groupSubnets(op), func(s *world.Object) bool { return ec2.FreeAddresses(op, s) < 1 })
		if len(roomy) == 0 {
			return nil // refused by nodeAddresses, but for a failed update that left instances
		}
		emptiest := slices.MinFunc(roomy, func(a, b *world.Object) int { return count[a.ID] - count[b.ID] })
		if err := launch(op, emptiest); err != nil {
			return err
		}
		count[emptiest.ID]++
	}
	return nil
}

// inSubnets counts instances by their subnet.
func inSubnets(instances []*world.Object) map[string]int {
	count := map[string]int{}
	for _, i := range instances {
		count[i.Str("subnetId")]++
	}
	return count
}

// launch starts one instance: its root volume, its own interface, and the one
// that the CNI adds for the pods' addresses.
func launch(op *world.Op, subnet *world.Object) error {
	id, address := "i-0"+op.Hex(16), ec2.AddressIn(op, subnet)
	public := ""
	if subnet.Bool("mapPublicIpOnLaunch") {
		public = ec2.PublicIP(op)
	}
	i, err := op.CreateManaged(ec2.Instance, id, Owner, map[string]any{
		"instanceType": instanceTypeOf(op), "availabilityZone": subnet.Str("availabilityZone"),
		"subnetId": subnet.ID, "vpcId": subnet.Str("vpcId"), "privateIp": address, "publicIp": public,
		"privateDns": "ip-" + strings.ReplaceAll(address, ".", "-") + "." + ec2.PrivateDomain(op.Region()),
		"nodeGroup":  op.Object.ID, "clusterName": op.Str("clusterName"), "unmeasured": !measured(instanceTypeOf(op)),
		"tagsAll": nodeTags(op),
	}, op.Object)
	if err != nil {
		return err
	}
	groups := nodeGroups(op)
	for _, description := range []string{"", "aws-K8S-" + id} {
		eni := map[string]any{
			"description": description, "subnetId": subnet.ID, "vpcId": subnet.Str("vpcId"),
			"securityGroups": groups, "status": "in-use", "instance": id,
		}
		if description == "" {
			eni["publicIp"], eni["privateIp"] = public, address
			eni["tagsAll"] = templateTags(op, "network-interface")
		} else { // amazon-vpc-cni-k8s pkg/awsutils/awsutils.go
			eni["tagsAll"] = map[string]any{"node.k8s.amazonaws.com/instance_id": id}
		}
		if _, err := op.CreateManaged(ec2.NetworkInterface, "eni-0"+op.Hex(16), Owner, eni, i); err != nil {
			return err
		}
	}
	return rootVolumeOf(op, op.Object).spawn(op, i)
}

// nodeGroups returns the security groups of a group's nodes: its template's,
// or else the cluster's own.
func nodeGroups(op *world.Op) []string {
	if t := templateOf(op, op.Object); t != nil {
		if own := t.Strs("vpcSecurityGroupIds"); len(own) > 0 {
			return own
		}
	}
	return []string{clusterOf(op).Str("vpcConfig.clusterSecurityGroupId")}
}

// leftInterface: now and then an interface that the CNI gave a node is not deleted
// with it, although the order was right. It holds its subnet and its security
// groups, the cluster's own among them, until a person deletes it.
// Sources: https://github.com/aws/amazon-vpc-cni-k8s/issues/608 and 1223,
// https://github.com/hashicorp/terraform-provider-aws/issues/38887.
func leftInterface(op *world.Op) error {
	if instances := instancesOf(op, op.Object); op.Lapse(world.LeftInterfaces) && len(instances) > 0 {
		for _, eni := range op.Where(ec2.NetworkInterface, "description", "aws-K8S-"+instances[0].ID) {
			eni.Parents, eni.Owner = nil, VPCCNI
			eni.Outputs["status"] = resource.NewProperty("available")
		}
	}
	return nil
}
