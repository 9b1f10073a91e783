package eks

import (
	"encoding/json"

	"eks-elk/rehearsal/world"
)

// The AWS provider's default tags stop at what it makes. What services make is
// found again, when it is left, by the tags that they give it, or not at all.

// ownedTags are EKS's own on what it makes for a cluster.
// Source: EKS user guide, Tagging your resources, and View Amazon EKS security
// group requirements.
func ownedTags(cluster string) map[string]any {
	return map[string]any{"kubernetes.io/cluster/" + cluster: "owned", "aws:eks:cluster-name": cluster}
}

// nodeTags are those of a group's instances: EKS's, and the template's.
// Source: EKS user guide, Customize managed nodes with launch templates, tags.
func nodeTags(op *world.Op) map[string]any {
	tags := templateTags(op, "instance")
	tags["kubernetes.io/cluster/"+op.Str("clusterName")] = "owned"
	tags["eks:cluster-name"], tags["eks:nodegroup-name"] = op.Str("clusterName"), op.Str("nodeGroupName")
	return tags
}

// templateTags are those that a group's launch template gives to a kind of thing.
func templateTags(op *world.Op, kind string) map[string]any {
	tags := map[string]any{}
	t := templateOf(op, op.Object)
	if t == nil || !t.Get("tagSpecifications").IsArray() {
		return tags
	}
	for _, s := range t.Get("tagSpecifications").ArrayValue() {
		if of := world.Map(s); world.Str(of["resourceType"]) == kind {
			for key, value := range world.Map(of["tags"]) {
				tags[string(key)] = world.Str(value)
			}
		}
	}
	return tags
}

// VolumeTags are those that a cluster's EBS CSI driver gives to its volumes: its own
// mark, and what its add-on's configuration says.
// Source: aws-ebs-csi-driver docs/tagging.md, extra-tags (controller.extraVolumeTags
// of the chart and the add-on).
func VolumeTags(op *world.Op, cluster *world.Object) map[string]any {
	tags := map[string]any{"ebs.csi.aws.com/cluster": "true"}
	driver := addonOf(op, cluster, EBSCSI)
	if driver == nil {
		driver = selfManaged(op, cluster, EBSCSI)
	}
	if driver == nil {
		return tags
	}
	var values struct {
		Controller struct{ ExtraVolumeTags map[string]string }
	}
	if json.Unmarshal([]byte(driver.Str("configurationValues")), &values) == nil {
		for key, value := range values.Controller.ExtraVolumeTags {
			tags[key] = value
		}
	}
	return tags
}
