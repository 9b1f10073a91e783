package stack

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

// The golden file is to be read: does each setting reach everything it should,
// and nothing else?
func TestEverySettingChangesWhatItShould(t *testing.T) {
	values := map[string]another{}
	for _, group := range others {
		maps.Copy(values, group)
	}
	recorded := map[string]*recorder.Recording{} // by what a stack file says
	var got strings.Builder
	for _, key := range settings.Reference() {
		path := strings.Replace(key.Path, "<name>", "big", 1)
		change, known := values[path]
		if chart, ok := strings.CutPrefix(path, "eks-elk:charts."); ok && !known {
			known, change.value = true, "https://charts.example.com"
			if strings.HasSuffix(chart, ".version") {
				change.value = "99.0.0"
			}
		}
		delete(values, path)
		if !known {
			t.Errorf("%s: this test has no other value for it", key.Path)
			continue
		}
		changes := recorder.Changes(changing(t, recorded, path, change, false), changing(t, recorded, path, change, true))
		if len(changes) == 0 {
			t.Errorf("%s changes nothing", key.Path)
		}
		got.WriteString(key.Path + "\n" + listed("  ", together(changes)))
	}
	for path := range values {
		t.Errorf("%s is no setting", path)
	}
	pulumitest.CheckGolden(t, "testdata/settings.golden", got.String())
}

// changing records a stack before or after the change of one setting: a new
// cluster, or for the settings of an existing one that.
func changing(t *testing.T, recorded map[string]*recorder.Recording, path string, change another, after bool) *recorder.Recording {
	t.Helper()
	file := map[string]any{}
	if path == "eks-elk:cluster.kubeconfig" || path == "eks-elk:cluster.context" || path == "eks-elk:cluster.storageClass" {
		set(file, "eks-elk:cluster.kubeconfig", kubeconfig)
		set(file, "eks-elk:cluster.context", "kind")
		set(file, "eks-elk:cluster.storageClass", "standard")
	} else {
		set(file, "eks-elk:cluster.publicAccessCidrs", []string{"1.2.3.4/32"})
	}
	for _, other := range slices.Sorted(maps.Keys(change.with)) {
		set(file, other, change.with[other])
	}
	if after {
		if change.gone != "" {
			set(file, change.gone, nil)
		}
		set(file, path, change.value)
	}
	said := marshalled(t, file)
	if recorded[said] == nil {
		config := map[string]string{}
		for key, value := range file {
			config[key] = marshalled(t, value)
			if text, ok := value.(string); ok {
				config[key] = text
			}
		}
		recorded[said] = record(t, config, answers()...)
	}
	return recorded[said]
}

// set puts a value at a path of a stack file.
func set(file map[string]any, path string, value any) {
	levels := strings.Split(path, ".")
	for _, level := range levels[:len(levels)-1] {
		if file[level] == nil {
			file[level] = map[string]any{}
		}
		file = file[level].(map[string]any)
	}
	file[levels[len(levels)-1]] = value
}

// answers lets a certificate be another, and end at another time, where its
// inputs are, and an add-on's version that of the cluster: so does a setting
// reach what is made of them.
func answers() []recorder.Option {
	out := []recorder.Option{recorder.WithCall("aws:eks/getAddonVersion:getAddonVersion", func(args resource.PropertyMap) resource.PropertyMap {
		return resource.PropertyMap{"version": resource.NewProperty("v1.0.0-of-" + args["kubernetesVersion"].StringValue())}
	})}
	for kind, output := range map[string]resource.PropertyKey{
		"tls:index/certRequest:CertRequest": "certRequestPem", "tls:index/selfSignedCert:SelfSignedCert": "certPem",
		"tls:index/locallySignedCert:LocallySignedCert": "certPem",
	} {
		out = append(out, recorder.WithOutputs(kind, func(name string, in resource.PropertyMap) resource.PropertyMap {
			inputs := in.Copy()
			for _, other := range []resource.PropertyKey{"privateKeyPem", "caPrivateKeyPem", "earlyRenewalHours"} {
				delete(inputs, other) // the last is for the provider alone
			}
			made := resource.PropertyMap{output: resource.NewProperty(fmt.Sprintf("%x", sha256.Sum256([]byte(name+fmt.Sprint(inputs.Mappable())))))}
			if hours := in["validityPeriodHours"]; hours.IsNumber() {
				end := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(hours.NumberValue()) * time.Hour)
				made["validityEndTime"] = resource.NewProperty(end.Format(time.RFC3339))
			}
			return made
		}))
	}
	return out
}

var zoneForm = regexp.MustCompile(`[a-z]{2}-[a-z]+-[0-9][a-f]`)

// together makes one line of the resources of a type with the same changes, and
// one name of those of all zones.
func together(changes []string) []string {
	var kinds []string              // type and changes, in order
	names := map[string][]string{}  // of each of these
	whole := map[string][2]string{} // the two parts of each
	for _, line := range changes {
		kind, rest, _ := strings.Cut(line, "::")
		name, paths, _ := strings.Cut(rest, ": ")
		name = zoneForm.ReplaceAllString(name, "<zone>")
		key := kind + "::" + paths
		if names[key] == nil {
			kinds, whole[key] = append(kinds, key), [2]string{kind, paths}
		}
		if !slices.Contains(names[key], name) {
			names[key] = append(names[key], name)
		}
	}
	var out []string
	for _, key := range kinds {
		line := whole[key][0] + "::" + strings.Join(names[key], "|")
		if paths := whole[key][1]; paths != "" {
			line += ": " + paths
		}
		out = append(out, line)
	}
	return out
}
