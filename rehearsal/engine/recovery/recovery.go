// Package recovery knows what a person has to do after a failure that Pulumi
// by design does not mend alone: something exists that no state records.
package recovery

import (
	"cmp"
	"fmt"
	"strings"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// ManualStep is what a person does about one thing that is amiss, as commands to
// type, and whether the thing itself stays for the next up to take over. Without
// a command there is nothing to do.
func ManualStep(o *world.Object) (command string, stays bool) {
	if o.Type.Token == helm.Release {
		return deleteRecords(o.Str("namespace"), o.Str("name"), helm.InProgress(o)), true
	}
	command = deletion(o)
	return command, command == ""
}

// Broken tells whether a thing exists that failed for good: the next up takes
// it as done, so it must be deleted, and the state told by a refresh.
func Broken(o *world.Object) bool { return o.Str("status") == "CREATE_FAILED" }

func deletion(o *world.Object) string {
	command, known := commands[o.Type.Token]
	switch {
	case !known && strings.HasPrefix(o.Type.Token, "kubernetes:"):
		return kubectl(o)
	case !known:
		return fmt.Sprintf("delete the %s %s by hand", o.Type.Title, o.ID)
	}
	return strings.NewReplacer(
		"{id}", cmp.Or(o.Str("securityGroupRuleId"), o.ID), // the provider has IDs of its own for rules
		"{arn}", o.Str("arn"),
		"{account}", o.Str("accountId"),
		"{name}", o.Str("name"),
		"{cluster}", o.Str("clusterName"),
		"{addon}", o.Str("addonName"),
		"{nodegroup}", o.Str("nodeGroupName"),
		"{vpc}", o.Str("vpcId"),
		"{table}", o.Str("routeTableId"),
		"{cidr}", o.Str("destinationCidrBlock"),
		"{group}", o.Str("securityGroupId"),
		"{type}", o.Str("type"),
	).Replace(command)
}

// commands by type; an empty one needs no hand, because the service takes the
// same request twice (IAM's attachments and inline policies, and what is set on a
// bucket, are idempotent, a default security group is adopted, never made).
var commands = map[string]string{
	"aws:ec2/vpc:Vpc":       "aws ec2 delete-vpc --vpc-id {id}",
	"aws:ec2/subnet:Subnet": "aws ec2 delete-subnet --subnet-id {id}",
	"aws:ec2/internetGateway:InternetGateway": "aws ec2 detach-internet-gateway --internet-gateway-id {id} --vpc-id {vpc} && " +
		"aws ec2 delete-internet-gateway --internet-gateway-id {id}",
	"aws:ec2/eip:Eip": "aws ec2 release-address --allocation-id {id}",
	"aws:ec2/natGateway:NatGateway": "aws ec2 delete-nat-gateway --nat-gateway-id {id} && aws ec2 wait " +
		"nat-gateway-deleted --nat-gateway-ids {id}",
	"aws:ec2/routeTable:RouteTable":                       "aws ec2 delete-route-table --route-table-id {id}",
	"aws:ec2/route:Route":                                 "aws ec2 delete-route --route-table-id {table} --destination-cidr-block {cidr}",
	"aws:ec2/routeTableAssociation:RouteTableAssociation": "aws ec2 disassociate-route-table --association-id {id}",
	"aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":   "",
	"aws:ec2/securityGroup:SecurityGroup":                 "aws ec2 delete-security-group --group-id {id}",
	"aws:ec2/securityGroupRule:SecurityGroupRule": "aws ec2 revoke-security-group-{type} --group-id {group} " +
		"--security-group-rule-ids {id}",
	"aws:ec2/networkInterface:NetworkInterface":           "aws ec2 delete-network-interface --network-interface-id {id}",
	"aws:ec2/launchTemplate:LaunchTemplate":               "aws ec2 delete-launch-template --launch-template-id {id}",
	"aws:ec2/flowLog:FlowLog":                             "aws ec2 delete-flow-logs --flow-log-ids {id}",
	"aws:ec2/vpcEndpoint:VpcEndpoint":                     "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {id}",
	"aws:iam/role:Role":                                   "aws iam delete-role --role-name {name}",
	"aws:iam/rolePolicyAttachment:RolePolicyAttachment":   "",
	"aws:iam/rolePolicy:RolePolicy":                       "",
	"aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws iam delete-open-id-connect-provider --open-id-connect-provider-arn {arn}",
	"aws:kms/key:Key":                                     "aws kms schedule-key-deletion --key-id {id}",
	"aws:kms/alias:Alias":                                 "aws kms delete-alias --alias-name {name}",
	"aws:iam/policy:Policy":                               "aws iam delete-policy --policy-arn {arn}",
	"aws:budgets/budget:Budget":                           "aws budgets delete-budget --account-id {account} --budget-name {name}",
	s3.Bucket:                                             "aws s3api delete-bucket --bucket {id}",
	s3.Versioning:                                         "",
	s3.Encryption:                                         "",
	s3.PublicAccessBlock:                                  "",
	s3.Ownership:                                          "",
	s3.Policy:                                             "",
	s3.Lifecycle:                                          "",
	"aws:cloudwatch/logGroup:LogGroup":                    "aws logs delete-log-group --log-group-name {name}",
	"aws:eks/cluster:Cluster": "aws eks delete-cluster --name {name} && aws eks wait cluster-deleted --name " +
		"{name}",
	"aws:eks/nodeGroup:NodeGroup": "aws eks delete-nodegroup --cluster-name {cluster} --nodegroup-name " +
		"{nodegroup} && aws eks wait nodegroup-deleted --cluster-name {cluster} --nodegroup-name {nodegroup}",
	"aws:eks/addon:Addon": "aws eks delete-addon --cluster-name {cluster} --addon-name {addon} " +
		"--preserve && aws eks wait addon-deleted --cluster-name {cluster} --addon-name {addon}",
}

// kubectl deletes a Kubernetes object by its id, "namespace/name" or "name".
func kubectl(o *world.Object) string {
	kind := o.Type.Token[strings.LastIndex(o.Type.Token, ":")+1:]
	namespace, name, namespaced := strings.Cut(o.ID, "/")
	if !namespaced {
		return fmt.Sprintf("kubectl delete %s %s", strings.ToLower(kind), o.ID)
	}
	return fmt.Sprintf("kubectl -n %s delete %s %s", namespace, strings.ToLower(kind), name)
}

// deleteRecords is what a person does about a release that a killed engine left
// between two states, by status, or that nobody knows of: Helm refuses to touch
// it, and takes over what it finds once the records are gone.
func deleteRecords(namespace, name, status string) string {
	if status != "" {
		status = ",status=" + status
	}
	return fmt.Sprintf("kubectl -n %s delete secret -l owner=helm,name=%s%s", namespace, name, status)
}
