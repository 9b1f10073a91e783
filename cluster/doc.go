// Package cluster makes the EKS cluster, or connects to one that exists, and
// hands the rest of the program one thing: Kubernetes.
//
// # What New makes
//
// A KMS key for Kubernetes Secrets, the control plane's log group, the roles of
// the control plane and of the nodes, the control plane with its access
// mapping (pulumi-eks), an OIDC provider, the add-ons of the table in addons.go, a launch template and a managed node group
// per setting, and an encrypted gp3 StorageClass as the cluster's default.
//
// # Order
//
//	log group, key, role + attachments → control plane → OIDC provider → IRSA roles
//	control plane → vpc-cni, kube-proxy
//	vpc-cni, kube-proxy, aws-auth, node role + attachments, egress → node groups
//	node groups → coredns, aws-ebs-csi-driver → StorageClass
//
// The control plane does not wait for NAT gateways. On destroy the order is
// the reverse, and two things outlive the nodes on purpose: the role of the EBS
// CSI driver, whose pods still delete volumes after the add-on's record is gone,
// and vpc-cni, which takes the nodes' network interfaces back.
package cluster
