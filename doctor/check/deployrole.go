package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"eks-elk/bootstrap/policies"
	"eks-elk/internal/names"
	"eks-elk/internal/needs"
)

// right is what has to be allowed: each action on each resource, in a request
// with these condition keys.
type right struct {
	actions, resources []string
	keys               map[string]string
}

// statement is one of a policy.
type statement struct {
	Effect           string
	Action, Resource json.RawMessage
	Condition        map[string]map[string]json.RawMessage
}

// rightsNeeded are those of the deploy role (bootstrap/policies): what a rehearsal
// sees a stack ask for, and nothing else. What it says of the CLI's own bucket
// and key is left out, as only the CLI knows them.
func (e *Examination) rightsNeeded() ([]right, error) {
	place := policies.Place{Account: e.Account.Caller.Account, Region: e.Account.Region, Partition: e.Account.Caller.Partition()}
	files := policies.Deploy(policies.Features{
		FlowLogs: e.Settings.Network.FlowLogs, SNS: e.Settings.Publishes(), Backups: e.Settings.BackupsByRole(),
	})
	var all []right
	for _, file := range files {
		var policy struct{ Statement []statement }
		if err := json.Unmarshal([]byte(place.Fill(file)), &policy); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, s := range policy.Statement {
			if s.Effect != "Allow" { // no request needs a Deny
				continue
			}
			some, err := e.rightsOf(s)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			all = append(all, some...)
		}
	}
	return all, nil
}

func (e *Examination) rightsOf(s statement) ([]right, error) {
	var actions, resources []string
	if err := json.Unmarshal(list(s.Action), &actions); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(list(s.Resource), &resources); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(resources, func(r string) bool { return strings.Contains(r, "BUCKET") || strings.Contains(r, "KEY_ID") }) {
		return nil, nil
	}
	requests, err := keysOf(s.Condition)
	if err != nil {
		return nil, err
	}
	var real []string
	for _, r := range resources {
		some, err := e.resources(r)
		if err != nil {
			return nil, err
		}
		real = append(real, some...)
	}
	var all []right
	for _, keys := range requests {
		for service, some := range byService(actions) {
			on := slices.DeleteFunc(slices.Clone(real), func(arn string) bool { return arn != "*" && !strings.Contains(arn, ":"+service+":") })
			if len(on) > 0 {
				all = append(all, right{some, on, keys})
			}
		}
	}
	return all, nil
}

// byService keeps actions of different services apart: a statement has some of
// EC2 on keys of KMS.
func byService(actions []string) map[string][]string {
	out := map[string][]string{}
	for _, action := range actions {
		service, _, _ := strings.Cut(action, ":")
		out[service] = append(out[service], action)
	}
	return out
}

// keysOf returns the requests that meet a condition: one for each value of each
// key.
func keysOf(condition map[string]map[string]json.RawMessage) ([]map[string]string, error) {
	requests := []map[string]string{{}}
	for _, keys := range condition {
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			var values []string
			if err := json.Unmarshal(list(keys[key]), &values); err != nil {
				return nil, err
			}
			var more []map[string]string
			for _, before := range requests {
				for _, value := range values {
					one := maps.Clone(before)
					one[key] = value
					more = append(more, one)
				}
			}
			requests = more
		}
	}
	return requests, nil
}

// resources are what a pattern of the policy stands for in this stack: things
// with the names and the form that they will have; none: the stack has none. A
// pattern that is not in the table is an error: what IAM simulates is a request
// for one resource, whose name has no *.
func (e *Examination) resources(pattern string) ([]string, error) {
	if !e.Settings.Network.FlowLogs && (strings.HasSuffix(pattern, "role/flow-logs-*") || strings.Contains(pattern, ":/aws/vpc/")) {
		return nil, nil
	}
	cluster, id := e.Settings.Cluster.Name, "11111111-2222-3333-4444-555555555555"
	var roles []string
	for _, name := range needs.Names(e.Settings) {
		if name.Kind == needs.Role {
			roles = append(roles, "role/"+name.Name)
		}
	}
	for end, real := range map[string][]string{
		":key/*":                         {":key/" + id},
		":security-group/*":              {":security-group/sg-0123456789abcdef0"},
		":cluster/eks-elk-*":             {":cluster/" + cluster},
		":nodegroup/eks-elk-*":           {":nodegroup/" + cluster + "/default/" + id},
		":addon/eks-elk-*":               {":addon/" + cluster + "/vpc-cni/" + id},
		":alias/eks/eks-elk-*":           {":" + names.SecretsKey(cluster)},
		":/aws/eks/eks-elk-*":            {":" + names.ControlPlaneLogs(cluster) + ":log-stream:"},
		":/aws/vpc/eks-elk-*":            {":" + names.FlowLogs(cluster) + ":log-stream:"},
		"role/flow-logs-*":               {"role/flow-logs-1234567"},
		"role/eks-elk-*":                 roles,
		"s3:::elasticsearch-backups-*":   {"s3:::" + names.BackupsBucket + "-1234567"},
		"s3:::elasticsearch-backups-*/*": {"s3:::" + names.BackupsBucket + "-1234567/x"},
		"role/eks-elk-*-backups":         {"role/" + names.Role(cluster, e.Settings.AWS.Region, names.BackupsRole)},
		"role/eks-elk-*-alertmanager":    {"role/" + names.Role(cluster, e.Settings.AWS.Region, names.AlertmanagerRole)},
		"oidc-provider/oidc.eks.*":       {"oidc-provider/oidc.eks." + e.Account.Region + ".amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"},
		"/eks.amazonaws.com/*":           {"/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"},
		"/eks-nodegroup.amazonaws.com/*": {"/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup"},
		":ec2:" + e.Account.Region + ":" + e.Account.Caller.Account + ":*": {
			":ec2:" + e.Account.Region + ":" + e.Account.Caller.Account + ":vpc/vpc-0123456789abcdef0",
		},
	} {
		if begin, ends := strings.CutSuffix(pattern, end); ends {
			var all []string
			for _, r := range real {
				all = append(all, begin+r)
			}
			return all, nil
		}
	}
	if pattern != "*" && strings.Contains(pattern, "*") {
		return nil, fmt.Errorf("it is not known what %s is in a stack", pattern)
	}
	return []string{pattern}, nil
}
