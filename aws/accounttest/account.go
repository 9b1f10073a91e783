// Package accounttest is an AWS account for tests: an HTTP server that answers the
// calls of the tools in AWS's own wire form, from what the test says there is.
package accounttest

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Account is what there is. New returns one in which the stack dev can be made.
// Change it while nobody asks.
type Account struct {
	ID, ARN string
	Region  string // the only one that knows the credentials, beside Home
	Home    string
	OptIn   string // of Region

	Deny map[string]bool   // actions that the caller may not do
	Fail map[string]string // actions that end in an error of that code

	Versions  map[string]string   // status by Kubernetes version
	Zones     map[string]string   // ID by name
	Offered   map[string][]string // zones by instance type
	VCPUs     map[string]int      // by instance type
	Applied   map[string]float64  // quotas by code, where the account asked for more
	Usual     map[string]float64  // and where it did not
	RolesUsed int

	Things   map[Kind][]Thing
	Objects  Objects
	PageSize int // how many things an answer has at most, where the service divides it; 0: all

	DiskKey    string // of GetEbsDefaultKmsKeyId
	KeyManager string
	KeyPolicy  string
	Grantees   []string

	Decisions map[string]string // of the simulator by action; others are allowed
	Forbidden map[string]bool   // actions that the organization forbids

	URL string

	mutex      sync.Mutex
	calls      map[string]bool
	simulation []Simulated
}

// Simulated is a question that the simulator was asked.
type Simulated struct {
	Action    string
	Resources []string
	Keys      map[string]string
}

// Own are the tags of what stack dev made.
var Own = Tags{"managed-by": "pulumi", "project": "eks-elk", "stack": "dev"}

// New serves an account until the test ends, and shows the SDK the way to it.
func New(t testing.TB) *Account {
	t.Helper()
	a := &Account{
		ID: "123456789012", ARN: "arn:aws:sts::123456789012:assumed-role/deploy/somebody",
		Region: "eu-central-1", Home: "us-east-1", OptIn: "opt-in-not-required",
		Deny: map[string]bool{}, Fail: map[string]string{
			"ec2:DescribeVpcClassicLink": "UnsupportedOperation", "ec2:DescribeVpcClassicLinkDnsSupport": "UnsupportedOperation",
		},
		Versions: map[string]string{"1.34": "EXTENDED_SUPPORT", "1.35": "STANDARD_SUPPORT"},
		Zones:    map[string]string{"eu-central-1a": "euc1-az2", "eu-central-1b": "euc1-az3", "eu-central-1c": "euc1-az1"},
		Offered:  map[string][]string{"m5.xlarge": {"eu-central-1a", "eu-central-1b", "eu-central-1c"}},
		VCPUs:    map[string]int{"m5.xlarge": 4, "m5.24xlarge": 96},
		Applied:  map[string]float64{"L-1216C47A": 64},
		Usual: map[string]float64{
			"L-1216C47A": 5, "L-0263D0A3": 5, "L-F678F1CE": 5, "L-1194D53C": 100, "L-6D54EA21": 30, "L-BD136A63": 450,
		},
		RolesUsed: 40,
		Objects:   Objects{},
		Things: map[Kind][]Thing{
			"cluster": {{Name: "other"}}, "elastic IP address": {{ID: "eipalloc-1"}}, "VPC": {{ID: "vpc-1"}},
			"instance": {{ID: "i-1", Has: Has{"type": "t3.micro", "cores": "1", "threads": "2"}}},
			"role": {{Name: "deploy"}, {Name: "AWSServiceRoleForAmazonEKS"}, {Name: "AWSServiceRoleForAmazonEKSNodegroup"},
				{Name: "AWSServiceRoleForAutoScaling"}},
		},
		DiskKey: "alias/aws/ebs", KeyManager: "CUSTOMER",
		Decisions: map[string]string{}, Forbidden: map[string]bool{},
		calls: map[string]bool{},
	}
	server := httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(server.Close)
	a.URL = server.URL
	return a
}

// Environment is that of a program that reaches this account alone.
func (a *Account) Environment() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL": a.URL, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-of-the-key",
	}
}

// Calls are the actions that were asked, sorted.
func (a *Account) Calls() []string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return slices.Sorted(maps.Keys(a.calls))
}

// Simulation is what the simulator was asked.
func (a *Account) Simulation() []Simulated {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return slices.Clone(a.simulation)
}

func (a *Account) simulated(action string, resources []string, keys map[string]string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.simulation = append(a.simulation, Simulated{action, resources, keys})
}

func (a *Account) serve(w http.ResponseWriter, r *http.Request) {
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	parts := strings.Split(scope, "/") // key, day, region, service
	if len(parts) < 4 {
		http.Error(w, "the request is not signed", http.StatusForbidden)
		return
	}
	c := &call{account: a, region: parts[2], service: parts[3], request: r}
	if c.service == "tagging" {
		c.service = "tag" // as IAM has it
	}
	c.read()
	a.mutex.Lock()
	a.calls[c.action()] = true
	a.mutex.Unlock()
	known := c.region == a.Region || c.region == a.Home
	switch code := a.Fail[c.action()]; {
	case !known && c.service == "sts":
		c.fail(w, http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid.")
	case !known && c.service != "iam":
		c.fail(w, http.StatusForbidden, "AuthFailure", "AWS was not able to validate the provided access credentials")
	case a.Deny[c.action()]:
		c.denied(w)
	case code != "":
		c.fail(w, http.StatusBadRequest, code, "Injected by the test.")
	default:
		c.answer(w)
	}
}
