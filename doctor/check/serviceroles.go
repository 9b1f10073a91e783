package check

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"eks-elk/doctor/account"
)

// serviceRoles are the service-linked roles that a cluster with node groups
// stands on. The first cluster of an account makes them, and its first node group
// can fail while they are new: "was unable to assume the service-linked role"
// (https://docs.aws.amazon.com/eks/latest/userguide/using-service-linked-roles.html).
func (e *Examination) serviceRoles() []check {
	var all []check
	for _, role := range []struct {
		name, service string
		lookedFor     bool // by EKS, with the rights of whoever makes a node group
	}{
		{"AWSServiceRoleForAmazonEKS", "eks.amazonaws.com", false},
		// https://github.com/terraform-aws-modules/terraform-aws-eks/issues/823
		{"AWSServiceRoleForAmazonEKSNodegroup", "eks-nodegroup.amazonaws.com", true},
		{"AWSServiceRoleForAutoScaling", "autoscaling.amazonaws.com", false},
	} {
		all = append(all, check{name: "service role: " + role.name, run: func(ctx context.Context) (string, error) {
			_, err := e.Account.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &role.name})
			if account.Is(err, "NoSuchEntity") {
				return "", finding("aws iam create-service-linked-role --aws-service-name "+role.service,
					"not there: the first up of an account can fail while AWS makes it")
			}
			if action, denied := account.Denied(err); denied && role.lookedFor {
				return "", finding(fmt.Sprintf("allow %s on role/aws-service-role/*", action), "the caller may not %s: EKS makes no node group then", action)
			}
			if err != nil {
				return "", err
			}
			return "there", nil
		}})
	}
	return all
}
