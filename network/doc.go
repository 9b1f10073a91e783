// Package network makes the VPC a cluster lives in.
//
// # What New makes
//
// A VPC with DNS host names, a public and a private subnet in each zone, an
// internet gateway, a NAT gateway with its address in each zone, one for all or
// none, one public route table and a private one in each zone, endpoints of S3
// and of the services that are asked for, and, when asked, flow logs. The VPC's default security group is emptied. No subnet gives its
// instances public addresses: nodes live in the private ones, and load
// balancers and NAT gateways bring their own.
//
// # Order
//
//	VPC → subnets, internet gateway → addresses → NAT gateways → private routes
//	VPC → private route tables, subnets → endpoints
//
// Whatever runs in a private subnet waits for that subnet's Egress. The control
// plane of a cluster needs the subnets alone.
package network
