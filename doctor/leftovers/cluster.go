package leftovers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"

	"eks-elk/aws/price"
	"eks-elk/doctor/account"
	"eks-elk/settings"
)

// foreignCluster: the stack's name for its cluster is that of somebody else's, and
// what has the name or the cluster's tags is theirs.
type foreignCluster struct {
	name string
	tags account.Tags
}

func (f *foreignCluster) Error() string {
	return fmt.Sprintf("cluster %s has %s: it is not this stack's, and what belongs to it cannot be told from what this stack has left", f.name, f.tags)
}

// itself asks for the stack's cluster.
func (s *search) itself(ctx context.Context) ([]Thing, error) {
	answer, err := s.EKS.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &s.cluster})
	if account.Is(err, "ResourceNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := answer.Cluster
	if tags := account.Tags(c.Tags); !tags.Own(s.Name) {
		return nil, &foreignCluster{s.cluster, tags}
	}
	if !s.Lost {
		s.found.Living = string(c.Status)
	}
	if c.ResourcesVpcConfig != nil {
		s.vpcs = append(s.vpcs, aws.ToString(c.ResourcesVpcConfig.VpcId))
	}
	if c.Identity != nil && c.Identity.Oidc != nil {
		s.issuer = strings.TrimPrefix(aws.ToString(c.Identity.Oidc.Issuer), "https://")
	}
	of := Thing{Kind: "cluster", ID: s.cluster, Name: s.cluster, bill: price.Monthly(s.Region, s.controlPlane(aws.ToString(c.Version)), 1)}
	if c.Status == ekstypes.ClusterStatusDeleting {
		of.Leaving = "is being deleted"
	}
	s.exists = true
	return s.add(nil, of, claim{tags: c.Tags}), nil
}

// nodeGroups exist only in a cluster.
func (s *search) nodeGroups(ctx context.Context) (out []Thing, err error) {
	if !s.exists {
		return nil, nil
	}
	err = each(ctx, eks.NewListNodegroupsPaginator(s.EKS, &eks.ListNodegroupsInput{ClusterName: &s.cluster}), func(page *eks.ListNodegroupsOutput) {
		for _, name := range page.Nodegroups {
			out = append(out, Thing{Kind: "node group", ID: name, Name: name, Because: "of cluster " + s.cluster,
				more: map[string]string{"cluster": s.cluster, "nodegroup": name}})
		}
	})
	return out, err
}

// controlPlane is what a version costs today.
func (s *search) controlPlane(version string) price.Item {
	known := settings.KubernetesVersions()
	i := slices.IndexFunc(known, func(v settings.KubernetesVersion) bool { return v.Version == version })
	if i >= 0 && s.Now.After(known[i].StandardUntil.AddDate(0, 0, 1)) {
		return price.ExtendedPlane
	}
	return price.ControlPlane
}
