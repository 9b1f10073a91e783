package eks

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func addon() *world.ResourceType {
	in := inCluster()
	in.Loose = true // the cluster's deletion takes its add-ons along
	return &world.ResourceType{
		Token: AddonType, Title: "add-on", Service: "EKS",
		Check:    []world.Check{configurationForm},
		Refs:     []world.Ref{in},
		Needs:    []world.Need{addonNodes, addonRights},
		OnCreate: []world.Rule{addonKnown, addonOnce, addonVersion, configurationKeys, addonConflict},
		OnUpdate: []world.Rule{addonVersion, configurationKeys},
		ID:       func(op *world.Op) string { return op.Str("clusterName") + ":" + op.Str("addonName") },
		Outputs: func(op *world.Op) error {
			cluster, name := clusterOf(op), op.Str("addonName")
			if op.Old == nil {
				h := op.Hex(32)
				op.Set("arn", op.ARN("eks", "addon/"+op.Str("clusterName")+"/"+name+"/"+h[:8]+"-"+h[8:12]+"-"+h[12:16]+"-"+h[16:20]+"-"+h[20:]))
			}
			op.Default("addonVersion", AddonVersion(op, name, cluster.Str("version")))
			op.Default("createdAt", "2026-01-01T00:00:00Z")
			op.Default("modifiedAt", "2026-01-01T00:00:00Z")
			return nil
		},
		Findings: []world.Rule{{ID: "eks/addon-is-deleted-once", Source: "provider aws_eks_addon 4.67, resourceAddonDelete: an add-on that is " +
			"gone is an error, unlike a cluster or a node group"}},
		Missing: func(call world.Call) error {
			cluster, name, _ := strings.Cut(call.ID, ":")
			return &world.Error{Service: "EKS", Code: "ResourceNotFoundException", Rule: "eks/addon-is-deleted-once",
				Message: fmt.Sprintf("No addon: %s found in cluster: %s", name, cluster)}
		},
		Made:    addonMade,
		Changed: keepRights,
		Gone:    addonGone,
		Takes:   addonTakes,
	}
}

// addonTakes: each add-on has a time of its own to come up; a preserved one leaves
// its record alone behind.
func addonTakes(op *world.Op, what string) latency.Steps {
	if what == "delete" && op.Object.Bool("preserve") {
		return latency.Of("forget add-on")
	}
	return latency.Of(what+" add-on "+op.Str("addonName"), what+" add-on")
}

func selfManagedAddon() *world.ResourceType {
	return &world.ResourceType{Token: SelfManagedType, Title: "self-managed add-on", Service: "EKS"}
}

// selfManage leaves an add-on's software running in the cluster, unmanaged.
func selfManage(op *world.Op, cluster *world.Object, name string) error {
	_, err := op.CreateManaged(SelfManagedType, cluster.ID+":"+name, Owner, map[string]any{
		"clusterName": cluster.Str("name"), "addonName": name,
	}, cluster)
	return err
}

// addonOf and selfManaged return what runs an add-on's software, or nil.
func addonOf(op *world.Op, cluster *world.Object, name string) *world.Object {
	return runs(op, AddonType, cluster, name)
}

func selfManaged(op *world.Op, cluster *world.Object, name string) *world.Object {
	return runs(op, SelfManagedType, cluster, name)
}

func runs(op *world.Op, typ string, cluster *world.Object, name string) *world.Object {
	for _, a := range op.Where(typ, "clusterName", cluster.Str("name")) {
		if a.Str("addonName") == name {
			return a
		}
	}
	return nil
}

// addonMade takes over what ran unmanaged. A CNI made after the nodes is made
// too late: they came up with another one.
func addonMade(op *world.Op) error {
	cluster, name := clusterOf(op), op.Str("addonName")
	if o := selfManaged(op, cluster, name); o != nil {
		op.Remove(o)
	}
	if groups := op.Where(NodeGroupType, "clusterName", cluster.ID); name == VPCCNI && len(groups) > 0 {
		op.Violate(nodesCNI.ID, "%s is made after %s, whose nodes came up with the CNI that EKS installs by itself", op.Object, groups[0])
	}
	return keepRights(op)
}

// addonGone leaves the software where the program asked for it. A CNI that
// goes with it while nodes live leaves their interfaces behind, which hold
// subnets and security groups for ever.
func addonGone(op *world.Op) error {
	cluster, name := clusterOf(op), op.Str("addonName")
	if cluster == nil {
		return nil
	}
	if op.Object.Bool("preserve") {
		// What it may do stays with it: the service account keeps its role.
		if err := selfManage(op, cluster, name); err != nil {
			return err
		}
		kept := selfManaged(op, cluster, name)
		kept.Outputs["serviceAccountRoleArn"] = resource.NewProperty(op.Str("serviceAccountRoleArn"))
		return nil
	}
	if name != VPCCNI {
		return nil
	}
	for _, n := range Nodes(op, cluster) {
		for _, eni := range op.Where(ec2.NetworkInterface, "description", "aws-K8S-"+n.Instance.ID) {
			eni.Parents = nil
			eni.Outputs["status"] = resource.NewProperty("available")
		}
	}
	return nil
}
