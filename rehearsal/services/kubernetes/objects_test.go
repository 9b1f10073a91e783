package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

func named(namespace, name string) map[string]any {
	return map[string]any{"metadata": map[string]any{"namespace": namespace, "name": name}}
}

func TestObjectsAnswerWhatTheAPIServerKeeps(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	o := c.Must(kubernetes.ConfigMap, "m", map[string]any{"metadata": map[string]any{"name": "m"}, "data": map[string]any{"a": "b"}})
	if o.ID != "default/m" || o.Str("metadata.namespace") != "default" || o.Str("kind") != "ConfigMap" || o.Str("apiVersion") != "v1" {
		t.Errorf("id %s, namespace %s, kind %s/%s", o.ID, o.Str("metadata.namespace"), o.Str("apiVersion"), o.Str("kind"))
	}
	uid, version := o.Str("metadata.uid"), o.Str("metadata.resourceVersion")
	if len(uid) != 36 || version == "" || o.Str("metadata.creationTimestamp") == "" {
		t.Errorf("uid %q, resourceVersion %q", uid, version)
	}
	if err := c.Update(o, map[string]any{"metadata": map[string]any{"name": "m"}, "data": map[string]any{"a": "c"}}); err != nil {
		t.Fatal(err)
	}
	if o = c.Get(kubernetes.ConfigMap, "default/m"); o.Str("metadata.uid") != uid || o.Str("metadata.resourceVersion") == version {
		t.Error("an update keeps the uid and changes the resourceVersion")
	}
	if ns := c.Namespace("elk"); ns.ID != "elk" || ns.Str("status.phase") != "Active" {
		t.Errorf("namespace id %q, phase %q", ns.ID, ns.Str("status.phase"))
	}
}

func TestSecretsKeepStringDataInBase64(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	in := named("default", "s")
	in["stringData"] = map[string]any{"password": "hunter22"}
	in["data"] = map[string]any{"user": "YWxpY2U=", "password": "b2xk"}
	o := c.Must(kubernetes.Secret, "s", in)
	if o.Str("data.password") != "aHVudGVyMjI=" || o.Str("type") != "Opaque" {
		t.Errorf("data %q, type %q", o.Str("data.password"), o.Str("type"))
	}
	if data := kubernetes.Data(o); data["user"] != "alice" || data["password"] != "hunter22" {
		t.Errorf("decoded to %v", data)
	}
	if !strings.Contains(strings.Join(o.Type.Secrets, " "), "stringData") {
		t.Error("stringData is not secret")
	}
}

func TestWhatTheAPIServerRefuses(t *testing.T) {
	tls := func(keys ...string) map[string]any {
		data := map[string]any{}
		for _, k := range keys {
			data[k] = "eA=="
		}
		return map[string]any{"metadata": map[string]any{"name": "x"}, "type": "kubernetes.io/tls", "data": data}
	}
	data := func(key, value string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": "x"}, "data": map[string]any{key: value}}
	}
	for name, c := range map[string]struct {
		typ           string
		bad, good     map[string]any
		rule, wording string
	}{
		"namespace missing": {kubernetes.ConfigMap, named("elk", "x"), named("kube-system", "x"), "kubernetes/namespace-exists",
			`NotFound: namespaces "elk" not found`},
		"namespace of cluster": {kubernetes.Namespace, named("", "kube-system"), named("", "elk"), "kubernetes/namespace-born-with-cluster",
			`API server : namespaces "kube-system" already exists`},
		"not base64": {kubernetes.Secret, data("a", "?"), data("a", "eA=="), "kubernetes/secret-data-is-base64",
			"illegal base64 data at input byte 0"},
		"no key pair": {kubernetes.Secret, tls("ca.crt"), tls("tls.crt", "tls.key", "ca.crt"), "kubernetes/tls-secret-has-pair",
			`Secret "x" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]`},
		"key of a Secret": {kubernetes.Secret, data("a/b", "eA=="), data("a_b.c", "eA=="), "kubernetes/data-key-form",
			"a valid config key must consist of"},
		"key of a ConfigMap": {kubernetes.ConfigMap, data("a b", "x"), data("a-b", "x"), "kubernetes/data-key-form",
			"a valid config key must consist of"},
		"size": {kubernetes.ConfigMap, data("a", strings.Repeat("x", 1<<20+1)), data("a", strings.Repeat("x", 1<<20)),
			"kubernetes/data-size", "must have at most 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			w := clustertest.New(t, clustertest.Options{})
			_, err := w.Create(c.typ, "bad", c.bad)
			clustertest.Refused(t, err, c.rule, c.wording)
			if c.good != nil {
				w.Must(c.typ, "good", c.good)
			}
		})
	}
}

func TestANameIsTakenOnce(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	c.Must(kubernetes.ConfigMap, "aws-auth", named("kube-system", "aws-auth"))
	_, err := c.Create(kubernetes.ConfigMap, "other", named("kube-system", "aws-auth"))
	clustertest.Refused(t, err, "kubernetes/name-untaken",
		`resource kube-system/aws-auth was not successfully created by the Kubernetes API server : configmaps "aws-auth" already exists`)
	c.Must(kubernetes.ConfigMap, "elsewhere", named("default", "aws-auth"))
}

func TestNothingIsMadeOnAClusterThatIsGone(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	m := c.Must(kubernetes.ConfigMap, "m", named("default", "m"))
	if got := c.Needed(m, c.Get(eks.ClusterType, clustertest.Name)); len(got) != 1 || got[0] != "kubernetes/cluster-reachable" {
		t.Errorf("the object needs its cluster by %v", got)
	}
	c.Change(eks.ClusterType, clustertest.Name, "endpoint", "https://elsewhere")
	_, err := c.Create(kubernetes.ConfigMap, "n", named("default", "n"))
	clustertest.Refused(t, err, "kubernetes/cluster-reachable", "unable to load schema information from the API server")
	if !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("%v does not say how", err)
	}
}

func TestImmutableConfigMapStaysAsItIs(t *testing.T) {
	c := clustertest.New(t, clustertest.Options{})
	in := func(text string, immutable bool) map[string]any {
		m := named("default", "m")
		m["data"], m["immutable"] = map[string]any{"a": text}, immutable
		return m
	}
	o := c.Must(kubernetes.ConfigMap, "m", in("one", true))
	clustertest.Refused(t, c.Update(o, in("two", true)), "kubernetes/configmap-immutable", "field is immutable when `immutable` is set")
	free := named("default", "n")
	o = c.Must(kubernetes.ConfigMap, "n", free)
	if err := c.Update(o, free); err != nil {
		t.Error(err)
	}
}

func TestChangesThatReplace(t *testing.T) {
	for typ, want := range map[string]string{
		kubernetes.Secret:       "metadata.name metadata.namespace type stringData data",
		kubernetes.ConfigMap:    "metadata.name metadata.namespace data binaryData",
		kubernetes.StorageClass: "metadata.name metadata.namespace parameters provisioner",
		kubernetes.Namespace:    "metadata.name metadata.namespace",
	} {
		if got := strings.Join(kindOf(t, typ).Replace, " "); got != want {
			t.Errorf("%s is replaced for %s, want %s", typ, got, want)
		}
	}
	t.Setenv("PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE", "true") // not the stack's, so it does not count
	inPlace := kindOf(t, kubernetes.ConfigMap).InPlace
	if asked, not := inPlace(world.Session{ConfigMapsInPlace: true}), inPlace(world.Session{}); strings.Join(asked,
		" ") != "data binaryData" || not != nil {
		t.Errorf("a ConfigMap changes in place for %v when the provider is told so, for %v when it is not", asked, not)
	}
}

func kindOf(t *testing.T, typ string) *world.ResourceType {
	t.Helper()
	for _, k := range kubernetes.ResourceTypes() {
		if k.Token == typ {
			return k
		}
	}
	t.Fatalf("there is no kind %s", typ)
	return nil
}

func TestNamesAndLabelsHaveTheirForms(t *testing.T) {
	said := func(typ string, meta map[string]any) (out []string) {
		for _, check := range kindOf(t, typ).Check {
			if _, problem := check.Test(resource.NewPropertyMapFromMap(map[string]any{"metadata": meta})); problem != "" {
				out = append(out, check.Rule)
			}
		}
		return out
	}
	for _, c := range []struct {
		typ, name string
		ok        bool
	}{
		{kubernetes.Secret, "elastic.credentials", true}, {kubernetes.Secret, "Elastic", false},
		{kubernetes.Secret, "-x", false}, {kubernetes.Secret, strings.Repeat("a", 254), false},
		{kubernetes.Namespace, "elk", true}, {kubernetes.Namespace, "a.b", false}, {kubernetes.Namespace, strings.Repeat("a", 64), false},
	} {
		got := said(c.typ, map[string]any{"name": c.name})
		if c.ok && got != nil || !c.ok && (len(got) != 1 || got[0] != "kubernetes/name-form") {
			t.Errorf("%s %q: %v", c.typ, c.name, got)
		}
	}
	for label, ok := range map[string]bool{"app": true, "app.kubernetes.io/name": true, "a b": false, "UP/x": false, "/x": false} {
		got := said(kubernetes.Secret, map[string]any{"name": "x", "labels": map[string]any{label: "v"}})
		if ok && got != nil || !ok && (len(got) != 1 || got[0] != "kubernetes/label-form") {
			t.Errorf("label %q: %v", label, got)
		}
	}
	if got := said(kubernetes.Secret, map[string]any{"name": "x", "labels": map[string]any{"a": "b c"}}); len(got) != 1 {
		t.Errorf("label value with a space: %v", got)
	}
}

func TestANamespaceEnforcesALevelThatExists(t *testing.T) {
	labelled := func(level string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": "elk", "labels": map[string]any{"pod-security.kubernetes.io/enforce": level}}}
	}
	c := clustertest.New(t, clustertest.Options{})
	_, err := c.Create(kubernetes.Namespace, "elk", labelled("strict"))
	clustertest.Refused(t, err, "kubernetes/pod-security-level", `Invalid value: "strict": must be one of privileged, baseline, restricted`)
	ns := c.Must(kubernetes.Namespace, "elk", labelled("baseline"))
	clustertest.Refused(t, c.Update(ns, labelled("Baseline")), "kubernetes/pod-security-level", "must be one of")
}
