package cluster

import (
	"fmt"
	"strings"

	"eks-elk/internal/iampolicy"
)

// serviceTrust lets one AWS service, such as eks.amazonaws.com, use the role.
func serviceTrust(service string) iampolicy.Document {
	return iampolicy.Allow(iampolicy.Statement{
		Action:    []string{"sts:AssumeRole"},
		Principal: map[string]string{"Service": service},
	})
}

// serviceAccountTrust lets one Kubernetes service account use the role, and no
// other: without the sub condition every pod of the cluster could.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
func serviceAccountTrust(providerARN, issuer, namespace, serviceAccount string) iampolicy.Document {
	host := strings.TrimPrefix(issuer, "https://")
	return iampolicy.Allow(iampolicy.Statement{
		Action:    []string{"sts:AssumeRoleWithWebIdentity"},
		Principal: map[string]string{"Federated": providerARN},
		Condition: map[string]map[string]string{"StringEquals": {
			host + ":sub": fmt.Sprintf("system:serviceaccount:%s:%s", namespace, serviceAccount),
			host + ":aud": stsAudience,
		}},
	})
}

// managedPolicyARN is the ARN of a policy that AWS keeps, in any partition. name
// includes the policy's path, as in service-role/AmazonEBSCSIDriverPolicy.
func managedPolicyARN(partition, name string) string {
	return fmt.Sprintf("arn:%s:iam::aws:policy/%s", partition, name)
}
