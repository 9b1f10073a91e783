package main

import (
	"path/filepath"
	"strings"
	"time"

	"eks-elk/internal/stackfile"
	"eks-elk/settings"
)

// support is a stack whose Kubernetes version ends.
type support struct {
	Stack   string `json:"stack"`
	Version string `json:"version"`
	Ends    string `json:"ends"` // a sentence
}

const versionKey = "eks-elk:cluster.version"

// ending returns the stacks of a project whose Kubernetes version ends; the
// default, too.
func ending(project string, now time.Time) (out []support, err error) {
	byDefault := ""
	for _, key := range settings.Reference() {
		if key.Path == versionKey {
			byDefault = key.Default
		}
	}
	asked := []support{{Stack: "(default)", Version: byDefault}}
	files, err := filepath.Glob(filepath.Join(project, "Pulumi.*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "Pulumi."), ".yaml")
		config, err := stackfile.Read(project, name)
		if err != nil {
			return nil, err
		}
		version, ok := config[versionKey].(string)
		if cluster, _ := config["eks-elk:cluster"].(map[string]any); !ok {
			version, ok = cluster["version"].(string)
		}
		if ok {
			asked = append(asked, support{Stack: name, Version: version})
		}
	}
	for _, s := range asked {
		for _, v := range settings.KubernetesVersions() {
			if s.Ends = v.Ending(now); v.Version == s.Version && s.Ends != "" {
				out = append(out, s)
			}
		}
	}
	return out, nil
}
