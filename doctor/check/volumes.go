package check

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"eks-elk/internal/names"
)

// defaultDiskKey asks who may use the key of the account's disks. The stack's
// disks are encrypted and name none, so that EBS takes the default. With AWS's own
// key everybody in the account may use it; with a customer's, its policy or
// grants have to allow it to Auto Scaling and the CSI driver, or no node and no
// volume comes up.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
func (e *Examination) defaultDiskKey(ctx context.Context) (string, error) {
	answer, err := e.Account.EC2.GetEbsDefaultKmsKeyId(ctx, &ec2.GetEbsDefaultKmsKeyIdInput{})
	if err != nil {
		return "", err
	}
	id := aws.ToString(answer.KmsKeyId)
	if strings.HasSuffix(id, "alias/aws/ebs") {
		return "AWS's own (" + id + ")", nil
	}
	key, err := e.Account.KMS.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &id})
	if err != nil {
		return "", err
	}
	if key.KeyMetadata.KeyManager == kmstypes.KeyManagerTypeAws {
		return "AWS's own (" + id + ")", nil
	}
	policy, err := e.Account.KMS.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: key.KeyMetadata.KeyId})
	if err != nil {
		return "", err
	}
	granted, err := e.granted(ctx, key.KeyMetadata.KeyId)
	if err != nil {
		return "", err
	}
	allowed := append(principals(aws.ToString(policy.Policy)), granted...)
	var denied []string
	for _, role := range []string{"AWSServiceRoleForAutoScaling", names.Role(e.Settings.Cluster.Name, e.Settings.AWS.Region, names.CSIRole)} {
		if !slices.ContainsFunc(allowed, func(who string) bool { return who == "*" || strings.HasSuffix(who, "/"+role) }) {
			denied = append(denied, role)
		}
	}
	if len(denied) > 0 {
		return "", finding("allow it by its key policy (kms:ViaService, as AWS's own key has it) or by grants, or make alias/aws/ebs the default",
			"a customer's, %s, which %s may not use: nodes and volumes would not come up", id, strings.Join(denied, " and "))
	}
	return "a customer's, " + id + ", which Auto Scaling and the CSI driver may use", nil
}

// granted are the principals with a grant on a key.
func (e *Examination) granted(ctx context.Context, key *string) ([]string, error) {
	var all []string
	pages := kms.NewListGrantsPaginator(e.Account.KMS, &kms.ListGrantsInput{KeyId: key})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, grant := range page.Grants {
			all = append(all, aws.ToString(grant.GranteePrincipal))
		}
	}
	return all, nil
}

// principals are those that a key policy allows something, by ARN; * is anybody,
// whom conditions narrow down.
func principals(policy string) []string {
	var document struct{ Statement json.RawMessage }
	var statements []struct {
		Effect    string
		Principal json.RawMessage
	}
	if json.Unmarshal([]byte(policy), &document) != nil || json.Unmarshal(list(document.Statement), &statements) != nil {
		return nil
	}
	var all []string
	for _, s := range statements {
		var of struct{ AWS json.RawMessage }
		who := s.Principal
		if json.Unmarshal(who, &of) == nil && of.AWS != nil {
			who = of.AWS
		}
		var some []string
		if s.Effect == "Allow" && json.Unmarshal(list(who), &some) == nil {
			all = append(all, some...)
		}
	}
	return all
}

// list is a JSON value as the list that IAM lets one leave out.
func list(value json.RawMessage) json.RawMessage {
	if len(value) > 0 && value[0] == '[' {
		return value
	}
	return slices.Concat([]byte{'['}, value, []byte{']'})
}
