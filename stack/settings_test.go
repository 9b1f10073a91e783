package stack

import (
	"crypto/sha256"
	"fmt"
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
	recorded := map[string]*recorder.Recording{} // by stack file
	run := func(file map[string]any) *recorder.Recording {
		text := marshalled(t, file)
		if recorded[text] == nil {
			recorded[text] = record(t, config(t, file), append(derivedOutputs(), recorder.WithSecrets(secret(file)...))...)
		}
		return recorded[text]
	}
	var got strings.Builder
	for _, key := range settings.Reference() {
		before, after := around(key), around(key)
		for path, value := range key.Beside {
			if value != nil && !key.Together {
				set(before, path, value)
			}
			set(after, path, value)
		}
		set(after, concrete(key.Path), key.Example)
		changes := recorder.Changes(run(before), run(after))
		if len(changes) == 0 {
			t.Errorf("%s = %v changes nothing", key.Path, key.Example)
		}
		got.WriteString(key.Path + "\n" + listed("  ", together(changes)))
	}
	pulumitest.CheckGolden(t, "testdata/settings.golden", got.String())
}

// twoContexts are of clusters that are not the same.
const twoContexts = `{"contexts": [{"name": "kind", "context": {"cluster": "kind"}}, ` +
	`{"name": "another", "context": {"cluster": "another"}}], ` +
	`"current-context": "kind", "clusters": [{"name": "kind", "cluster": {"server": "http://127.0.0.1:8001"}}, ` +
	`{"name": "another", "cluster": {"server": "http://127.0.0.1:8002"}}]}`

// around returns a stack file in which a setting means something, and reaches
// all that it can.
func around(key settings.Key) map[string]any {
	file := map[string]any{}
	switch key.Path {
	case "eks-elk:cluster.kubeconfig", "eks-elk:cluster.context", "eks-elk:cluster.storageClass":
		set(file, "eks-elk:cluster.kubeconfig", twoContexts)
		set(file, "eks-elk:cluster.context", "kind")
		set(file, "eks-elk:cluster.storageClass", "standard")
		return file
	}
	set(file, "eks-elk:cluster.publicAccessCidrs", []string{"1.2.3.4/32"})
	if key.Path != "eks-elk:network.flowLogs" {
		set(file, "eks-elk:network.flowLogs", true)
	}
	if concrete(key.Path) != key.Path {
		set(file, "eks-elk:nodeGroups.big.max", 4)
		set(file, "eks-elk:nodeGroups.small.max", 4)
	}
	return file
}

// concrete puts a name in the place of one that the user chooses.
func concrete(path string) string { return strings.Replace(path, "<name>", "big", 1) }

// config returns a stack file as the engine hands it over.
func config(t *testing.T, file map[string]any) map[string]string {
	t.Helper()
	out := map[string]string{}
	for key, value := range file {
		text, ok := value.(string)
		if !ok {
			text = marshalled(t, value)
		}
		out[key] = text
	}
	return out
}

// secret are the keys of a stack file below which there is a credential.
func secret(file map[string]any) []string {
	var out []string
	for _, key := range settings.Reference() {
		levels := strings.Split(key.Path, ".")
		var at any = file
		for _, level := range levels {
			below, _ := at.(map[string]any)
			at = below[level]
		}
		if key.Secret && at != nil && !slices.Contains(out, levels[0]) {
			out = append(out, levels[0])
		}
	}
	return out
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

// derivedOutputs lets a certificate be another, and end at another time, where its
// inputs are, and an add-on's version that of the cluster: so does a setting
// reach what is made of them.
func derivedOutputs() []recorder.Option {
	version := func(args resource.PropertyMap) resource.PropertyMap {
		return resource.PropertyMap{"version": resource.NewProperty("v1.0.0-of-" + args["kubernetesVersion"].StringValue())}
	}
	out := []recorder.Option{recorder.WithCall("aws:eks/getAddonVersion:getAddonVersion", version)}
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
