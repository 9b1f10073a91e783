package elk

import (
	"fmt"

	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// elasticsearchURL is where the others in the namespace find Elasticsearch.
var elasticsearchURL = fmt.Sprintf("https://%s:%d", names.Elasticsearch.Name, names.Elasticsearch.Port)

// envFromSecret returns an environment variable with a Secret's key as its value.
func envFromSecret(name, secret, key string) kube.Values {
	return kube.Values{
		"name":      name,
		"valueFrom": kube.Values{"secretKeyRef": kube.Values{"name": secret, "key": key}},
	}
}

// mountSecret mounts a whole Secret at a directory.
func mountSecret(secret, directory string) kube.Values {
	return kube.Values{"name": secret, "secretName": secret, "path": directory}
}

// mountKey mounts one key of a Secret as a file in a directory that holds more.
func mountKey(volume, secret, key, directory string) kube.Values {
	return kube.Values{"name": volume, "secretName": secret, "path": directory + "/" + key, "subPath": key}
}

// unprivileged returns the security context of all three containers: the images
// run as user 1000 and need no capability. Their namespace admits no other.
func unprivileged() kube.Values {
	return kube.Values{
		"allowPrivilegeEscalation": false,
		"capabilities":             kube.Values{"drop": []string{"ALL"}},
		"runAsNonRoot":             true,
		"runAsUser":                1000,
		"seccompProfile":           kube.Values{"type": "RuntimeDefault"},
	}
}

// resources returns requests and limits, all of them set. Elastic's charts have
// limits of their own, which Helm merges with ours: a limit left out would be the
// chart's, and could be below our request.
func resources(r settings.Resources) kube.Values {
	fill := func(empty *settings.Quantity, other settings.Quantity) {
		if !empty.IsSet() {
			*empty = other
		}
	}
	fill(&r.CPULimit, r.CPU)
	fill(&r.MemoryLimit, r.Memory)
	fill(&r.CPU, r.CPULimit)
	fill(&r.Memory, r.MemoryLimit)
	return kube.Resources(r)
}

// image sets the image: the chart's own, or a mirror's copy of it, always in the
// one version that all three programs share.
func (in inputs) image(values kube.Values, repository string) {
	values["imageTag"] = in.Settings.ImageTag
	if registry := in.Charts.ImageRegistry; registry != "" {
		values["image"] = registry + "/" + repository
	}
}

// imageOf returns the image of a container that the chart gives none.
func (in inputs) imageOf(repository string) string {
	registry := in.Charts.ImageRegistry
	if registry == "" {
		registry = "docker.elastic.co"
	}
	return registry + "/" + repository + ":" + in.Settings.ImageTag
}
