package standin

import (
	"fmt"
	"time"

	"eks-elk/rehearsal/world"
)

// states are what a provider waits for and what it sees until then.
type states struct{ target, pending string }

// waits are the states of what a provider waits for by operation and type
// (terraform-provider-aws v4.67.0 internal/service/ec2/wait.go,
// internal/service/eks/wait.go). An empty target: until the thing is gone.
var waits = map[string]states{
	"create":                               {"ACTIVE", "CREATING"},
	"update":                               {"Successful", "InProgress"},
	"delete":                               {"", "DELETING"},
	"create aws:ec2/natGateway:NatGateway": {"available", "pending"},
	"delete aws:ec2/natGateway:NatGateway": {"", "deleting"},
	"create aws:ec2/vpc:Vpc":               {"available", "pending"},
	"create aws:ec2/subnet:Subnet":         {"available", "pending"},
}

// exceeded is what a provider says whose timeouts, its own or the program's
// customTimeouts (in seconds; 0: none), are shorter than the service takes; nil:
// they are long enough, or there are none. The words are those of the Terraform
// plugin SDK (helper/retry/error.go, TimeoutError). A release is waited for by
// its own timeout.
func (p *Provider) exceeded(op, typ string, takes time.Duration, custom float64) error {
	allowed := time.Duration(custom * float64(time.Second))
	if k, err := p.world.ResourceType(typ); err == nil && allowed <= 0 {
		allowed = k.Schema.Timeouts[op]
	}
	if allowed <= 0 || takes <= allowed || typ == "kubernetes:helm.sh/v3:Release" {
		return nil
	}
	s, known := waits[op+" "+typ]
	if !known {
		s = waits[op]
	}
	until := fmt.Sprintf("state to become '%s'", s.target)
	if s.target == "" {
		until = "resource to be gone"
	}
	return &world.Unfinished{Reason: fmt.Sprintf("timeout while waiting for %s (last state: '%s', timeout: %s)", until, s.pending, allowed)}
}
