package eks

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/ec2"
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
	Instance     *world.Object
	Group        *world.Object
}

// Nodes answers the nodes of a cluster, oldest first.
func Nodes(op *world.Op, cluster *world.Object) []Node {
	var out []Node
	for _, g := range op.Where(NodeGroupType, "clusterName", cluster.Str("name")) {
		if g.Str("status") == createFailed {
			continue // its instances never joined
		}
		for _, i := range instancesOf(op, g) {
			m := machines[i.Str("instanceType")]
			out = append(out, Node{
				Name: i.Str("privateDns"), Zone: i.Str("availabilityZone"), InstanceType: i.Str("instanceType"),
				CPUMilli: m.CPUMilli(), MemoryMi: m.MemoryMi(), Pods: m.maxPods,
				Instance: i, Group: g,
			})
		}
	}
	return out
}

// instancesOf answers a node group's instances, oldest first.
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
	return scale(op)
}

// nodeGroupChanged replaces every instance when image or template are others,
// and follows the desired size.
func nodeGroupChanged(op *world.Op) error {
	for _, path := range []string{"version", "launchTemplate.version"} {
		if op.Old.Str(path) == op.Str(path) {
			continue
		}
		for _, i := range instancesOf(op, op.Object) {
			op.Discard(i)
		}
		break
	}
	return scale(op)
}

// scale starts and stops instances until there are as many as desired, spread
// over the zones as Auto Scaling does.
func scale(op *world.Op) error {
	subnets := groupSubnets(op)
	count := map[string]int{}
	running := instancesOf(op, op.Object)
	for _, i := range running {
		count[i.Str("subnetId")]++
	}
	for n := len(running); n > op.Object.Int("scalingConfig.desiredSize"); n-- {
		fullest := slices.MaxFunc(subnets, func(a, b *world.Object) int { return count[a.ID] - count[b.ID] })
		for _, i := range slices.Backward(running) {
			if i.Str("subnetId") == fullest.ID {
				op.Discard(i)
				running = slices.DeleteFunc(running, func(o *world.Object) bool { return o == i })
				break
			}
		}
		count[fullest.ID]--
	}
	for n := len(running); n < op.Object.Int("scalingConfig.desiredSize"); n++ {
		emptiest := slices.MinFunc(subnets, func(a, b *world.Object) int { return count[a.ID] - count[b.ID] })
		if err := launch(op, emptiest); err != nil {
			return err
		}
		count[emptiest.ID]++
	}
	return nil
}

// launch starts one instance: its root volume, its own interface, and the one
// that the CNI adds for the pods' addresses.
func launch(op *world.Op, subnet *world.Object) error {
	id, address := "i-0"+op.Hex(16), ec2.AddressIn(op, subnet)
	public := ""
	if subnet.Bool("mapPublicIpOnLaunch") {
		public = "203.0.113.254"
	}
	i, err := op.Spawn(ec2.Instance, id, Owner, map[string]any{
		"instanceType": instanceTypeOf(op), "availabilityZone": subnet.Str("availabilityZone"),
		"subnetId": subnet.ID, "vpcId": subnet.Str("vpcId"), "privateIp": address, "publicIp": public,
		"privateDns": fmt.Sprintf("ip-%s.%s.compute.internal", strings.ReplaceAll(address, ".", "-"), op.Region()),
		"nodeGroup":  op.Object.ID,
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
			eni["publicIp"] = public
		}
		if _, err := op.Spawn(ec2.NetworkInterface, "eni-0"+op.Hex(16), Owner, eni, i); err != nil {
			return err
		}
	}
	size, typ := 20, "gp3"
	if op.Object.Int("diskSize") > 0 {
		size = op.Object.Int("diskSize")
	}
	if t := templateOf(op, op.Object); t != nil {
		if n := t.Int("blockDeviceMappings[0].ebs.volumeSize"); n > 0 {
			size = n
		}
		if s := t.Str("blockDeviceMappings[0].ebs.volumeType"); s != "" {
			typ = s
		}
	}
	_, err = op.Spawn(ec2.Volume, "vol-0"+op.Hex(16), Owner, map[string]any{
		"size": size, "type": typ, "availabilityZone": subnet.Str("availabilityZone"), "instance": id,
	}, i)
	return err
}

// nodeGroups answers the security groups of a group's nodes: its template's,
// or else the cluster's own.
func nodeGroups(op *world.Op) []string {
	if t := templateOf(op, op.Object); t != nil {
		if own := t.Strs("vpcSecurityGroupIds"); len(own) > 0 {
			return own
		}
	}
	return []string{clusterOf(op).Str("vpcConfig.clusterSecurityGroupId")}
}
