package mutation

import (
	"fmt"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

// Mutation is one thing the program says wrong.
type Mutation struct {
	Name   string
	Type   string // the end of the type's token: Subnet, eks:index:Cluster
	On     string // the logical name; empty: every one of the type
	Do     change
	Copies int // more of the same, under other names
	// Child is Do for what one of the program's remote components makes (Type
	// and On are the child's), and changes its options.
	Child func(*pulumirpc.TransformResourceOptions)
	Stack []string // settings unlike those of dev, such as More
	Then  []string // settings that a second up changes
	Event string   // what happens after up, as of -event
	// Life is that of the stack which this mutation shares with the others of the same
	// Life, because each is named in spite of them; empty: it has one of its own.
	Life string
	// Wants is what the rehearsal must name: a rule, a service's error code, or
	// words of its message, with … for some between.
	Wants string
}

// More is a second stack: dev with what it leaves out, in the region that has a
// zone without EKS.
var More = []string{
	"aws:region=us-east-1", "network.zones=6", "network.flowLogs=true", "network.natGateways=single",
	"nodeGroups={default: {}, search: {desired: 1, min: 1, zones: 1}}",
	"cluster.adminRoleArns=['arn:aws:iam::123456789012:role/admin']",
}

// Private is a stack whose nodes reach AWS by endpoints alone.
var Private = []string{
	"network.natGateways=none", "network.interfaceEndpoints=[ec2, ecr.api, ecr.dkr, sts]",
	"charts.imageRegistry=123456789012.dkr.ecr.eu-central-1.amazonaws.com",
}

// Heard is a stack of whose alerts somebody hears.
var Heard = []string{
	"monitoring.alerts.slack.url={secure: 'https://hooks.slack.com/services/T0/B0/0123456789'}",
	"monitoring.alerts.sns.topicArn=arn:aws:sns:eu-central-1:123456789012:alerts",
	"monitoring.alerts.heartbeat={secure: 'https://hc.example.com/0123456789'}",
}

// All are every mutation, by theme.
func All() []Mutation {
	return slices.Concat(network, identity, cluster, workload, shown, hearing, ordering, life, others)
}

// Lives are all mutations, those of one life together.
func Lives() [][]Mutation {
	var out [][]Mutation
	shared := map[string]int{}
	for _, m := range All() {
		if i, begun := shared[m.Life]; begun {
			out[i] = append(out[i], m)
			continue
		}
		if m.Life != "" {
			shared[m.Life] = len(out)
		}
		out = append(out, []Mutation{m})
	}
	return out
}

// between separates the names of mutations.
const between = "; "

// Names are those of the mutations of a life, as Named reads them.
func Names(life []Mutation) string {
	var names []string
	for _, m := range life {
		names = append(names, m.Name)
	}
	return strings.Join(names, between)
}

// Named finds mutations.
func Named(names string) ([]Mutation, error) {
	var out []Mutation
	for _, name := range strings.Split(names, between) {
		i := slices.IndexFunc(All(), func(m Mutation) bool { return m.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no mutation %q; there are %s", name, Names(All()))
		}
		out = append(out, All()[i])
	}
	return out, nil
}

// Change applies the mutation to what it is about, and returns how many copies
// of it are to be registered as well.
func (m Mutation) Change(req *pulumirpc.RegisterResourceRequest) int {
	if m.Do != nil && m.about(req.GetType(), req.GetName()) {
		m.Do(req)
		return m.Copies
	}
	return 0
}

// change is what a mutation does to one registration.
type change = func(*pulumirpc.RegisterResourceRequest)

// wrong is the usual mutation: of one resource, on the stack dev.
func wrong(name, typ, on string, do change, wants string) Mutation {
	return Mutation{Name: name, Type: typ, On: on, Do: do, Wants: wants}
}

// unordered drops dependencies on resources whose URN ends so, of which the proof must
// miss the first, of what misses: they share a life, because each is missed by itself.
func unordered(name, typ, on, misses string, ends ...string) Mutation {
	m := wrong(name, typ, on, forget(ends...), fmt.Sprintf("missing edge: …%s must depend on …%s (", misses, ends[0]))
	m.Life = "ordering"
	return m
}

// edit changes the map that has the last key of a path.
func edit(path []string, do func(in map[string]*structpb.Value, key string)) change {
	return func(req *pulumirpc.RegisterResourceRequest) {
		s := req.GetObject()
		for _, key := range path[:len(path)-1] {
			s = unwrap(s.GetFields()[key]).GetStructValue()
		}
		if in := s.GetFields(); in != nil {
			do(in, path[len(path)-1])
		}
	}
}

// set puts a value at a path of keys.
func set(value any, path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) {
		if v, err := structpb.NewValue(value); err == nil {
			in[key] = v
		}
	})
}

// fallback puts a value at a path of keys where there is none.
func fallback(value any, path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) {
		if _, given := in[key]; given {
			return
		}
		if v, err := structpb.NewValue(value); err == nil {
			in[key] = v
		}
	})
}

// unset takes a path's value away.
func unset(path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) { delete(in, key) })
}

// rename gives a key another name.
func rename(from, to string, path ...string) change {
	return edit(append(path, from), func(in map[string]*structpb.Value, key string) {
		in[to] = in[key]
		delete(in, key)
	})
}

// replaceIn changes a text inside the string at a path.
func replaceIn(old, text string, path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) {
		if s, ok := unwrap(in[key]).GetKind().(*structpb.Value_StringValue); ok {
			s.StringValue = strings.ReplaceAll(s.StringValue, old, text)
		}
	})
}

// first keeps only the first of a list.
func first(path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) {
		if list := unwrap(in[key]).GetListValue(); list != nil {
			list.Values = list.Values[:1]
		}
	})
}

// forget drops every dependency on resources whose URN ends so, stated and by
// property alike.
func forget(ends ...string) change {
	gone := func(urn string) bool {
		return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(urn, end) })
	}
	return func(req *pulumirpc.RegisterResourceRequest) {
		req.Dependencies = slices.DeleteFunc(req.GetDependencies(), gone)
		for _, d := range req.GetPropertyDependencies() {
			d.Urns = slices.DeleteFunc(d.GetUrns(), gone)
		}
	}
}

// both does one thing after the other.
func both(one, other change) change {
	return func(req *pulumirpc.RegisterResourceRequest) {
		one(req)
		other(req)
	}
}

// unwrap returns what a secret or an output holds, and any other value as it is. Both
// carry a signature key and a value (pulumi/sdk go/common/resource, SigKey).
func unwrap(v *structpb.Value) *structpb.Value {
	fields := v.GetStructValue().GetFields()
	if _, wrapped := fields["4dabf18193072939515e22adb298388d"]; wrapped {
		return fields["value"]
	}
	return v
}
