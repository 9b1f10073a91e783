package cluster

import (
	"encoding/json"
	"fmt"
	"strings"
)

// policyDocument is an IAM policy in the grammar of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type policyDocument struct {
	Version   string
	Statement []policyStatement
}

type policyStatement struct {
	Effect    string
	Action    string
	Principal map[string]string            `json:",omitempty"`
	Condition map[string]map[string]string `json:",omitempty"`
}

func (d policyDocument) marshal() (string, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("marshal policy: %w", err)
	}
	return string(text), nil
}

// serviceTrust lets one AWS service, such as eks.amazonaws.com, use the role.
func serviceTrust(service string) policyDocument {
	return trust(policyStatement{
		Action:    "sts:AssumeRole",
		Principal: map[string]string{"Service": service},
	})
}

// serviceAccountTrust lets one Kubernetes service account use the role, and no
// other: without the sub condition every pod of the cluster could.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
func serviceAccountTrust(providerARN, issuer, namespace, serviceAccount string) policyDocument {
	host := strings.TrimPrefix(issuer, "https://")
	return trust(policyStatement{
		Action:    "sts:AssumeRoleWithWebIdentity",
		Principal: map[string]string{"Federated": providerARN},
		Condition: map[string]map[string]string{"StringEquals": {
			host + ":sub": fmt.Sprintf("system:serviceaccount:%s:%s", namespace, serviceAccount),
			host + ":aud": stsAudience,
		}},
	})
}

func trust(statement policyStatement) policyDocument {
	statement.Effect = "Allow"
	return policyDocument{Version: "2012-10-17", Statement: []policyStatement{statement}}
}

// managedPolicyARN is the ARN of a policy that AWS keeps, in any partition. name
// includes the policy's path, as in service-role/AmazonEBSCSIDriverPolicy.
func managedPolicyARN(partition, name string) string {
	return fmt.Sprintf("arn:%s:iam::aws:policy/%s", partition, name)
}
