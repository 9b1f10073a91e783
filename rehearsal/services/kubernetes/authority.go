package kubernetes

import (
	"encoding/base64"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// trusted tells whether a client that knows these authorities (base64 of PEM)
// accepts the API server of a cluster: EKS rotates a cluster's authority by
// publishing a successor beside it, and later the successor alone (EKS API
// Cluster, certificateAuthority.data).
func trusted(cluster *world.Object, known string) bool {
	published := cluster.Str("certificateAuthority.data")
	if published == "" || known == "" || published == known {
		return true // a cluster that says nothing, or a client that verifies by the system's own
	}
	theirs := certificates(known)
	return slices.ContainsFunc(certificates(published), func(c string) bool { return slices.Contains(theirs, c) })
}

func certificates(data string) []string {
	text, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return nil
	}
	var out []string
	for _, block := range strings.SplitAfter(string(text), "-----END CERTIFICATE-----") {
		if block = strings.TrimSpace(block); block != "" {
			out = append(out, block)
		}
	}
	return out
}
