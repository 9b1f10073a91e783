package aws

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// model returns AWS's own words by service and list: "EKS errors".
func model(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/model.txt")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	at := ""
	for line := range strings.Lines(string(text)) {
		if head, rest, ok := strings.Cut(line, ": "); ok && line[0] != ' ' && line[0] != '#' {
			name, _, _ := strings.Cut(head, " (")
			at, line = name, rest
		}
		if at != "" {
			lists[at] = append(lists[at], strings.Fields(line)...)
		}
	}
	return lists
}

// common are errors that every service may answer, and that no model lists: by the
// query protocol, by JSON.
var common = []string{"ValidationError", "ValidationException"}

// An error that the world makes has a code that its service has.
func TestErrorsHaveTheirServicesCodes(t *testing.T) {
	lists := model(t)
	lists["EKS errors"] = slices.Concat(lists["EKS errors"], lists["EKS NodegroupIssueCode"], lists["EKS AddonIssueCode"], lists["EKS AddonStatus"])
	refusal := regexp.MustCompile(`"(EKS|IAM|KMS|CloudWatch Logs)", (?:Code: )?"([A-Za-z.]+)"`)
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range refusal.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !slices.Contains(lists[m[1]+" errors"], m[2]) && !slices.Contains(common, m[2]) {
				t.Errorf("%s: %s has no error %s", file, m[1], m[2])
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d errors were looked at", seen)
	}
}

// What the provider takes of an enumeration, EKS takes: its model is the newer one.
func TestTheProvidersValuesAreAWSsOwn(t *testing.T) {
	lists := model(t)
	for path, list := range map[string]string{
		"aws:eks/nodeGroup:NodeGroup amiType": "AMITypes", "aws:eks/nodeGroup:NodeGroup capacityType": "CapacityTypes",
		"aws:eks/nodeGroup:NodeGroup taints.effect": "TaintEffect", "aws:eks/addon:Addon resolveConflicts": "ResolveConflicts",
		"aws:eks/cluster:Cluster enabledClusterLogTypes": "LogType", "aws:eks/cluster:Cluster kubernetesNetworkConfig.ipFamily": "IpFamily",
	} {
		token, path, _ := strings.Cut(path, " ")
		for _, v := range values(t, token, path) {
			if !slices.Contains(lists["EKS "+list], v) {
				t.Errorf("%s of %s: EKS has no %s", path, token, v)
			}
		}
	}
}

// values returns what the table says an attribute may be.
func values(t *testing.T, token, path string) []string {
	t.Helper()
	_, rest, _ := strings.Cut(table, "\n== "+token)
	typ, _, _ := strings.Cut(rest, "\n== ")
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(path) + ` .*\bin=(\S+)`).FindStringSubmatch(typ)
	if m == nil {
		t.Fatalf("%s %s has no values", token, path)
	}
	return strings.Split(m[1], ",")
}
