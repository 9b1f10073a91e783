package account

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

//go:embed calls.txt
var callsTable string

// calls are the rows of calls.txt, by resource type.
var calls = readCalls(callsTable)

// row says which actions an operation asks for, on what.
type row struct {
	when     []when
	actions  []string
	resource string
	keys     []string // KEY=VALUE
}

// when is an operation, and what of it asks.
type when struct{ op, property, value, role string }

var whenForm = regexp.MustCompile(`^([a-z]+)(?:\.([A-Za-z]+)(?:=(\w+))?)?(?:!(\S+))?$`)

func readCalls(table string) map[string][]row {
	out, typ := map[string][]row{}, ""
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			typ = fields[0]
		default:
			r := row{actions: strings.Split(fields[1], ","), resource: fields[2], keys: fields[3:]}
			for _, w := range strings.Split(fields[0], ",") {
				m := whenForm.FindStringSubmatch(w)
				r.when = append(r.when, when{m[1], m[2], m[3], m[4]})
			}
			out[typ] = append(out[typ], r)
		}
	}
	return out
}

// Types returns the types that calls.txt speaks of.
func Types() []string { return slices.Sorted(maps.Keys(calls)) }

// Asks tells whether calls.txt says what an operation on a type asks.
func Asks(typ, what string) bool {
	return slices.ContainsFunc(calls[typ], func(r row) bool {
		return slices.ContainsFunc(r.when, func(w when) bool { return w.op == what })
	})
}

// asking is one operation that asks for actions.
type asking struct {
	account *Account
	op      *world.Op // nil: a command of the CLI
	what    string
}

// requests returns what the operation asks of AWS.
func (q asking) requests(typ string) []policy.Request {
	var out []policy.Request
	for _, r := range calls[typ] {
		if !slices.ContainsFunc(r.when, q.now) || r.actions[0] == "-" {
			continue
		}
		for _, action := range r.actions {
			for _, on := range q.resources(r.resource, action) {
				out = append(out, policy.Request{
					Action: action, Resource: on, Keys: q.keys(r, action, on), By: map[string]string{"AWS": q.account.now.arn},
				})
			}
		}
	}
	return out
}

func (q asking) now(w when) bool {
	switch {
	case w.op != q.what && (w.op != "read" || q.what != "create" && q.what != "update"), w.role != "" && q.account.Has(w.role):
		return false
	case w.property == "":
		return true
	case q.what == "update":
		return q.changes(w.property) && (w.value == "" || w.value == text(q.op.Object.Get(w.property)))
	case w.property == "tags":
		return len(tagsOf(q.op)) > 0
	case w.value != "":
		return w.value == text(q.op.Object.Get(w.property))
	}
	return given(q.op.Object.Get(w.property))
}

// changes tells whether an update changes a property.
func (q asking) changes(property string) bool {
	was, is := world.Tags(nil, q.op.Old.Get("tagsAll")), tagsOf(q.op)
	switch property {
	case "tags":
		return !maps.Equal(was, is) && len(is) > 0
	case "untag":
		return slices.ContainsFunc(slices.Collect(maps.Keys(was)), func(k string) bool { _, kept := is[k]; return !kept })
	case "content":
		old, new := q.op.Old.Inputs.Copy(), q.op.Object.Inputs.Copy()
		delete(old, "tags")
		delete(new, "tags")
		return !old.DeepEquals(new)
	}
	return !q.op.Old.Get(property).DeepEquals(q.op.Object.Get(property))
}

func text(v resource.PropertyValue) string {
	if v.IsBool() {
		return map[bool]string{true: "true", false: "false"}[v.BoolValue()]
	}
	return world.Str(v)
}

// given tells whether a property is set to something.
func given(v resource.PropertyValue) bool {
	switch {
	case v.IsBool():
		return v.BoolValue()
	case v.IsNumber():
		return v.NumberValue() != 0
	case v.IsArray():
		return len(v.ArrayValue()) > 0
	}
	return v.IsObject() || world.Str(v) != ""
}

// tagsOf returns all tags that an operation gives: the provider's default ones and
// the resource's own.
func tagsOf(op *world.Op) map[string]string {
	return world.Tags(op.Call.Session.Tags, op.Object.Inputs["tags"])
}

var placeholder = regexp.MustCompile(`\{([A-Za-z.]+)\}`)

// resources returns the ARNs that a row's resource stands for.
func (q asking) resources(pattern, action string) []string {
	if pattern == "*" {
		return []string{""}
	}
	out := q.fill(pattern)
	for i, r := range out {
		if service, _, _ := strings.Cut(action, ":"); !strings.HasPrefix(r, "arn:") {
			out[i] = q.op.ARN(service, r)
		}
	}
	return out
}

// fill returns a text with its placeholders filled in, one for each value of a list.
// What is not known yet, as the id of what is being made, is a *.
func (q asking) fill(pattern string) []string {
	m := placeholder.FindStringSubmatch(pattern)
	if m == nil {
		return []string{pattern}
	}
	values := q.values(m[1])
	var out []string
	for _, v := range values {
		out = append(out, q.fill(strings.Replace(pattern, m[0], strings.TrimPrefix(v, "https://"), 1))...)
	}
	return out
}

func (q asking) values(name string) []string {
	var values []string
	switch {
	case q.op == nil:
		values = []string{map[string]string{"bucket": q.account.bucket, "secretsKey": q.account.secretsKey}[name]}
	case name == "id":
		values = []string{q.op.Object.ID}
	case name == "region":
		values = []string{q.op.Region()}
	case name == "partition":
		values = []string{world.Partition(q.op.Region())}
	default:
		values = q.op.Strs(name)
	}
	if len(values) == 0 || values[0] == "" {
		return []string{"*"}
	}
	return values
}

// keys returns the condition keys of a request.
// Source: IAM user guide, AWS global condition context keys.
func (q asking) keys(r row, action, on string) map[string][]string {
	keys := map[string][]string{"aws:PrincipalArn": {q.account.now.arn}}
	for _, k := range r.keys {
		name, value, _ := strings.Cut(k, "=")
		if v := q.fill(value); v[0] != "*" {
			keys[name] = v
		}
	}
	if q.op == nil {
		return keys
	}
	keys["aws:RequestedRegion"] = []string{q.op.Region()}
	thing := q.thing(on)
	if q.what == "create" && thing == nil || strings.Contains(action, "Tag") {
		for k, v := range tagsOf(q.op) {
			keys["aws:RequestTag/"+k] = []string{v}
			keys["aws:TagKeys"] = append(keys["aws:TagKeys"], k)
		}
	}
	if thing != nil {
		for k, v := range world.Map(thing.Get("tagsAll")) {
			keys["aws:ResourceTag/"+string(k)] = []string{world.Str(v)}
		}
	}
	return keys
}

// thing returns what exists under an ARN, or nil.
func (q asking) thing(arn string) *world.Object {
	own := q.op.Object
	if q.op.Old != nil {
		own = q.op.Old // its tags decide, not those that it will have
	}
	for _, o := range append([]*world.Object{own}, q.op.List()...) {
		if o.ID != "" && (o.Str("arn") == arn || strings.HasSuffix(arn, "/"+o.ID)) {
			return o
		}
	}
	return nil
}
