package accounttest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// answers are those of the services that speak XML, in the form of their API
// references, by action.
var answers = parse(map[string]string{
	"sts:GetCallerIdentity": `<Arn>{{x .Account.ARN}}</Arn><UserId>AIDA</UserId><Account>{{.Account.ID}}</Account>`,
	"sts:AssumeRole": `<AssumedRoleUser><Arn>{{x .Account.ARN}}</Arn><AssumedRoleId>ARO:s</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>`,

	"iam:GetRole": `<Role><Path>/</Path><Arn>arn:aws:iam::{{.Account.ID}}:role/{{.Of.Name}}</Arn><RoleName>{{.Of.Name}}</RoleName><RoleId>ARO</RoleId>
<CreateDate>2026-01-01T00:00:00Z</CreateDate>{{template "members" .Of.Tags}}</Role>`,
	"iam:ListRoles": `<Roles>{{range .All "role"}}<member><Path>/</Path><Arn>arn:aws:iam::{{$.Account.ID}}:role/{{.Name}}</Arn><RoleName>{{.Name}}</RoleName><RoleId>ARO</RoleId>
<CreateDate>2026-01-01T00:00:00Z</CreateDate></member>{{end}}</Roles>{{.Next}}`,
	"iam:ListRoleTags":               `{{template "members" .Of.Tags}}`,
	"iam:ListPolicies":               `<Policies>{{range .All "policy"}}<member><PolicyName>{{.Name}}</PolicyName><Arn>{{.ID}}</Arn></member>{{end}}</Policies>{{.Next}}`,
	"iam:ListPolicyTags":             `{{template "members" .Of.Tags}}`,
	"iam:ListAttachedRolePolicies":   `<AttachedPolicies>{{range .Of.List "attached"}}<member><PolicyName>p</PolicyName><PolicyArn>{{.}}</PolicyArn></member>{{end}}</AttachedPolicies>`,
	"iam:ListRolePolicies":           `<PolicyNames>{{range .Of.List "inline"}}<member>{{.}}</member>{{end}}</PolicyNames>`,
	"iam:ListOpenIDConnectProviders": `<OpenIDConnectProviderList>{{range .Whole "OIDC provider"}}<member><Arn>{{.ID}}</Arn></member>{{end}}</OpenIDConnectProviderList>`,
	"iam:GetOpenIDConnectProvider":   `<Url>{{.Of.Name}}</Url>{{template "members" .Of.Tags}}`,
	"iam:GetAccountSummary": `<SummaryMap><entry><key>Roles</key><value>{{.Account.RolesUsed}}</value></entry>
<entry><key>RolesQuota</key><value>1000</value></entry></SummaryMap>`,
	"iam:SimulatePrincipalPolicy": `<IsTruncated>false</IsTruncated><EvaluationResults>{{range $action := .List "ActionNames.member"}}<member>
<EvalActionName>{{x .}}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>{{$.Decision .}}</EvalDecision><MatchedStatements/><MissingContextValues/>
<ResourceSpecificResults>{{range $.List "ResourceArns.member"}}<member><EvalResourceName>{{x .}}</EvalResourceName><EvalResourceDecision>{{$.Decision $action}}</EvalResourceDecision></member>{{end}}</ResourceSpecificResults>
{{if index $.Account.Forbidden .}}<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>{{end}}</member>{{end}}</EvaluationResults>`,

	"ec2:DescribeRegions": `<regionInfo><item><regionName>{{.Get "RegionName.1"}}</regionName><regionEndpoint>ec2.{{.Get "RegionName.1"}}.amazonaws.com</regionEndpoint>
<optInStatus>{{.Account.OptIn}}</optInStatus></item></regionInfo>`,
	"ec2:DescribeAvailabilityZones": `<availabilityZoneInfo>{{range $name, $id := .Account.Zones}}<item><zoneName>{{$name}}</zoneName><zoneId>{{$id}}</zoneId>
<zoneState>available</zoneState><zoneType>availability-zone</zoneType></item>{{end}}</availabilityZoneInfo>`,
	"ec2:DescribeInstanceTypeOfferings": `<instanceTypeOfferingSet>{{range index .Account.Offered (.Get "Filter.1.Value.1")}}<item><instanceType>{{$.Get "Filter.1.Value.1"}}</instanceType>
<locationType>availability-zone</locationType><location>{{.}}</location></item>{{end}}</instanceTypeOfferingSet>`,
	"ec2:DescribeInstanceTypes": `<instanceTypeSet><item><instanceType>{{.Get "InstanceType.1"}}</instanceType><vCpuInfo>
<defaultVCpus>{{index .Account.VCPUs (.Get "InstanceType.1")}}</defaultVCpus></vCpuInfo></item></instanceTypeSet>`,
	"ec2:DescribeInstances": `<reservationSet>{{range .All "instance"}}<item><reservationId>r-1</reservationId><instancesSet><item><instanceId>{{.ID}}</instanceId>
<instanceState><code>16</code><name>{{or .Has.state "running"}}</name></instanceState><instanceType>{{.Has.type}}</instanceType><vpcId>{{.VPC}}</vpcId>{{with .Has.lifecycle}}<instanceLifecycle>{{.}}</instanceLifecycle>{{end}}
{{template "tags" .Tags}}<cpuOptions><coreCount>{{or .Has.cores "2"}}</coreCount><threadsPerCore>{{or .Has.threads "2"}}</threadsPerCore></cpuOptions></item></instancesSet></item>{{end}}</reservationSet>{{.Next}}`,
	"ec2:DescribeAddresses": `<addressesSet>{{range .Whole "elastic IP address"}}<item><publicIp>3.4.5.6</publicIp><allocationId>{{.ID}}</allocationId><domain>vpc</domain>{{template "tags" .Tags}}</item>{{end}}</addressesSet>`,
	"ec2:DescribeVpcs":      `<vpcSet>{{range .All "VPC"}}<item><vpcId>{{.ID}}</vpcId><state>available</state>{{template "tags" .Tags}}</item>{{end}}</vpcSet>{{.Next}}`,
	"ec2:DescribeLaunchTemplates": `<launchTemplates>{{range .All "launch template"}}<item><launchTemplateId>{{.ID}}</launchTemplateId><launchTemplateName>{{x .Name}}</launchTemplateName>
{{template "tags" .Tags}}</item>{{end}}</launchTemplates>{{.Next}}`,
	"ec2:DescribeSubnets":     `<subnetSet>{{range .All "subnet"}}<item><subnetId>{{.ID}}</subnetId><vpcId>{{.VPC}}</vpcId>{{template "tags" .Tags}}</item>{{end}}</subnetSet>{{.Next}}`,
	"ec2:DescribeRouteTables": `<routeTableSet>{{range .All "route table"}}<item><routeTableId>{{.ID}}</routeTableId><vpcId>{{.VPC}}</vpcId>{{if .Has.main}}<associationSet><item><main>true</main></item></associationSet>{{end}}{{template "tags" .Tags}}</item>{{end}}</routeTableSet>{{.Next}}`,
	"ec2:DescribeInternetGateways": `<internetGatewaySet>{{range .All "internet gateway"}}<item><internetGatewayId>{{.ID}}</internetGatewayId>{{if .VPC}}<attachmentSet><item><vpcId>{{.VPC}}</vpcId>
<state>available</state></item></attachmentSet>{{end}}{{template "tags" .Tags}}</item>{{end}}</internetGatewaySet>{{.Next}}`,
	"ec2:DescribeNatGateways": `<natGatewaySet>{{range .All "NAT gateway"}}<item><natGatewayId>{{.ID}}</natGatewayId><vpcId>{{.VPC}}</vpcId><state>{{or .Has.state "available"}}</state>{{template "tags" .Tags}}</item>{{end}}</natGatewaySet>{{.Next}}`,
	"ec2:DescribeVpcEndpoints": `<vpcEndpointSet>{{range .All "VPC endpoint"}}<item><vpcEndpointId>{{.ID}}</vpcEndpointId><vpcId>{{.VPC}}</vpcId><serviceName>{{.Has.service}}</serviceName>
<state>{{or .Has.state "available"}}</state><subnetIdSet>{{range .List "subnets"}}<item>{{.}}</item>{{end}}</subnetIdSet>{{template "tags" .Tags}}</item>{{end}}</vpcEndpointSet>{{.Next}}`,
	"ec2:DescribeFlowLogs": `<flowLogSet>{{range .All "flow log"}}<item><flowLogId>{{.ID}}</flowLogId><resourceId>{{.VPC}}</resourceId>{{template "tags" .Tags}}</item>{{end}}</flowLogSet>{{.Next}}`,
	"ec2:DescribeSecurityGroups": `<securityGroupInfo>{{range .All "security group"}}<item><groupId>{{.ID}}</groupId><groupName>{{x .Name}}</groupName><groupDescription>d</groupDescription>
<vpcId>{{.VPC}}</vpcId>{{template "tags" .Tags}}</item>{{end}}</securityGroupInfo>{{.Next}}`,
	"ec2:DescribeSecurityGroupRules": `<securityGroupRuleSet>{{range .All "security group rule"}}<item><securityGroupRuleId>{{.ID}}</securityGroupRuleId><groupId>{{.Has.group}}</groupId>
<isEgress>{{eq .Has.type "egress"}}</isEgress>{{with .Has.other}}<referencedGroupInfo><groupId>{{.}}</groupId></referencedGroupInfo>{{end}}</item>{{end}}</securityGroupRuleSet>{{.Next}}`,
	"ec2:DescribeNetworkInterfaces": `<networkInterfaceSet>{{range .All "network interface"}}<item><networkInterfaceId>{{.ID}}</networkInterfaceId><vpcId>{{.VPC}}</vpcId>
<description>{{x .Has.description}}</description><status>{{.Has.state}}</status>{{with .Has.instance}}<attachment><instanceId>{{.}}</instanceId><status>attached</status></attachment>{{end}}{{template "tags" .Tags}}</item>{{end}}</networkInterfaceSet>{{.Next}}`,
	"ec2:DescribeVolumes": `<volumeSet>{{range $v := .All "volume"}}<item><volumeId>{{.ID}}</volumeId><size>{{.Has.size}}</size><volumeType>{{.Has.type}}</volumeType><status>{{or .Has.state "available"}}</status>
{{with .Has.instance}}<attachmentSet><item><instanceId>{{.}}</instanceId><status>attached</status><deleteOnTermination>{{not $v.Has.stays}}</deleteOnTermination></item></attachmentSet>{{end}}{{template "tags" .Tags}}</item>{{end}}</volumeSet>{{.Next}}`,
	"ec2:DescribeSnapshots": `<snapshotSet>{{range .All "snapshot"}}<item><snapshotId>{{.ID}}</snapshotId><volumeSize>{{.Has.size}}</volumeSize><status>completed</status>{{template "tags" .Tags}}</item>{{end}}</snapshotSet>{{.Next}}`,

	"elasticloadbalancing:DescribeLoadBalancers": `{{if .Classic}}<LoadBalancerDescriptions>{{range .All "classic load balancer"}}<member><LoadBalancerName>{{.Name}}</LoadBalancerName><VPCId>{{.VPC}}</VPCId></member>{{end}}</LoadBalancerDescriptions>{{else}}
<LoadBalancers>{{range .All "load balancer"}}<member><LoadBalancerArn>{{.ID}}</LoadBalancerArn><LoadBalancerName>{{.Name}}</LoadBalancerName><VpcId>{{.VPC}}</VpcId><Type>{{.Has.type}}</Type></member>{{end}}</LoadBalancers>{{end}}{{.Next}}`,
	"elasticloadbalancing:DescribeTargetGroups": `<TargetGroups>{{range .All "target group"}}<member><TargetGroupArn>{{.ID}}</TargetGroupArn><TargetGroupName>{{.Name}}</TargetGroupName><VpcId>{{.VPC}}</VpcId></member>{{end}}</TargetGroups>{{.Next}}`,
	"elasticloadbalancing:DescribeTags": `<TagDescriptions>{{if .Classic}}{{range .Named "LoadBalancerNames.member" "classic load balancer"}}<member><LoadBalancerName>{{.Name}}</LoadBalancerName>{{template "members" .Tags}}</member>{{end}}
{{else}}{{range .Named "ResourceArns.member" "load balancer" "target group"}}<member><ResourceArn>{{.ID}}</ResourceArn>{{template "members" .Tags}}</member>{{end}}{{end}}</TagDescriptions>`,
	"ec2:DescribeVpcClassicLink":           `<vpcSet/>`,
	"ec2:DescribeVpcClassicLinkDnsSupport": `<vpcs/>`,
	"ec2:GetEbsDefaultKmsKeyId":            `<kmsKeyId>{{x .Account.DiskKey}}</kmsKeyId>`,
})

func parse(texts map[string]string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for action, text := range texts {
		t := template.New(action).Option("missingkey=zero").Funcs(template.FuncMap{"x": escape})
		template.Must(t.New("tags").Parse(`<tagSet>{{range $k, $v := .}}<item><key>{{x $k}}</key><value>{{x $v}}</value></item>{{end}}</tagSet>`))
		template.Must(t.New("members").Parse(`<Tags>{{range $k, $v := .}}<member><Key>{{x $k}}</Key><Value>{{x $v}}</Value></member>{{end}}</Tags>`))
		all[action] = template.Must(t.Parse(text))
	}
	return all
}

func escape(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

// asked is what an answer is made of.
type asked struct {
	Account *Account
	Of      Thing // what is asked for by name
	call    *call
	next    string // token of the next page
}

// Get is a field of the request.
func (a *asked) Get(name string) string { return a.call.form.Get(name) }

// List are the fields name.1, name.2 and so on.
func (a *asked) List(name string) []string {
	var all []string
	for i := 1; a.call.form.Has(name + "." + strconv.Itoa(i)); i++ {
		all = append(all, a.Get(name+"."+strconv.Itoa(i)))
	}
	return all
}

// Classic tells the API of the classic load balancers from the newer one, whose
// actions have the same names.
func (a *asked) Classic() bool { return a.Get("Version") == "2012-06-01" }

// All is a page of the things of a kind. Where the request names one, it is that.
func (a *asked) All(kind Kind) (page []Thing) {
	if _, field, _ := a.call.named(); field != "" && a.Get(field) != "" {
		return []Thing{a.Of}
	}
	page, a.next = a.Account.page(kind, a.Get(a.paging().request))
	return page
}

// Whole are the things of a kind, where the service does not divide the answer.
func (a *asked) Whole(kind Kind) []Thing { return a.Account.Things[kind] }

// Named are the things of some kinds whose ID or name a list of the request has.
func (a *asked) Named(list string, kinds ...Kind) (out []Thing) {
	for _, key := range a.List(list) {
		for _, kind := range kinds {
			if of, there := a.Account.find(kind, key); there {
				out = append(out, of)
			}
		}
	}
	return out
}

// paging is how a service passes a page's token on.
type paging struct{ request, answer string }

func (a *asked) paging() paging {
	switch a.call.service {
	case "ec2":
		return paging{"NextToken", "nextToken"}
	case "iam":
		return paging{"Marker", "Marker"}
	}
	return paging{"Marker", "NextMarker"} // load balancers
}

// Next ends an answer: with the token of the next page, if there is one.
func (a *asked) Next() string {
	if a.next == "" {
		return ""
	}
	text := fmt.Sprintf("<%[1]s>%s</%[1]s>", a.paging().answer, a.next)
	if a.call.service == "iam" {
		text += "<IsTruncated>true</IsTruncated>"
	}
	return text
}

// Decision is the simulator's. What it is asked is kept.
func (a *asked) Decision(action string) string {
	a.Account.simulated(action, a.List("ResourceArns.member"), a.keys())
	if decision := a.Account.Decisions[action]; decision != "" {
		return decision
	}
	return "allowed"
}

// keys are the condition keys of a simulated request.
func (a *asked) keys() map[string]string {
	keys := map[string]string{}
	for i := 1; a.call.form.Has(fmt.Sprintf("ContextEntries.member.%d.ContextKeyName", i)); i++ {
		entry := fmt.Sprintf("ContextEntries.member.%d.", i)
		keys[a.Get(entry+"ContextKeyName")] = a.Get(entry + "ContextKeyValues.member.1")
	}
	return keys
}

// named is what is asked for by name: its kind, the field of the request, and the
// error of what is not there.
func (c *call) named() (kind Kind, field, code string) {
	switch c.action() {
	case "iam:GetRole", "iam:ListRoleTags", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies":
		return "role", "RoleName", "NoSuchEntity"
	case "iam:ListPolicyTags":
		return "policy", "PolicyArn", "NoSuchEntity"
	case "iam:GetOpenIDConnectProvider":
		return "OIDC provider", "OpenIDConnectProviderArn", "NoSuchEntity"
	case "ec2:DescribeLaunchTemplates":
		return "launch template", "LaunchTemplateName.1", "InvalidLaunchTemplateName.NotFoundException"
	}
	return "", "", ""
}

func (c *call) query(w http.ResponseWriter) {
	in := &asked{Account: c.account, call: c}
	if kind, field, code := c.named(); field != "" && in.Get(field) != "" {
		of, there := c.account.find(kind, in.Get(field))
		if !there {
			c.fail(w, http.StatusNotFound, code, "It does not exist.")
			return
		}
		in.Of = of
	}
	t, known := answers[c.action()]
	if !known {
		c.fail(w, http.StatusBadRequest, "InvalidAction", "The action "+c.operation+" is not valid for this web service.")
		return
	}
	var content strings.Builder
	if err := t.Execute(&content, in); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	// The SDK closes its request when an answer begins, and what is left of the
	// answer is lost if it has not done writing by then. No network is so fast; a
	// long answer over loopback can be.
	if content.Len() > 4<<10 {
		time.Sleep(2 * time.Millisecond)
	}
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	if c.service != "ec2" {
		fmt.Fprintf(w, `<%[1]sResponse xmlns="https://%[2]s.amazonaws.com/doc/"><%[1]sResult>%[3]s</%[1]sResult><ResponseMetadata><RequestId>2c1a</RequestId></ResponseMetadata></%[1]sResponse>`,
			c.operation, c.service, &content)
		return
	}
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><%[1]sResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>2c1a</requestId>%s</%[1]sResponse>`, c.operation, &content)
}
