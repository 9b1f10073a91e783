package standin

import (
	"context"
	"net"
	"regexp"
	"testing"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"google.golang.org/grpc/peer"

	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

const urn = resource.URN("urn:pulumi:dev::eks-elk::test:index:Thing::thing")

func thing() *world.ResourceType {
	return &world.ResourceType{
		Token: "test:index:Thing", Title: "thing", Service: "Test", IDPrefix: "thing-",
		NameProperty: "name", MaxName: 20,
		Defaults: props("size", 1.0),
		Required: []string{"vpc"},
		Replace:  []string{"vpc", "block.kind"},
		Computed: []string{"arn", "secret"},
		Secrets:  []string{"secret"},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("test", op.Object.ID))
			op.Set("secret", "s3cret")
			return nil
		},
	}
}

func props(kv ...any) resource.PropertyMap {
	m := resource.PropertyMap{}
	for i := 0; i < len(kv); i += 2 {
		m[resource.PropertyKey(kv[i].(string))] = resource.NewPropertyValue(kv[i+1])
	}
	return m
}

func provider(t *testing.T) *Provider { return providerOf(t, thing()) }

func providerOf(t *testing.T, types ...*world.ResourceType) *Provider {
	t.Helper()
	w := world.New()
	if err := w.Register(types...); err != nil {
		t.Fatal(err)
	}
	return New("test", semver.MustParse("1.0.0"), w, Open{})
}

func check(t *testing.T, p *Provider, olds, news resource.PropertyMap) plugin.CheckResponse {
	t.Helper()
	r, err := p.Check(context.Background(), plugin.CheckRequest{
		URN: urn, Name: "thing", Type: tokens.Type("test:index:Thing"), Olds: olds, News: news, RandomSeed: []byte("seed"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCheckNamesWithSevenHexDigitsAndKeepsTheName(t *testing.T) {
	p := provider(t)
	first := check(t, p, nil, props("vpc", "a")).Properties
	name := world.Str(first["name"])
	if !regexp.MustCompile(`^thing-[0-9a-f]{7}$`).MatchString(name) {
		t.Fatalf("the name made is %q", name)
	}
	if again := check(t, p, first, props("vpc", "b")).Properties; world.Str(again["name"]) != name {
		t.Errorf("the name changed from %s to %s", name, world.Str(again["name"]))
	}
	if world.Int(first["size"]) != 1 {
		t.Errorf("the default size is %v", first["size"])
	}
}

func TestCheckRefusesWhatIsMissing(t *testing.T) {
	if f := check(t, provider(t), nil, props("size", 2.0)).Failures; len(f) != 1 || f[0].Property != "vpc" {
		t.Errorf("failures: %v, want one for vpc", f)
	}
}

func TestPreviewLeavesAnswersUnknown(t *testing.T) {
	r, err := provider(t).Create(context.Background(), plugin.CreateRequest{
		URN: urn, Name: "thing", Type: "test:index:Thing", Properties: props("vpc", "a"), Preview: true,
	})
	if err != nil || !r.Properties["arn"].IsComputed() || r.ID != "" {
		t.Errorf("preview answered %v, id %q, error %v", r.Properties, r.ID, err)
	}
}

// TestPreviewOfAChangeLeavesRenewedAnswersUnknown: what reads a launch template's
// latest version changes with it.
func TestPreviewOfAChangeLeavesRenewedAnswersUnknown(t *testing.T) {
	r, err := providerOf(t, ec2.ResourceTypes()...).Update(context.Background(), plugin.UpdateRequest{
		URN: "urn:pulumi:dev::eks-elk::" + ec2.LaunchTemplate + "::default", Name: "default", Type: ec2.LaunchTemplate, ID: "lt-0",
		OldOutputs: props("arn", "arn:old", "description", "a", "latestVersion", 1.0), NewInputs: props("description", "b"), Preview: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Properties; !p["latestVersion"].IsComputed() || world.Str(p["arn"]) != "arn:old" || world.Str(p["description"]) != "b" {
		t.Errorf("preview answered %v: want latestVersion alone unknown", p)
	}
}

func TestSecretAnswersStaySecret(t *testing.T) {
	r, err := provider(t).Create(context.Background(), plugin.CreateRequest{
		URN: urn, Name: "thing", Type: "test:index:Thing", Properties: props("vpc", "a"),
	})
	if err != nil || !r.Properties["secret"].IsSecret() || r.Properties["arn"].IsSecret() {
		t.Errorf("create answered %v, error %v", r.Properties, err)
	}
}

func replaces(d plugin.DiffResult) (replace bool) {
	for _, p := range d.DetailedDiff {
		replace = replace || p.Kind.IsReplace()
	}
	return replace
}

func TestDiffTellsReplaceFromUpdate(t *testing.T) {
	k := thing()
	block := func(kind, note string) resource.PropertyValue {
		return resource.NewProperty(props("kind", kind, "note", note))
	}
	for _, c := range []struct {
		what          string
		news          resource.PropertyMap
		some, replace bool
	}{
		{"nothing", resource.PropertyMap{"vpc": resource.NewProperty("a"), "block": block("x", "y")}, false, false},
		{"a mutable property", resource.PropertyMap{"vpc": resource.NewProperty("a"), "block": block("x", "z")}, true, false},
		{"an immutable property", resource.PropertyMap{"vpc": resource.NewProperty("b"), "block": block("x", "y")}, true, true},
		{"an immutable nested property", resource.PropertyMap{"vpc": resource.NewProperty("a"), "block": block("w", "y")}, true, true},
		{"the block of an immutable property", resource.PropertyMap{"vpc": resource.NewProperty("a")}, true, true},
		{"an unknown immutable property",
			resource.PropertyMap{"vpc": resource.MakeComputed(resource.NewProperty("")), "block": block("x", "y")}, true, true},
	} {
		olds := resource.PropertyMap{"vpc": resource.NewProperty("a"), "block": block("x", "y")}
		d := difference(k, "thing", olds, c.news)
		replace := replaces(d)
		if (d.Changes == plugin.DiffSome) != c.some || replace != c.replace {
			t.Errorf("%s changed: some %v, replace %v; want %v, %v", c.what, d.Changes == plugin.DiffSome, replace, c.some, c.replace)
		}
	}
}

func TestAGivenNameIsFreedBeforeItIsTakenAgain(t *testing.T) {
	k := thing()
	given := difference(k, "thing", props("vpc", "a", "name", "prod"), props("vpc", "b", "name", "prod"))
	made := difference(k, "thing", props("vpc", "a", "name", "thing-0123abc"), props("vpc", "b", "name", "thing-0123abc"))
	if !given.DeleteBeforeReplace || made.DeleteBeforeReplace {
		t.Errorf("delete before replace: given name %v, made name %v; want true, false", given.DeleteBeforeReplace, made.DeleteBeforeReplace)
	}
}

func TestConnectionsAreDifferentProviders(t *testing.T) {
	p := provider(t)
	from := func(port int) context.Context {
		return peer.NewContext(context.Background(), &peer.Peer{Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}})
	}
	for port, region := range map[int]string{1: "eu-central-1", 2: "us-east-1"} {
		if _, err := p.Configure(from(port), plugin.ConfigureRequest{Inputs: props("region", region)}); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := p.session(from(1)).Region, p.session(from(2)).Region; a != "eu-central-1" || b != "us-east-1" {
		t.Errorf("the regions are %s and %s", a, b)
	}
}

func TestEachProviderSaysWhetherConfigMapsChangeInPlace(t *testing.T) {
	k := thing()
	k.InPlace = func(s world.Session) []string {
		if s.ConfigMapsInPlace {
			return []string{"vpc"}
		}
		return nil
	}
	p := providerOf(t, k)
	for port, c := range map[int]struct {
		config  resource.PropertyMap
		replace bool
	}{
		1: {props("enableConfigMapMutable", true), false},
		2: {props("enableConfigMapMutable", "true"), false}, // as the eks component says it
		3: {props("enableConfigMapMutable", false), true},
		4: {props(), true},
	} {
		ctx := peer.NewContext(context.Background(), &peer.Peer{Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}})
		if _, err := p.Configure(ctx, plugin.ConfigureRequest{Inputs: c.config}); err != nil {
			t.Fatal(err)
		}
		for property, always := range map[string]bool{"vpc": false, "block": true} {
			news := props("vpc", "a", "block", props("kind", "x"))
			news[resource.PropertyKey(property)] = resource.NewProperty("b")
			d, err := p.Diff(ctx, plugin.DiffRequest{
				URN: urn, Name: "thing", Type: "test:index:Thing",
				OldInputs: props("vpc", "a", "block", props("kind", "x")), NewInputs: news,
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := always || c.replace; replaces(d) != want {
				t.Errorf("%v: a change of %s replaces: %v, want %v", c.config, property, !want, want)
			}
		}
	}
	if len(k.Replace) != 2 {
		t.Errorf("the kind itself was changed: %v", k.Replace)
	}
}

// One value and a list of one are the same policy to the provider.
func TestAPolicyInOtherWordsIsNoDifference(t *testing.T) {
	trust := func(action string) resource.PropertyMap {
		return props("assumeRolePolicy",
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":`+action+`,"Principal":{"Service":"eks.amazonaws.com"}}]}`)
	}
	for action, want := range map[string]plugin.DiffChanges{`["sts:AssumeRole"]`: plugin.DiffNone, `["sts:TagSession"]`: plugin.DiffSome} {
		r, err := providerOf(t, iam.ResourceTypes()...).Diff(context.Background(), plugin.DiffRequest{
			URN: "urn:pulumi:dev::eks-elk::" + iam.Role + "::r", Name: "r", Type: iam.Role, OldInputs: trust(`"sts:AssumeRole"`),
			NewInputs: trust(action),
		})
		if err != nil || r.Changes != want {
			t.Errorf("%s: %v, %v", action, r.Changes, err)
		}
	}
}

// A set in another order is the same set; another element is a change in place,
// or another resource where the provider's code says so.
func TestASetInAnotherOrderIsNoDifference(t *testing.T) {
	cluster := func(subnets, blocks []any) resource.PropertyMap {
		return props("vpcConfig", props("subnetIds", subnets, "publicAccessCidrs", blocks), "enabledClusterLogTypes", []any{"api", "audit"})
	}
	olds := cluster([]any{"a", "b"}, []any{"203.0.113.0/24", "198.51.100.0/24"})
	for _, c := range []struct {
		news     resource.PropertyMap
		changes  plugin.DiffChanges
		replaces bool
	}{
		{cluster([]any{"b", "a"}, []any{"198.51.100.0/24", "203.0.113.0/24"}), plugin.DiffNone, false},
		{cluster([]any{"b", "a"}, []any{"198.51.100.0/24"}), plugin.DiffSome, false},
		{cluster([]any{"b", "c"}, []any{"198.51.100.0/24", "203.0.113.0/24"}), plugin.DiffSome, true},
	} {
		r, err := providerOf(t, aws.ResourceTypes()...).Diff(context.Background(), plugin.DiffRequest{
			URN: "urn:pulumi:dev::eks-elk::" + eks.ClusterType + "::c", Name: "c", Type: eks.ClusterType, OldInputs: olds, NewInputs: c.news,
		})
		if err != nil || r.Changes != c.changes || replaces(r) != c.replaces {
			t.Errorf("%v: %v, replaces %v, %v", c.news, r.Changes, replaces(r), err)
		}
	}
}
