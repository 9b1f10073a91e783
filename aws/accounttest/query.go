package accounttest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// answers are those of the services that speak XML, in the form of their API
// references, by action.
var answers = parse(map[string]string{
	"sts:GetCallerIdentity": `<GetCallerIdentityResult><Arn>{{x .Account.ARN}}</Arn><UserId>AIDA</UserId><Account>{{.Account.ID}}</Account></GetCallerIdentityResult>`,
	"sts:AssumeRole": `<AssumeRoleResult><AssumedRoleUser><Arn>{{x .Account.ARN}}</Arn><AssumedRoleId>ARO:s</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>`,

	"iam:GetRole": `<GetRoleResult><Role><Path>/</Path><Arn>arn:aws:iam::{{.Account.ID}}:role/{{.Get "RoleName"}}</Arn><RoleName>{{.Get "RoleName"}}</RoleName><RoleId>ARO</RoleId>
<CreateDate>2026-01-01T00:00:00Z</CreateDate><Tags>{{range $k, $v := .Tags}}<member><Key>{{x $k}}</Key><Value>{{x $v}}</Value></member>{{end}}</Tags></Role></GetRoleResult>`,
	"iam:GetAccountSummary": `<GetAccountSummaryResult><SummaryMap><entry><key>Roles</key><value>{{.Account.RolesUsed}}</value></entry>
<entry><key>RolesQuota</key><value>1000</value></entry></SummaryMap></GetAccountSummaryResult>`,
	"iam:SimulatePrincipalPolicy": `<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>{{range $action := .List "ActionNames.member"}}<member>
<EvalActionName>{{x .}}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>{{$.Decision .}}</EvalDecision><MatchedStatements/><MissingContextValues/>
<ResourceSpecificResults>{{range $.List "ResourceArns.member"}}<member><EvalResourceName>{{x .}}</EvalResourceName><EvalResourceDecision>{{$.Decision $action}}</EvalResourceDecision></member>{{end}}</ResourceSpecificResults>
{{if index $.Account.Forbidden .}}<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>{{end}}</member>{{end}}</EvaluationResults></SimulatePrincipalPolicyResult>`,

	"ec2:DescribeRegions": `<regionInfo><item><regionName>{{.Get "RegionName.1"}}</regionName><regionEndpoint>ec2.{{.Get "RegionName.1"}}.amazonaws.com</regionEndpoint>
<optInStatus>{{.Account.OptIn}}</optInStatus></item></regionInfo>`,
	"ec2:DescribeAvailabilityZones": `<availabilityZoneInfo>{{range $name, $id := .Account.Zones}}<item><zoneName>{{$name}}</zoneName><zoneId>{{$id}}</zoneId>
<zoneState>available</zoneState><zoneType>availability-zone</zoneType></item>{{end}}</availabilityZoneInfo>`,
	"ec2:DescribeInstanceTypeOfferings": `<instanceTypeOfferingSet>{{range index .Account.Offered (.Get "Filter.1.Value.1")}}<item><instanceType>{{$.Get "Filter.1.Value.1"}}</instanceType>
<locationType>availability-zone</locationType><location>{{.}}</location></item>{{end}}</instanceTypeOfferingSet>`,
	"ec2:DescribeInstanceTypes": `<instanceTypeSet><item><instanceType>{{.Get "InstanceType.1"}}</instanceType><vCpuInfo>
<defaultVCpus>{{index .Account.VCPUs (.Get "InstanceType.1")}}</defaultVCpus></vCpuInfo></item></instanceTypeSet>`,
	"ec2:DescribeInstances": `<reservationSet>{{range .Account.Instances}}<item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId>
<instanceState><code>16</code><name>running</name></instanceState><instanceType>{{.Type}}</instanceType>{{with .Lifecycle}}<instanceLifecycle>{{.}}</instanceLifecycle>{{end}}
{{template "tags" .Tags}}<cpuOptions><coreCount>{{.Cores}}</coreCount><threadsPerCore>{{.Threads}}</threadsPerCore></cpuOptions></item></instancesSet></item>{{end}}</reservationSet>`,
	"ec2:DescribeAddresses": `<addressesSet>{{range .Account.Addresses}}<item><publicIp>3.4.5.6</publicIp><allocationId>eipalloc-1</allocationId><domain>vpc</domain>{{template "tags" .}}</item>{{end}}</addressesSet>`,
	"ec2:DescribeVpcs":      `<vpcSet>{{range .Account.VPCs}}<item><vpcId>vpc-1</vpcId><state>available</state>{{template "tags" .}}</item>{{end}}</vpcSet>`,
	"ec2:DescribeLaunchTemplates": `<launchTemplates><item><launchTemplateId>lt-1</launchTemplateId><launchTemplateName>{{.Get "LaunchTemplateName.1"}}</launchTemplateName>
{{template "tags" .Tags}}</item></launchTemplates>`,
	"ec2:DescribeVpcClassicLink":           `<vpcSet/>`,
	"ec2:DescribeVpcClassicLinkDnsSupport": `<vpcs/>`,
	"ec2:GetEbsDefaultKmsKeyId":            `<kmsKeyId>{{x .Account.DiskKey}}</kmsKeyId>`,
})

func parse(texts map[string]string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for action, text := range texts {
		t := template.New(action).Funcs(template.FuncMap{"x": escape})
		template.Must(t.New("tags").Parse(`<tagSet>{{range $k, $v := .}}<item><key>{{x $k}}</key><value>{{x $v}}</value></item>{{end}}</tagSet>`))
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
	Tags    Tags // of what is asked for by name
	call    *call
}

// Get is a field of the request.
func (a asked) Get(name string) string { return a.call.form.Get(name) }

// List are the fields name.1, name.2 and so on.
func (a asked) List(name string) []string {
	var all []string
	for i := 1; a.call.form.Has(name + "." + strconv.Itoa(i)); i++ {
		all = append(all, a.Get(name+"."+strconv.Itoa(i)))
	}
	return all
}

// Decision is the simulator's. What it is asked is kept.
func (a asked) Decision(action string) string {
	a.Account.simulated(action, a.List("ResourceArns.member"), a.keys())
	if decision := a.Account.Decisions[action]; decision != "" {
		return decision
	}
	return "allowed"
}

// keys are the condition keys of a simulated request.
func (a asked) keys() map[string]string {
	keys := map[string]string{}
	for i := 1; a.call.form.Has(fmt.Sprintf("ContextEntries.member.%d.ContextKeyName", i)); i++ {
		entry := fmt.Sprintf("ContextEntries.member.%d.", i)
		keys[a.Get(entry+"ContextKeyName")] = a.Get(entry + "ContextKeyValues.member.1")
	}
	return keys
}

// named are the things that are asked for by name: where they are, the field of
// the request, and the error of what is not there.
func (c *call) named() (things map[string]Tags, field, code string) {
	switch c.action() {
	case "iam:GetRole":
		return c.account.Roles, "RoleName", "NoSuchEntity"
	case "ec2:DescribeLaunchTemplates":
		return c.account.LaunchTemplates, "LaunchTemplateName.1", "InvalidLaunchTemplateName.NotFoundException"
	}
	return nil, "", ""
}

func (c *call) query(w http.ResponseWriter) {
	in := asked{Account: c.account, call: c}
	if things, field, code := c.named(); things != nil {
		tags, there := things[in.Get(field)]
		if !there {
			c.fail(w, http.StatusNotFound, code, "It does not exist.")
			return
		}
		in.Tags = tags
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
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	if slices.Contains([]string{"iam", "sts"}, c.service) {
		fmt.Fprintf(w, `<%[1]sResponse xmlns="https://%s.amazonaws.com/doc/">%s<ResponseMetadata><RequestId>2c1a</RequestId></ResponseMetadata></%[1]sResponse>`, c.operation, c.service, &content)
		return
	}
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><%[1]sResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>2c1a</requestId>%s</%[1]sResponse>`, c.operation, &content)
}
