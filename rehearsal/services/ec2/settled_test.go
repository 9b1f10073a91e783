package ec2_test

import (
	"regexp"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
)

// settled is a network after something of it was spoilt, looked at as a whole.
func settled(t *testing.T, spoil func(a *awstest.Account, n *awstest.Network)) *awstest.Account {
	t.Helper()
	a := awstest.New(t)
	n := a.Network()
	spoil(a, n)
	a.W.Settle()
	return a
}

func TestEverySubnetLeadsToTheInternet(t *testing.T) {
	const rule = "ec2/subnet-leads-to-the-internet"
	settled(t, func(*awstest.Account, *awstest.Network) {}).Clean()
	for _, pick := range []func(n *awstest.Network) awstest.Thing{
		func(n *awstest.Network) awstest.Thing { return n.Routes[1] },
		func(n *awstest.Network) awstest.Thing { return n.Associations[1] },
		func(n *awstest.Network) awstest.Thing { return n.PublicRoute },
	} {
		settled(t, func(a *awstest.Account, n *awstest.Network) { a.Dropped(pick(n)) }).Violated(rule)
	}
	settled(t, func(a *awstest.Account, n *awstest.Network) {
		a.Dropped(n.Routes...)
		a.Dropped(n.NATs...)
	}).Clean() // meant to be alone
}

func TestSettledMessagesNameWhatTheProgramNames(t *testing.T) {
	a := settled(t, func(a *awstest.Account, n *awstest.Network) { a.Dropped(n.Routes[1]) })
	for _, v := range a.W.Violations() {
		if regexp.MustCompile(`\b(rtb|subnet|nat|igw|vpc)-[0-9a-f]{17}`).MatchString(v.Message) {
			t.Errorf("message with an id that nobody knows: %s", v.Message)
		}
		t.Log(v.Message)
	}
}

func TestASubnetUsesTheGatewayOfItsZone(t *testing.T) {
	const rule = "ec2/subnet-uses-gateway-of-its-zone"
	over := func(a *awstest.Account, n *awstest.Network, nat awstest.Thing) {
		a.Dropped(n.Routes[1])
		a.Make(ec2.Route, "other", in{"routeTableId": n.Tables[1].ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat.ID})
	}
	settled(t, func(a *awstest.Account, n *awstest.Network) { over(a, n, n.NATs[0]) }).Violated(rule)
	settled(t, func(a *awstest.Account, n *awstest.Network) { // a gateway each, but in one zone
		a.Dropped(n.Routes[1], n.NATs[1])
		nat := a.Make(ec2.NATGateway, "inside", in{"subnetId": n.Public[0].ID, "allocationId": n.EIPs[1].ID})
		a.Make(ec2.Route, "other", in{"routeTableId": n.Tables[1].ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat.ID})
	}).Violated(rule)
	settled(t, func(a *awstest.Account, n *awstest.Network) { // one gateway for all
		over(a, n, n.NATs[0])
		a.Dropped(n.NATs[1])
	}).Clean()
}
