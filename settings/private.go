package settings

import (
	"slices"
	"strings"
)

// neededByNodes are the endpoints without which a node does not join and a pod
// gets no volume and no role. S3 has its gateway endpoint always.
// https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
var neededByNodes = []EndpointService{"ec2", "ecr.api", "ecr.dkr", "sts"}

// checkPrivate refuses a network without NAT gateways whose nodes would not
// reach AWS, the Kubernetes API or the images.
func (l *loader) checkPrivate(s *Settings) {
	nat, endpoints := l.setting("eks-elk:network.natGateways"), l.setting("eks-elk:network.interfaceEndpoints")
	private, registry := l.setting("eks-elk:cluster.endpointPrivateAccess"), l.setting("eks-elk:charts.imageRegistry")
	endpoints.check(func() {
		if len(s.Network.InterfaceEndpoints) > 0 && partition(s.AWS.Region) == "aws-cn" {
			// Some begin with com.amazonaws, others with cn.com.amazonaws.
			// https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-privatelink-support.html
			endpoints.problem("is %s, but in China endpoints have names of another form, which this program does not know; remove it", endpoints.shown())
		}
	}, l.setting("aws:region"))
	nat.check(func() {
		if s.Network.NATGateways != NATNone {
			return
		}
		missing := slices.DeleteFunc(slices.Clone(neededByNodes), func(e EndpointService) bool {
			return slices.Contains(s.Network.InterfaceEndpoints, e)
		})
		switch {
		case len(missing) > 0:
			endpoints.problem("is %s without %s, while %s is none: nodes reach AWS by endpoints alone; add %[2]s", endpoints.shown(), joined(missing), nat.Path)
		case !s.Cluster.EndpointPrivateAccess:
			private.problem("is false while %s is none: nodes do not reach the Kubernetes API; set it to true", nat.Path)
		case s.Charts.ImageRegistry == "":
			registry.problem("is empty while %s is none: nodes reach no registry on the internet; "+
				"name one inside AWS that holds every image, such as 123456789012.dkr.ecr.%s.amazonaws.com", nat.Path, s.AWS.Region)
		}
	}, endpoints, private, registry)
}

// joined is a list of words as a sentence has them.
func joined[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = string(word)
	}
	return strings.Join(texts, ", ")
}
