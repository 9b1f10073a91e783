package elk

import (
	"maps"

	"eks-elk/release"
	"eks-elk/settings"
)

// place is what the values of all three charts depend on besides their sizes.
type place struct {
	ImageTag      string
	ImageRegistry string         // empty: Elastic's
	StorageClass  string         // empty: the cluster's default
	Checksums     release.Values // of the Secrets the pod uses, by what they hold
}

// envFromSecret is an environment variable with a Secret's key as its value.
func envFromSecret(name, secret, key string) release.Values {
	return release.Values{
		"name":      name,
		"valueFrom": release.Values{"secretKeyRef": release.Values{"name": secret, "key": key}},
	}
}

// mountSecret mounts a whole Secret at a directory.
func mountSecret(secret, directory string) release.Values {
	return release.Values{"name": secret, "secretName": secret, "path": directory}
}

// mountKey mounts one key of a Secret as a file in a directory that holds more.
func mountKey(volume, secret, key, directory string) release.Values {
	return release.Values{"name": volume, "secretName": secret, "path": directory + "/" + key, "subPath": key}
}

// unprivileged is the security context of all three containers: the images run
// as user 1000 and need no capability.
func unprivileged() release.Values {
	return release.Values{
		"allowPrivilegeEscalation": false,
		"capabilities":             release.Values{"drop": []string{"ALL"}},
		"runAsNonRoot":             true,
		"runAsUser":                1000,
	}
}

// resources are complete ones. The elastic charts set requests and limits of
// their own, which Helm merges with ours, so that a limit left out would be
// the chart's, maybe below our request.
func resources(r settings.Resources) release.Values {
	fill := func(empty *settings.Quantity, other settings.Quantity) {
		if !empty.IsSet() {
			*empty = other
		}
	}
	fill(&r.CPULimit, r.CPU)
	fill(&r.MemoryLimit, r.Memory)
	fill(&r.CPU, r.CPULimit)
	fill(&r.Memory, r.MemoryLimit)
	return release.Resources(r)
}

// image says which image to run: the chart's own, or a mirror's copy of it,
// always in the one version that all three programs share.
func image(values release.Values, registry, repository, tag string) {
	values["imageTag"] = tag
	if registry != "" {
		values["image"] = registry + "/" + repository
	}
}

// annotations are checksums of Secrets as pod annotations.
func annotations(checksums release.Values) release.Values {
	out := release.Values{}
	for of, sum := range maps.All(checksums) {
		out["checksum/"+of] = sum
	}
	return out
}
