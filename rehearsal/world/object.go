package world

import (
	"cmp"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Object is one thing that exists: a resource of the stack, or something a
// service made by itself (Owner says which).
type Object struct {
	Type    *ResourceType
	ID      string
	URN     string   // empty for what a service made by itself
	Name    string   // the logical name in the program
	Owner   string   // empty: the stack; otherwise the service that made it: "eks", "csi", …
	Given   bool     // was there before the stack and stays: no leak
	Session Session  // through which provider it was made
	Parents []string // keys of the objects it goes away with (a service's cascade)

	Inputs  resource.PropertyMap
	Outputs resource.PropertyMap
	// Records is what the service keeps about it and tells nobody.
	Records any

	serial int    // order of birth
	home   string // where its id is unique, since its birth
	again  int    // Anonymous: how many were made since and not deleted
}

// Key is the object's place in the inventory.
func (o *Object) Key() string {
	home := o.home
	if o.serial == 0 {
		home = o.Type.home(o.Session)
	}
	return o.Type.key(o.ID, o.URN, home)
}

func (k *ResourceType) key(id, urn, home string) string {
	key := k.Token + "|" + id
	if home != "" {
		key += "|" + home
	}
	if k.Anonymous {
		key += "|" + urn
	}
	return key
}

// home is where an id of the kind is unique: on its API server, in its region,
// or everywhere.
func (k *ResourceType) home(s Session) string {
	switch {
	case s.Server != "":
		return s.Server
	case k.everywhere():
		return ""
	}
	return s.Region
}

// everywhere: things of a service that are in no region, or whose names are unique
// in all of them.
func (k *ResourceType) everywhere() bool {
	return k.Service == "IAM" || k.Service == "S3" || k.Service == "Budgets"
}

// called returns the type and the object that a call is about; the object may be nil.
func (w *World) called(call Call) (*ResourceType, *Object, error) {
	k, err := w.ResourceType(call.Type)
	if err != nil {
		return nil, nil, err
	}
	return k, w.objects[k.key(call.ID, call.URN, k.home(call.Session))], nil
}

// String names the object as a person reads it: its type's last part and its id.
func (o *Object) String() string {
	return o.Type.Title + " " + cmp.Or(o.Name, o.ID)
}

// Session is the provider configuration that an operation came through.
type Session struct {
	Package string
	Region  string
	Tags    map[string]string // the provider's default tags
	Server  string            // kubernetes: the API server's address
	// Authority: kubernetes: base64 of the certificates that the API server's must be signed by.
	Authority string
	// ConfigMapsInPlace: kubernetes: the provider changes ConfigMaps in place.
	ConfigMapsInPlace bool
}

// lasting is what an object keeps of the session that made it: who verifies the
// API server, and how, is a matter of each call.
func (s Session) lasting() Session {
	s.Authority = ""
	return s
}

// Get returns the value at a property path ("vpcConfig.subnetIds"), looked up
// in the outputs first, or a null value.
func (o *Object) Get(path string) resource.PropertyValue {
	if v, ok := Lookup(o.Outputs, path); ok {
		return v
	}
	v, _ := Lookup(o.Inputs, path)
	return v
}

// Str returns the string at path, or "".
func (o *Object) Str(path string) string { return Str(o.Get(path)) }

// Int returns the whole number at path, or 0.
func (o *Object) Int(path string) int { return Int(o.Get(path)) }

// Bool returns the truth at path, or false.
func (o *Object) Bool(path string) bool {
	v := o.Get(path)
	return v.IsBool() && v.BoolValue()
}

// Strs returns the list of strings at path; a single string is a list of one.
func (o *Object) Strs(path string) []string { return Strs(o.Get(path)) }

// Str returns v as a string, or "".
func Str(v resource.PropertyValue) string {
	v = plain(v)
	if v.IsString() {
		return v.StringValue()
	}
	return ""
}

// Int returns v as a whole number, or 0.
func Int(v resource.PropertyValue) int {
	v = plain(v)
	if v.IsNumber() {
		return int(v.NumberValue())
	}
	return 0
}

// Map returns v as a map, or nil.
func Map(v resource.PropertyValue) resource.PropertyMap {
	if v = plain(v); v.IsObject() {
		return v.ObjectValue()
	}
	return nil
}

// Strs returns v as a list of strings, leaving out what is none.
func Strs(v resource.PropertyValue) []string {
	v = plain(v)
	if v.IsString() {
		return []string{v.StringValue()}
	}
	if !v.IsArray() {
		return nil
	}
	var out []string
	for _, e := range v.ArrayValue() {
		if e = plain(e); e.IsString() {
			out = append(out, e.StringValue())
		}
	}
	return out
}

// Lookup returns the value at a property path of a map.
func Lookup(m resource.PropertyMap, path string) (resource.PropertyValue, bool) {
	p, err := resource.ParsePropertyPath(path)
	if err != nil {
		return resource.PropertyValue{}, false
	}
	v := resource.NewProperty(m)
	for _, step := range p {
		v = plain(v)
		next, ok := resource.PropertyPath{step}.Get(v)
		if !ok {
			return resource.PropertyValue{}, false
		}
		v = next
	}
	return plain(v), true
}

// plain takes off the wrappings that carry no value of their own.
func plain(v resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case v.IsSecret():
			v = v.SecretValue().Element
		case v.IsOutput() && v.OutputValue().Known:
			v = v.OutputValue().Element
		case v.IsResourceReference():
			id, ok := v.ResourceReferenceValue().IDString()
			if !ok {
				return v
			}
			return resource.NewProperty(id)
		default:
			return v
		}
	}
}
