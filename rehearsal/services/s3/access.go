package s3

import (
	"net/netip"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

func bucketPolicy() *world.ResourceType {
	k := part(Policy, "bucket policy")
	k.Needs = []world.Need{oneAtATime}
	k.Same = map[string]func(old, new string) bool{"policy": policy.Same}
	k.OnCreate = []world.Rule{policySound, policyPublic}
	k.OnUpdate = k.OnCreate
	return k
}

// oneAtATime: S3 takes one change of who may reach a bucket at a time, and the
// provider does not repeat the other: whichever is made later waits for the first.
var oneAtATime = world.Need{
	ID: "s3/one-change-of-access-at-a-time",
	Source: "hashicorp/terraform-provider-aws#7628: PutBucketPolicy beside PutPublicAccessBlock ends in OperationAborted: A conflicting conditional " +
		"operation is currently in progress against this resource; of ownership controls: terraform-aws-modules/terraform-aws-s3-bucket main.tf",
	Find: func(op *world.Op) (others []*world.Object, err error) {
		for _, typ := range []string{Policy, PublicAccessBlock, Ownership} {
			if typ != op.Type.Token {
				others = append(others, op.Where(typ, "bucket", op.Str("bucket"))...)
			}
		}
		return others, nil
	},
}

var policySound = world.Rule{
	ID: "s3/bucket-policy-sound", Source: "S3 API PutBucketPolicy: MalformedPolicy; each resource is the bucket or objects of it",
	Test: func(op *world.Op) error {
		d, err := policy.Parse(op.Str("policy"))
		if err != nil {
			return world.Refuse("S3", "MalformedPolicy", "%v", err)
		}
		own := "arn:" + world.Partition(op.Region()) + ":s3:::" + op.Str("bucket")
		for _, s := range d.Statement {
			if len(s.Principal)+len(s.NotPrincipal) == 0 {
				return world.Refuse("S3", "MalformedPolicy", "Missing required field Principal")
			}
			for _, r := range append(slices.Clone(s.Resource), s.NotResource...) {
				if r != own && !strings.HasPrefix(r, own+"/") {
					return world.Refuse("S3", "MalformedPolicy", "Policy has invalid resource (%s)", r)
				}
			}
		}
		return nil
	},
}

// policyPublic: every bucket that was made since April 2023 blocks public access,
// whether or not a resource says so.
var policyPublic = world.Rule{
	ID: "s3/no-public-policy-while-blocked", Source: "S3 user guide, Blocking public access: the meaning of \"public\"; BlockPublicPolicy refuses with AccessDenied",
	Test: func(op *world.Op) error {
		for _, block := range op.Where(PublicAccessBlock, "bucket", op.Str("bucket")) {
			if !block.Bool("blockPublicPolicy") {
				return nil
			}
		}
		d, err := policy.Parse(op.Str("policy"))
		if err != nil {
			return nil // said by the other rule
		}
		for _, s := range d.Statement {
			if s.Effect == "Allow" && (len(s.NotPrincipal) > 0 || slices.Contains(s.Principal["AWS"], "*")) && !narrow(s) {
				return world.Refuse("S3", "AccessDenied", "User is not authorized to perform: s3:PutBucketPolicy because public policies are "+
					"blocked by the BlockPublicPolicy block public access setting")
			}
		}
		return nil
	},
}

// narrowing are the condition keys by which a policy for everybody is not public, as
// long as their values are fixed.
var narrowing = []string{
	"aws:principalorgid", "aws:principalarn", "aws:principalaccount", "aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner",
	"aws:sourceaccount", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id",
}

// narrow tells whether a condition keeps a statement for everybody from being public.
func narrow(s policy.Statement) bool {
	for operator, tests := range s.Condition {
		if !slices.Contains([]string{"StringEquals", "StringLike", "ArnEquals", "ArnLike", "IpAddress"}, operator) {
			continue
		}
		for key, values := range tests {
			if !slices.Contains(narrowing, strings.ToLower(key)) {
				continue
			}
			fixed := len(values) > 0
			for _, v := range values {
				fixed = fixed && !strings.ContainsAny(string(v), "*?$") && !broad(string(v))
			}
			if fixed {
				return true
			}
		}
	}
	return false
}

// broad is a block of addresses that S3 takes for everybody's: more than a /8, or a
// /32 of IPv6.
func broad(text string) bool {
	block, err := netip.ParsePrefix(text)
	return err == nil && (block.Addr().Is4() && block.Bits() < 8 || block.Addr().Is6() && block.Bits() < 32)
}
