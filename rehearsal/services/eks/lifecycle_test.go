package eks_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
)

func TestACarefulDestroyLeavesNothing(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	if n := len(a.W.Objects(ec2.Instance)); n != 2 {
		t.Fatalf("%d instances, want 2", n)
	}
	a.Dropped(nodes)
	a.Dropped(p.Things()...)
	a.Clean()
	a.Leaks(0, "")
}

func TestClusterAnswersWhatItsUsersRead(t *testing.T) {
	a := awstest.New(t)
	a.W.APIServer, a.W.APIServerCA = "127.0.0.1:6443", "PEM"
	c := a.ControlPlane().Cluster
	for path, want := range map[string]string{
		"arn": "arn:aws:eks:eu-central-1:123456789012:cluster/dev", "status": "ACTIVE", "version": "1.34",
		"certificateAuthority.data": "UEVN", "certificateAuthorities[0].data": "UEVN",
		"kubernetesNetworkConfig.serviceIpv4Cidr": "172.20.0.0/16",
	} {
		if got := c.Str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if c.ID != "dev" {
		t.Errorf("id %q", c.ID)
	}
}
